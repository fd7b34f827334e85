import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/containers/**'],
          // Most of these start programs of their own: more than a worker a core would only wait.
          maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
          testTimeout: 2 * MINUTE,
          hookTimeout: 2 * MINUTE,
        },
      },
      {
        // Whole products: installed, trained, tested. After everything else, and two at a time: more would only wait.
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 45 * MINUTE,
          hookTimeout: 45 * MINUTE,
        },
      },
      {
        // Images, built and run: one after another, when nothing else needs the machine. `--without containers`.
        test: {
          name: 'containers',
          include: ['test/containers/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          testTimeout: 20 * MINUTE,
          hookTimeout: 45 * MINUTE,
        },
      },
    ],
  },
});
