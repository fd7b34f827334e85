import type { Answered } from './api/predict.ts';
import type { Given } from './given.ts';

/** What the page that asks held when it was left, so that a look at another page costs nobody what was given. */
export const memory: { given?: Given; answered?: Answered } = {};
