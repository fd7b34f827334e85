import type { Task } from '../spec.ts';
import type { Understood } from './derive.ts';
import type { TableProfile } from './profile.ts';
export interface Leak {
  certain: boolean;
  why: string;
}
export function findLeak(
  _profile: TableProfile,
  _column: Understood,
  _target: Understood,
  _task: Task,
): Leak | null {
  return null;
}
