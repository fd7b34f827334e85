/** The generator: how small the package is, how long a cold `npm create` takes, and what each run adds to `node -e 0`. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment, npmCommand, pack, startRegistry } from '../test/support/registry.mjs';
import { interleaved } from './medians.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const PROGRAM = join(HERE, '..', 'dist', 'bin.cjs');
const CREATE_VITE = '9.3.0';
/** Where npm takes packages from on this machine. */
const REGISTRY_IN_USE = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
const KB = 1000;

const row = (what, value, unit, bar, ok) => ({ what, value, unit, bar, ok });
const atMost = (what, value, unit, bar, words = `≤ ${bar} ${unit}`) =>
  row(what, value, unit, words, value <= bar);

/** @returns {Promise<{what: string, value: number, unit: string, bar: string | null, ok: boolean}[]>} */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-create-'));
  try {
    return [...overNode(folder), ...size(folder), ...(await coldCreate(folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Seconds over a bare `node -e 0`, in the same rounds. */
function overNode(cwd) {
  const node = (...args) =>
    execFileSync(process.execPath, args, { cwd, stdio: 'ignore', env: cleanEnvironment() });
  const shop = join(cwd, 'shop');
  const { bare, help, write, terminal, question } = interleaved(
    {
      bare: () => node('-e', '0'),
      help: () => node(PROGRAM, '--help'),
      write: {
        before: () => rmSync(shop, { recursive: true, force: true }),
        work: () => node(PROGRAM, 'shop', '--sample', 'penguins', '--yes'),
      },
      terminal: { seconds: () => untilShown(cwd, [process.execPath, '-e', '0'], '') },
      question: { seconds: () => untilShown(cwd, [process.execPath, PROGRAM], 'What kind of model is it?') },
    },
    15,
  );
  return [
    row('`node -e 0`', bare, 's', null, true),
    atMost('`--help`, over `node -e 0`', help - bare, 's', 0.05),
    atMost('first question, over `node -e 0`', question - terminal, 's', 0.1),
    atMost('full write of a product with its first commit, over `node -e 0`', write - bare, 's', 0.35),
  ];
}

function untilShown(cwd, command, text) {
  const task = JSON.stringify({ cwd, command, text });
  const watched = execFileSync('python3', [join(HERE, 'until_shown.py'), task], {
    encoding: 'utf8',
    env: cleanEnvironment(),
  });
  return Number(watched);
}

function size(folder) {
  const { size: bytes, files, file } = pack(folder);
  const manifest = JSON.parse(
    execFileSync('tar', ['-xzOf', file, 'package/package.json'], { encoding: 'utf8' }),
  );
  return [
    atMost('packed tarball', bytes / KB, 'KB', 1200),
    atMost('files in it', files.length, '', 25, '≤ 25'),
    atMost('runtime dependencies', Object.keys(manifest.dependencies ?? {}).length, '', 0, '0'),
  ];
}

/** `npm create` with nothing in npm's cache, from a registry on this machine. */
async function coldCreate(folder) {
  const registry = await startRegistry({ uplink: REGISTRY_IN_USE });
  try {
    registry.publish(pack(folder).file);
    let round = 0;
    const create = (...args) => {
      const [program, ...first] = npmCommand();
      const env = registry.env(join(folder, `cache-${round}`));
      execFileSync(program, [...first, 'create', ...args], { cwd: folder, env, stdio: 'ignore' });
    };
    const cold = (...args) => ({
      before: () => {
        rmSync(join(folder, `cache-${round}`), { recursive: true, force: true, maxRetries: 5 });
        rmSync(join(folder, 'cold'), { recursive: true, force: true });
        round++;
      },
      work: () => create(...args),
    });
    const { ours, theirs } = interleaved(
      {
        ours: cold('ml-product', 'cold', '--', '--sample', 'penguins', '--yes', '--no-git'),
        theirs: cold(`vite@${CREATE_VITE}`, 'cold', '--', '--template', 'vanilla', '--no-interactive'),
      },
      9,
    );
    return [
      row(`cold \`npm create vite@${CREATE_VITE}\``, theirs, 's', null, true),
      row('cold `npm create ml-product`, writing a product', ours, 's', null, true),
      atMost('cold `npm create`, against create-vite', ours / theirs, '×', 1.3, '≤ 1.3 ×'),
    ];
  } finally {
    registry.stop();
  }
}
