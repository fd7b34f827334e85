/** SIGKILL before every single change to the disk, and again during recovery. */
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshFolder } from '../support/program.ts';
import { bundleWriter, contents, runWriter, WHOLE, writeSource } from '../support/writer.ts';

const MINUTE = 60_000;

let writer = '';
beforeAll(async () => {
  writer = await bundleWriter();
});

/** Runs with a kill before change 1, 2, 3 … until one run gets through. Gives the number of kills. */
function killEverywhere(step: (killAt: number) => boolean): number {
  for (let killAt = 1; ; killAt++) if (!step(killAt)) return killAt - 1;
}

describe('a new folder', () => {
  test('there is nothing at the target, or the whole; the next run clears what is left', {
    timeout: 3 * MINUTE,
  }, () => {
    const kills = killEverywhere((killAt) => {
      const cwd = freshFolder();
      const source = writeSource(cwd);
      const target = join(cwd, 'new', 'shop');
      const { killed } = runWriter(writer, target, source, `SIGKILL@${killAt}`);
      expect([null, WHOLE]).toContainEqual(contents(target));
      if (!killed) return false;
      if (!existsSync(target)) expect(runWriter(writer, target, source).code).toBe(0);
      expect(contents(target)).toEqual(WHOLE);
      expect(readdirSync(cwd).sort()).toEqual(['new', 'table.csv']);
      return true;
    });
    expect(kills).toBeGreaterThan(10);
  });

  test("a live run's folder is left alone", () => {
    const cwd = freshFolder();
    const source = writeSource(cwd);
    const name = readdirSync(killedHalfway(cwd, source)).find((entry) => entry.startsWith('.shop.')) ?? '';
    const live = name.replace(/-\d+-/, `-${process.pid}-`);
    mkdirSync(join(cwd, live));
    expect(runWriter(writer, join(cwd, 'shop'), source).code).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual([live, 'shop', 'table.csv'].sort());
  });

  function killedHalfway(cwd: string, source: string): string {
    expect(runWriter(writer, join(cwd, 'shop'), source, 'SIGKILL@5').killed).toBe(true);
    return cwd;
  }
});

describe('a freshly cloned repository', () => {
  const OWNERS = { LICENSE: 'theirs\n', 'README.md': '# Theirs\n', '.gitignore': '*.log\nsecret' };
  const JOINED = {
    ...WHOLE,
    LICENSE: OWNERS.LICENSE,
    'docs/README.md': OWNERS['README.md'],
    '.gitignore': '*.log\nsecret\n\nnode_modules/\n',
  };

  function clone(): { cwd: string; target: string; source: string } {
    const cwd = freshFolder();
    const target = join(cwd, 'repo');
    mkdirSync(join(target, '.git'), { recursive: true });
    for (const [path, text] of Object.entries(OWNERS)) writeFileSync(join(target, path), text);
    return { cwd, target, source: writeSource(cwd) };
  }

  /** Every text of the owner's is in some file, and its licence and ignored names are where they were. */
  function expectNothingLost(target: string): void {
    const there = contents(target) ?? {};
    expect(there.LICENSE).toBe(OWNERS.LICENSE);
    expect(there['.gitignore']).toContain(OWNERS['.gitignore']);
    expect([there['README.md'], there['docs/README.md']]).toContain(OWNERS['README.md']);
    expect(there).toHaveProperty(['README.md']);
  }

  test('its licence stays, .gitignore is joined, README moves to docs/', () => {
    const { target, source } = clone();
    expect(runWriter(writer, target, source)).toMatchObject({ code: 0, err: '' });
    expect(contents(target)).toEqual(JOINED);
  });

  test('killed anywhere, the next run ends with the whole', { timeout: 3 * MINUTE }, () => {
    const kills = killEverywhere((killAt) => {
      const { target, source } = clone();
      const { killed } = runWriter(writer, target, source, `SIGKILL@${killAt}`);
      expectNothingLost(target);
      if (killed) finish(target, source);
      expect(contents(target)).toEqual(JOINED);
      return killed;
    });
    expect(kills).toBeGreaterThan(20);
  });

  test('killed anywhere, and again anywhere in the recovery', { timeout: 10 * MINUTE }, () => {
    const { steps } = journalled();
    let kills = 0;
    for (const killAt of steps) {
      const broken = clone();
      expect(runWriter(writer, broken.target, broken.source, `SIGKILL@${killAt}`).killed).toBe(true);
      kills += killEverywhere((again) => {
        const cwd = freshFolder();
        cpSync(broken.cwd, cwd, { recursive: true });
        const target = join(cwd, 'repo');
        const { killed } = runWriter(writer, target, broken.source, `SIGKILL@${again}`);
        expectNothingLost(target);
        finish(target, broken.source);
        expect(contents(target)).toEqual(JOINED);
        // Beyond the recovery the second run does what the first did: those kills are tested above.
        return killed && again < 12;
      });
    }
    expect(kills).toBeGreaterThan(20);
  });

  /** The changes after the commit point, where a kill leaves a journal to undo. */
  function journalled(): { steps: number[] } {
    const steps: number[] = [];
    killEverywhere((killAt) => {
      const { target, source } = clone();
      const { killed } = runWriter(writer, target, source, `SIGKILL@${killAt}`);
      const journal = readdirSync(target).find((name) => name.startsWith('.journal.'));
      if (killed && journal !== undefined && existsSync(join(target, journal, 'plan.json')))
        steps.push(killAt);
      return killed;
    });
    expect(steps.length).toBeGreaterThan(8);
    return { steps };
  }

  /** The next run: it writes, unless the one before had come so far that nothing was left to do. */
  function finish(target: string, source: string): void {
    const { code, err } = runWriter(writer, target, source);
    if (code !== 0) expect(err).toContain('not-empty');
    expect(readdirSync(target).filter((name) => name.startsWith('.journal.'))).toEqual([]);
  }
});
