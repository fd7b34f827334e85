export interface Packed {
  file: string;
  size: number;
  unpackedSize: number;
  files: { path: string; size: number }[];
}
export interface Registry {
  url: string;
  env: (cache: string) => NodeJS.ProcessEnv;
  publish: (file: string) => void;
  stop: () => void;
}
export function npmCommand(): string[];
export function npm(args: string[], options?: object): string;
export function pack(folder: string): Packed;
export function cleanEnvironment(extra?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
export function startRegistry(options?: { uplink?: string | null }): Promise<Registry>;
