import type { Answers, RunOptions } from '../questions.ts';
import type { Written } from '../write/index.ts';
import type { UnderstoodModel } from './model.ts';
import type { Understood } from './understand.ts';

/** One creation, from what was given to what was written. The generator fills it on the way. */
export interface CreateRun {
  given: Partial<Answers>;
  options: Partial<RunOptions>;
  understood?: Understood | UnderstoodModel;
  answers?: Answers;
  planned?: string[];
  /** Missing when it was a dry run, or when the person said no to the last question. */
  written?: Written & { seconds: number };
}
