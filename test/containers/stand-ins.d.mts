export const PYTHON_IMAGE: string;

export function ensureStandIns(): Promise<void>;
