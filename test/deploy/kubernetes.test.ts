/**
 * The manifests, as kustomize builds them: against Kubernetes' own schemas with unknown fields as errors, and then what
 * schemas cannot see. They are not run on a cluster.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { product, textOf, written } from './products.ts';
import { check, installTools, tool } from './tools.ts';

// biome-ignore lint/suspicious/noExplicitAny: the schemas are checked by kubernetes-validate.
type Manifest = any;

const tree = product();
const folders: Record<string, string> = {};

const build = (folder: string): string => check('kubectl', ['kustomize', folder]);

function manifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((it) => it.toJS());
}

beforeAll(() => {
  if (spawnSync('kubectl', ['version', '--client']).status !== 0)
    throw new Error('kubectl 1.27 or newer builds the manifests: https://kubernetes.io/docs/tasks/tools/');
  installTools();
}, 180_000);

describe.each(['dev', 'prod'])('%s', (overlay) => {
  const overlayIn = (folder: string) => join(folder, 'deploy/kubernetes/overlays', overlay);
  const built = () => {
    folders[overlay] ??= build(overlayIn(written(tree)));
    return folders[overlay];
  };
  const of = (kind: string): Manifest => manifests(built()).find((it) => it.kind === kind);
  const pod = () => of('Deployment').spec.template.spec;

  test('fits the schemas, and a misspelt field would not', () => {
    const folder = written(tree);
    const path = join(folder, 'all.yaml');
    const validate = (text: string) => {
      writeFileSync(path, text);
      return check(tool('kubernetes-validate'), ['--strict', '--quiet', path]);
    };
    validate(built());
    expect(() => validate(built().replace('readinessProbe', 'readynessProbe'))).toThrow(/readynessProbe/);
  });

  test('what is asked for can be had', () => {
    for (const wrong of problems(manifests(built()))) expect(wrong).toBe('');
  });

  test('a pod runs as nobody special and can write nowhere but where it must', () => {
    const [container] = pod().containers;
    expect(pod()).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true },
    });
    expect(String(pod().securityContext.runAsUser)).toBe(
      textOf(tree, 'Dockerfile').match(/^USER (\d+)/m)?.[1],
    );
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  test('it stops later than a request and the pause before it may take', () => {
    expect(pod().terminationGracePeriodSeconds).toBeGreaterThan(5 + 30);
  });

  test('secrets are named, never held', () => {
    expect(manifests(built()).filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(pod().containers[0].envFrom).toContainEqual({ secretRef: { name: 'secrets' } });
  });
});

test('dev has one pod with a volume, prod has several without one', () => {
  const kinds = (overlay: string) =>
    manifests(folders[overlay] ?? '')
      .map(({ kind }) => kind)
      .sort();
  const common = ['ConfigMap', 'Deployment', 'Ingress', 'NetworkPolicy', 'Service'];
  expect(kinds('dev')).toEqual([...common, 'PersistentVolumeClaim'].sort());
  expect(kinds('prod')).toEqual([...common, 'HorizontalPodAutoscaler', 'PodDisruptionBudget'].sort());
});

test('the figures are those of the formulas beside them', () => {
  const [memory, ...rest] = numbers(
    textOf(tree, 'deploy/kubernetes/base/deployment.yaml'),
    /memory request.* (\d+) x 1\.5 = (\d+)/,
  );
  expect(rest).toEqual([Math.ceil((Number(memory) * 1.5) / 16) * 16]);
  const scaling = textOf(tree, 'deploy/kubernetes/overlays/prod/autoscaling.yaml');
  expect(scaling).toContain(`averageValue: ${1000 * 0.8 * 0.75}m`);
});

function numbers(text: string, pattern: RegExp): number[] {
  return (text.match(pattern) ?? []).slice(1).map(Number);
}

test('a release puts image, host and namespace into the overlay', async () => {
  const folder = written(tree);
  const { plan } = await import(join(folder, 'scripts/lib/targets/kubernetes.mjs'));
  const settings = { KUBE_DOMAIN: 'predict.example.org', KUBE_OVERLAY: 'prod' };
  for (const [image, expected] of [
    ['ghcr.io/ada/orders:1', 'ghcr.io/ada/orders:1'],
    [`registry:5000/orders@sha256:${'a'.repeat(64)}`, `registry:5000/orders@sha256:${'a'.repeat(64)}`],
  ]) {
    const { prepare } = plan({ name: 'shop', image, settings });
    const { write, text } = prepare.find((it: { write?: string }) => it.write !== undefined);
    mkdirSync(join(folder, write, '..'), { recursive: true });
    writeFileSync(join(folder, write), text);
    const built = manifests(build(join(folder, write, '..')));
    const kind = (name: string): Manifest => built.find((it) => it.kind === name);
    expect(kind('Deployment').spec.template.spec.containers[0].image).toBe(expected);
    expect(kind('Ingress').spec.rules[0].host).toBe('predict.example.org');
    expect(kind('Ingress').spec.tls[0].hosts).toEqual(['predict.example.org']);
    expect(new Set(built.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['shop']));
  }
});

test('the checks below find what they are for', () => {
  const broken = (from: string | RegExp, to: string) =>
    problems(manifests((folders.prod ?? '').replace(from, to)));
  expect(broken('', '')).toEqual([]);
  expect(broken('containerPort: 8000', 'containerPort: 99999999')).not.toEqual([]);
  expect(broken('memory: 144Mi', 'memory: 144Migs')).not.toEqual([]);
  expect(broken('app.kubernetes.io/component: app', 'app.kubernetes.io/component: ap')).not.toEqual([]);
  expect(broken(/path: \/readyz\n( +)port: http/, 'path: /readyz\n$1port: htpp')).not.toEqual([]);
});

const QUANTITY = /^\d+(\.\d+)?(m|[kMGTPE]|[KMGTPE]i)?$/;

/** What a schema lets through: ports, quantities, selectors that select nothing, probes and backends that lead nowhere. */
function problems(all: Manifest[]): string[] {
  const deployment = all.find(({ kind }) => kind === 'Deployment');
  const labels = deployment.spec.template.metadata.labels;
  const [container] = deployment.spec.template.spec.containers;
  const ports: { name: string; containerPort: number }[] = container.ports;
  const leads = (port: string | number) => ports.some((it) => it.name === port || it.containerPort === port);
  const found: string[] = [];
  const demand = (holds: boolean, words: string) => {
    if (!holds) found.push(words);
  };

  for (const { containerPort } of ports)
    demand(containerPort > 0 && containerPort < 65_536, `port ${containerPort}`);
  for (const part of Object.values<Record<string, string>>(container.resources)) {
    for (const quantity of Object.values(part)) demand(QUANTITY.test(quantity), `quantity ${quantity}`);
  }
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    demand(leads(container[probe].httpGet.port), `${probe} asks a port that is not there`);
  }
  for (const { kind, spec } of all) {
    const selector = {
      Deployment: spec?.selector?.matchLabels,
      Service: spec?.selector,
      PodDisruptionBudget: spec?.selector?.matchLabels,
      NetworkPolicy: spec?.podSelector?.matchLabels,
    }[kind as string];
    for (const [key, value] of Object.entries(selector ?? {}))
      demand(labels[key] === value, `${kind} selects ${key}=${value}`);
    if (kind === 'Service')
      for (const { targetPort } of spec.ports) demand(leads(targetPort), `${kind} leads to ${targetPort}`);
    if (kind === 'HorizontalPodAutoscaler')
      demand(spec.scaleTargetRef.name === deployment.metadata.name, `${kind} scales nothing`);
    if (kind === 'Ingress') {
      const { name, port } = spec.rules[0].http.paths[0].backend.service;
      const service = all.find((it) => it.kind === 'Service' && it.metadata.name === name);
      demand(
        service?.spec.ports.some((it: { name: string }) => it.name === port.name),
        `${kind} leads to ${name}`,
      );
    }
    if (kind === 'PersistentVolumeClaim') demand(QUANTITY.test(spec.resources.requests.storage), 'storage');
  }
  const volumes = deployment.spec.template.spec.volumes.map(({ name }: { name: string }) => name);
  for (const { name } of container.volumeMounts) demand(volumes.includes(name), `no volume ${name}`);
  return found;
}
