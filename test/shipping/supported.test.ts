/** Which Pythons a product runs with: they get every wheel they need, and any other is told so before an installation. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { freshFolder, ROOT } from '../support/program.ts';

const LIB = join(ROOT, 'templates', 'base', 'scripts', 'lib');
const load = (name: string) => import(pathToFileURL(join(LIB, name)).href);
const { fits } = await load('supported.mjs');
const { toRequirements } = await load('lock-file.mjs');

describe('a wheel is pinned where it fits', () => {
  it.each([
    ['six-1.17.0-py2.py3-none-any.whl', true],
    ['numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl', true],
    ['numpy-2.4.6-cp314-cp314-win_amd64.whl', true],
    ['pyzmq-27.0-1-cp312-abi3-macosx_10_15_universal2.whl', true],
    ['ruff-0.17.5-py3-none-macosx_11_0_arm64.whl', true],
    ['cryptography-45.0-cp38-abi3-manylinux_2_28_aarch64.whl', true],
    ['numpy-2.4.6-cp310-cp310-manylinux_2_28_x86_64.whl', false],
    ['numpy-2.4.6-cp314-cp314t-manylinux_2_28_x86_64.whl', false],
    ['numpy-2.4.6-cp315-cp315-manylinux_2_28_x86_64.whl', false],
    ['numpy-2.4.6-cp312-cp312-musllinux_1_2_x86_64.whl', false],
    ['numpy-2.4.6-cp312-cp312-macosx_10_13_x86_64.whl', false],
    ['numpy-2.4.6-cp312-cp312-win32.whl', false],
    ['numpy-2.4.6-pp311-pypy311_pp73-manylinux_2_28_x86_64.whl', false],
    ['x-1-py2-none-any.whl', false],
    ['x-1-cp315-abi3-win_amd64.whl', false],
  ])('%s: %s', (name, fit) => {
    expect(fits(name)).toBe(fit);
  });

  it('without any, the source is', () => {
    const file = (name: string, hash: string) =>
      `{ url = "https://pypi.example/packages/${name}", size = 1, hashes = { sha256 = "${hash.repeat(64)}" } }`;
    const lock = `lock-version = "1.0"

[[packages]]
name = "a"
version = "1+cpu"
marker = "sys_platform == 'win32'"
sdist = ${file('a-1.tar.gz', '1')}
wheels = [
    ${file('a-1%2Bcpu-cp312-cp312-win_amd64.whl', '3')},
    ${file('a-1%2Bcpu-cp311-cp311-win_amd64.whl', '2')},
    ${file('a-1%2Bcpu-cp310-cp310-win_amd64.whl', '4')},
]

[[packages]]
name = "b"
version = "2"
sdist = ${file('b-2.tar.gz', '5')}
wheels = [${file('b-2-cp39-cp39-win_amd64.whl', '6')}]
`;
    expect(toRequirements(lock)).toBe(
      `a==1+cpu ; sys_platform == 'win32' \\\n    --hash=sha256:${'2'.repeat(64)} \\\n    --hash=sha256:${'3'.repeat(64)}\n` +
        `b==2 \\\n    --hash=sha256:${'5'.repeat(64)}\n`,
    );
  });

  it('in the product, the pins are those of what is asked for', () => {
    const common = 'base/requirements/common.in';
    const sent = ['image', 'text', 'audio'].map((it) => `sent/${it}/requirements/serving`);
    const kinds = ['tabular/requirements/training', 'onnx/requirements/making'].map((it) => `kinds/${it}`);
    for (const name of ['base/requirements/serving', ...sent, ...kinds]) {
      const at = join(ROOT, 'templates', name);
      const pinned = `\n${readFileSync(`${at}.txt`, 'utf8')}`;
      const wanted = [common, `${name}.in`].map((it) => readFileSync(join(ROOT, 'templates', it), 'utf8'));
      const asked = [...wanted.join('\n').matchAll(/^([\w.-]+)==(\S+?)(?:;|\s|$)/gm)];
      expect(asked.length).toBeGreaterThan(5);
      for (const [, package_, version] of asked) expect(pinned).toContain(`\n${package_}==${version} `);
      for (const one of pinned.trim().split(/\n(?=\S)/))
        expect(one).toMatch(/^\S+==\S+ .*\\\n {4}--hash=sha256:/);
    }
  });
});

describe('the Python that is found', () => {
  /** What is said where these are the programs on PATH: each answers with version, build and machine. */
  const found = (programs: Record<string, string>): string => {
    const bin = freshFolder();
    mkdirSync(bin, { recursive: true });
    for (const [name, answer] of Object.entries(programs)) {
      const script = `#!/bin/sh\necho '${answer} ${join(bin, name)}'\n`;
      writeFileSync(join(bin, name), script, { mode: 0o755 });
    }
    const program = `import { findPython } from ${JSON.stringify(pathToFileURL(join(LIB, 'python.mjs')))};
      console.log(await findPython().catch((error) => error.message));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      env: { PATH: bin },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.trim();
  };

  const LINUX = '.cpython-312-x86_64-linux-gnu.so x86_64';

  it.each([
    ['Linux', `3 12 ${LINUX}`],
    ['Linux on ARM', '3 14 .cpython-314-aarch64-linux-gnu.so aarch64'],
    ['a Mac with Apple silicon', '3 13 .cpython-313-darwin.so arm64'],
    ['Windows', '3 11 .cp311-win_amd64.pyd AMD64'],
  ])("%s: the machine's own", (_name, answer) => {
    expect(found({ python3: answer })).toMatch(/\/python3$/);
  });

  it.each([
    ['a new one, and one that fits beside it', `3 15 ${LINUX}`, /\/python3\.13$/],
    ['an old one, and one that fits beside it', `3 9 ${LINUX}`, /\/python3\.13$/],
  ])('%s', (_name, answer, said) => {
    expect(found({ python3: answer, 'python3.13': `3 13 ${LINUX}` })).toMatch(said);
  });

  it.each([
    ['none', {}, /Python 3\.11 to 3\.14 is needed; none was found\.\nInstall it/],
    ['only a newer one', { python3: `3 15 ${LINUX}` }, /needed; python3 is 3\.15\.\nInstall it/],
    [
      'an Intel Mac',
      { python3: '3 12 .cpython-312-darwin.so x86_64' },
      /python3 is built for Intel Macs.*ONNX Runtime.*1\.23\.2\.\n.*Apple silicon.*dev container/,
    ],
    ['musl', { python3: '3 12 .cpython-312-x86_64-linux-musl.so x86_64' }, /cpython-312-x86_64-linux-musl/],
    ['free threads', { python3: '3 14 .cpython-314t-x86_64-linux-gnu.so x86_64' }, /cpython-314t/],
  ])('%s: says what is needed', (_name, programs, said) => {
    expect(found(programs as Record<string, string>)).toMatch(said);
  });
});
