export const ROOT: string;
export function contentOf(...paths: string[]): string;
