/** The files that ship a product, and those that keep its repository in order: read as the tools read them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { folderTemplates } from '../../generators/templates.ts';
import { product, written } from '../deploy/products.ts';
import { check, fromSystem } from '../deploy/tools.ts';
import { freshFolder, ROOT } from '../support/program.ts';

const BASE = join(ROOT, 'templates', 'base');
const text = (path: string): string => readFileSync(join(BASE, path), 'utf8');

describe('the Dockerfile', () => {
  const lines = text('Dockerfile').replaceAll('\\\n', ' ').split('\n');

  it('has nothing that a linter finds', () => {
    expect(validate(text('Dockerfile'))).toEqual([]);
  });

  it('takes its base images from arguments, so that they can be pinned by their digest', () => {
    const from = lines.filter((line) => line.startsWith('FROM '));
    expect(from.length).toBeGreaterThan(0);
    for (const line of from) expect(line).toMatch(/\$\{(NODE|PYTHON)_IMAGE\}/);
  });

  it('copies only what .dockerignore lets through', () => {
    const ignore = text('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(ignore[0]).toBe('*');
    const allowed = ignore
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1).replace(/\/$/, ''));
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1))
      .map((path) => path.replace('[s]', 's').split('/')[0]);
    expect([...new Set(copied)].sort()).toEqual(allowed.sort());
  });
});

describe('compose.yaml', () => {
  /** What Compose makes of it, with these variables and no others. */
  const config = (env: Record<string, string> = {}, ...more: string[]): string => {
    const compose = fromSystem('docker-compose', ['version']);
    const plain = { PATH: process.env.PATH, HOME: process.env.HOME };
    return check(compose, ['-f', join(BASE, 'compose.yaml'), ...more, 'config'], {
      env: { ...plain, ...env },
    });
  };

  it('runs the app as production, on this machine only, with nothing to write to but its volume', () => {
    const app = config();
    expect(app).toContain('APP_ENV: production');
    expect(app).toContain('- 127.0.0.1:8000:8000/tcp');
    expect(app).toMatch(/read_only: true/);
    expect(app).toMatch(/cap_drop:\n\s+- ALL/);
    expect(app).toMatch(/volumes:\n\s+- predictions:\/data:rw/);
    expect(app).toContain('no-new-privileges:true');
    expect(app).toMatch(/profiles:\n\s+- postgres/);
  });

  it('hands every setting on, but for where it listens in the container', () => {
    const handed = [...text('compose.yaml').matchAll(/^ {6}([A-Z_]+): \$\{/gm)].map(([, name]) => name);
    const inside = ['HOST', 'PORT'];
    expect(settings.filter((name) => !inside.includes(name) && !handed.includes(name))).toEqual([]);
  });

  it('keeps the log where the image does, unless it is told otherwise', () => {
    const image = text('Dockerfile').match(/DATABASE=(\S+)/)?.[1];
    expect(config()).toContain(`DATABASE: ${image}\n`);
    expect(config({ DATABASE: 'off' })).toMatch(/DATABASE: ["']?off["']?\n/);
  });

  it('gives the server the time that it takes to stop', () => {
    const grace = Number(text('compose.yaml').match(/stop_grace_period: (\d+)s/)?.[1]);
    const stop = Number(text('serving/settings.py').match(/stop_seconds: int = Field\(default=(\d+)/)?.[1]);
    expect(grace).toBeGreaterThan(stop + 10);
  });

  it('has PostgreSQL behind a profile, and hands settings on', () => {
    const env = {
      POSTGRES_PASSWORD: 'planted',
      DATABASE_URL: 'postgresql://app:planted@database/predictions',
    };
    const both = config({ ...env, API_KEYS: 'web:predict:abc' }, '--profile', 'postgres');
    expect(both).toMatch(/image: docker\.io\/library\/postgres:/);
    expect(both).toContain('API_KEYS: web:predict:abc');
    expect(both).toContain(`DATABASE_URL: ${env.DATABASE_URL}`);
  });
});

/** Every setting of the server that an owner may change: where the artifact and the page lie is none. */
const settings = [...text('serving/settings.py').matchAll(/^ {4}([a-z_]+): .*=/gm)]
  .map(([, name]) => String(name).toUpperCase())
  .filter((name) => !['ARTIFACT_DIR', 'WEB_DIR'].includes(name));

describe('.env.example', () => {
  const names = new Set([...text('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name));

  it('sets nothing by itself', () => {
    expect(text('.env.example').match(/^(?!#).+/m)).toBeNull();
  });

  it('names every setting of the server', () => {
    expect(settings).toContain('LOG_LEVEL');
    expect(settings.filter((name) => !names.has(name))).toEqual([]);
  });

  it('names every variable of compose.yaml', () => {
    const used = [...text('compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name);
    expect(used.filter((name) => name !== 'IMAGE' && !names.has(name))).toEqual([]);
  });
});

describe('the repository', () => {
  it("passes its own check's lint and format, with every target", () => {
    const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
    check(process.execPath, [biome, 'check', 'web', 'scripts', 'tests'], { cwd: written(product()) });
  });

  it('keeps secrets, data and what is made out of git, and everything else in', () => {
    const folder = freshFolder();
    execFileSync('git', ['init', '--quiet', folder]);
    writeFileSync(join(folder, '.gitignore'), text('.gitignore'));
    const out = ['.env', '.env.production', 'web/.env.local', 'data/private.csv', 'var/predictions.sqlite3'];
    const made = [
      '.venv/x',
      '.venv-serving/x',
      'web/node_modules/x',
      'web/dist/index.html',
      'serving/__pycache__/a.pyc',
    ];
    const kept = [
      '.env.example',
      'Dockerfile',
      'compose.yaml',
      'artifacts/v1/model.onnx',
      '.vscode/launch.json',
    ];
    for (const path of [...out, ...made, ...kept]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), '');
    }
    execFileSync('git', ['-C', folder, 'add', '--all']);
    const tracked = execFileSync('git', ['-C', folder, 'ls-files'], { encoding: 'utf8' }).trim().split('\n');
    expect(tracked.sort()).toEqual(['.gitignore', ...kept].sort());
  });

  it('has a hook that git can run, and that runs the checks', async () => {
    const templates = await folderTemplates(join(ROOT, 'templates'));
    expect(templates.mode('base/.githooks/pre-commit')).toBe(0o755);
    expect(text('.githooks/pre-commit')).toMatch(/^#!\/bin\/sh\n(.*\n)*exec npm run --silent check\n$/);
    const { scripts } = JSON.parse(text('package.json'));
    expect(scripts.hooks).toBe('git config core.hooksPath .githooks');
  });

  it('has settings of the editor that are JSON', () => {
    for (const folder of ['.vscode', '.devcontainer'])
      for (const name of readdirSync(join(BASE, folder)))
        expect(() => JSON.parse(text(`${folder}/${name}`)), name).not.toThrow();
  });
});
