/**
 * All that works on data, in one piece that is loaded when there is data: the first question is asked sooner without.
 */
export { compose } from '../tree/compose.ts';
export { converse } from './conversation.ts';
export { commandFromHere, originOf, productAnswers } from './origin.ts';
export { readSource, understand } from './understand.ts';
