import type { Ended } from './run.d.mts';

export const CACHE: string;
export const STORAGE: string[];
export const PYTHON_IMAGE: string;

export interface Image {
  Id: string;
  Size: number;
  RootFS: { Layers: string[] };
  Config: {
    User: string;
    Env: string[];
    Labels: Record<string, string>;
    StopSignal: string;
    ExposedPorts: Record<string, object>;
  };
  Healthcheck?: { Test: string[] };
}

export function requireBuilder(): Promise<void>;
export function ensureStandIns(): Promise<void>;
export function buildah(...args: string[]): Promise<Ended>;
export function buildImage(
  folder: string,
  options: { tag: string; args?: Record<string, string>; target?: string },
): Promise<Ended>;
export function inspectImage(tag: string): Promise<Image>;
/** This machine's settings for pip, as uv's variables. */
export function pipSettings(python: string): Promise<Record<string, string>>;
