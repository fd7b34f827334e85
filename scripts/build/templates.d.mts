export function templatePaths(root: string, folder?: string): string[];
export function sampleData(root: string): string[];
export function packTemplates(root: string, quality?: number): Buffer;
export function packSamples(root: string, quality?: number): Buffer;
export function compiledTemplatesModule(root: string): string;
