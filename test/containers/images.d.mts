import type { Ended } from './run.d.mts';

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

export function buildImage(
  folder: string,
  options: { tag: string; args?: Record<string, string>; target?: string },
): Promise<Ended>;
export function inspectImage(tag: string): Promise<Image>;
/** This machine's settings for pip, as uv's variables. */
export function pipSettings(python: string): Promise<Record<string, string>>;
