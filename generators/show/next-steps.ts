/** What there is to do when the product is written. */
import { quote } from '../answers/command.ts';
import type { Written } from '../write/index.ts';
import type { Paint } from './style.ts';

export interface Ending {
  written: Written & { seconds: number };
  next: string[];
  /** The command that writes the same product again. */
  command: string;
  /** The product is started right away. */
  starts: boolean;
  /** What the first start does. */
  firstStart: string;
}

/** The commands to type, from the current folder. */
export function nextCommands(dir: string): string[] {
  return [...(dir === '.' ? [] : [`cd ${quote(dir)}`]), 'npm start', 'npm test'];
}

export function nextSteps({ written, next, command, starts, firstStart }: Ending, paint: Paint): string {
  const git = gitLine(written.git);
  const steps = next.map((one) =>
    one === 'npm start' ? `  ${paint.cyan(one)}        ${firstStart}` : `  ${paint.cyan(one)}`,
  );
  return [
    '',
    `  ${paint.green('✔')} ${written.files.length} files written in ${written.seconds.toFixed(1)} s`,
    ...(git === null ? [] : [`  ${git}`]),
    '',
    ...(starts ? [] : [...steps, '']),
    '  The same product again:',
    `  ${command}`,
    '',
  ].join('\n');
}

function gitLine(outcome: Written['git']): string | null {
  if (outcome === 'no-git') return 'git is not installed, so there is no repository yet.';
  if (outcome === 'failed') return 'git could not make a first commit; the files are there all the same.';
  return null;
}

/** The true list of what would be written. */
export function plannedText(dir: string, files: readonly string[]): string {
  return [
    '',
    `  ${files.length} files would be written to ${dir}:`,
    '',
    ...files.map((path) => `  ${path}`),
    '',
  ].join('\n');
}
