/** See soak.mjs. */
export function soak(job: { product: string; body: string; seconds: number }): Promise<{
  capacity: number;
  answered: number;
  failed: string[];
  p99: number;
  exit: number;
  memory: { name: string; first: number; last: number }[];
}>;
