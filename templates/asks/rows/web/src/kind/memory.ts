import type { Answered } from './contract/api.ts';

/** What the page that asks held when it was left, so that a look at another page costs nobody what was filled in. */
export const memory: { texts?: Record<string, string>; answered?: Answered } = {};
