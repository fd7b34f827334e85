/** A Kubernetes cluster: kubectl's current context, an image from a registry, one of the overlays dev and prod. */
export const tools = [
  {
    program: 'kubectl',
    version: ['version', '--client'],
    get: 'https://kubernetes.io/docs/tasks/tools/',
    signedIn: ['auth', 'can-i', 'create', 'deployments'],
    signIn: 'kubectl config use-context <your cluster>',
  },
];

export const settings = [
  {
    variable: 'KUBE_DOMAIN',
    words: "the name that points to the cluster's ingress, for example predict.example.com",
  },
  { variable: 'KUBE_OVERLAY', words: 'dev or prod', fallback: 'prod' },
];

export function problems({ image, settings: { KUBE_OVERLAY, DATABASE_URL, CI } }) {
  return [
    ...(image === undefined
      ? ['A cluster runs an image from a registry: --image ghcr.io/you/product:tag, which CI pushes.']
      : []),
    ...(['dev', 'prod'].includes(KUBE_OVERLAY)
      ? []
      : [`KUBE_OVERLAY is ${KUBE_OVERLAY}, and there are dev and prod.`]),
    ...(KUBE_OVERLAY === 'prod' && DATABASE_URL === undefined && CI === undefined
      ? [
          'DATABASE_URL is not set: prod keeps predictions in PostgreSQL. KUBE_OVERLAY=dev keeps them on a volume.',
        ]
      : []),
  ];
}

const FOLDER = '.cache/deploy/kubernetes';

export function plan({ name, image, settings: set }) {
  const namespace = set.KUBE_OVERLAY === 'dev' ? `${name}-dev` : name;
  const inside = ['--namespace', namespace];
  const status = { run: ['kubectl', 'rollout', 'status', 'deployment/app', ...inside, '--timeout', '300s'] };
  return {
    link: `https://${set.KUBE_DOMAIN}`,
    lookups: {
      previous: {
        run: [
          'kubectl',
          'get',
          'deployment/app',
          ...inside,
          '--output',
          'jsonpath={.spec.template.spec.containers[0].image}',
        ],
        pick: (text) => text || null,
      },
    },
    prepare: [
      {
        run: ['kubectl', 'create', 'namespace', namespace],
        unless: ['kubectl', 'get', 'namespace', namespace],
      },
      ...secrets(set, inside),
      {
        write: `${FOLDER}/kustomization.yaml`,
        text: `${JSON.stringify(release(namespace, image ?? 'IMAGE', set), null, 2)}\n`,
      },
    ],
    deploy: [{ run: ['kubectl', 'apply', '--kustomize', FOLDER] }, status],
    rollback: [{ run: ['kubectl', 'rollout', 'undo', 'deployment/app', ...inside] }, status],
  };
}

/** The overlay with this release's image and host. JSON is YAML too. */
function release(namespace, image, { KUBE_OVERLAY, KUBE_DOMAIN }) {
  const host = ['/spec/rules/0/host', '/spec/tls/0/hosts/0'].map((path) => ({
    op: 'replace',
    path,
    value: KUBE_DOMAIN,
  }));
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace,
    resources: [`../../../deploy/kubernetes/overlays/${KUBE_OVERLAY}`],
    images: [{ name: 'app', ...reference(image) }],
    patches: [{ target: { kind: 'Ingress', name: 'app' }, patch: JSON.stringify(host) }],
  };
}

function reference(image) {
  const [newName, digest] = image.split('@');
  if (digest !== undefined) return { newName, digest };
  const colon = image.lastIndexOf(':');
  return colon > image.lastIndexOf('/')
    ? { newName: image.slice(0, colon), newTag: image.slice(colon + 1) }
    : { newName: image };
}

function secrets({ API_KEYS, AUTH, DATABASE_URL }, inside) {
  const stringData = Object.fromEntries(
    Object.entries({ API_KEYS, AUTH, DATABASE_URL }).filter(([, value]) => value !== undefined),
  );
  if (Object.keys(stringData).length === 0) return [];
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'secrets' }, stringData };
  return [{ run: ['kubectl', 'apply', ...inside, '--filename', '-'], input: JSON.stringify(secret) }];
}
