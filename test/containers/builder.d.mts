import type { Ended } from './run.d.mts';

export const CACHE: string;
export const STORAGE: string[];

export function requireBuilder(): Promise<void>;
export function buildah(...args: string[]): Promise<Ended>;
