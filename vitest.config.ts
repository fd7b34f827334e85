import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const MINUTE = 60_000;

/** Whole products, the longest first: two workers are then busy to the end. vitest itself knows only how long the files are. */
const LONGEST_FIRST = ['fraud', 'real', 'house-prices', 'penguins', 'digits', 'nasty', 'models'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    const place = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST_FIRST.indexOf(basename(moduleId, '.test.ts'));
      return found < 0 ? LONGEST_FIRST.length : found;
    };
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => group(one) - group(other) || place(one) - place(other));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
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
