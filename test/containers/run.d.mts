import type { SpawnOptions } from 'node:child_process';

export interface Ended {
  code: number;
  stdout: string;
  /** Both streams, as they came. */
  output: string;
}

export function tryRun(program: string, args: string[], options?: SpawnOptions): Promise<Ended>;
export function run(program: string, args: string[], options?: SpawnOptions): Promise<Ended>;
