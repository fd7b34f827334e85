/**
 * All that works on data, in one piece that is loaded when there is data: the first question is asked sooner without,
 * and the published package has fewer files.
 */
export { converse } from './app/conversation.ts';
export { commandFromHere, originOf, productAnswers } from './app/origin.ts';
export { readSource, understand } from './app/understand.ts';
export { inspect } from './commands/inspect.ts';
export { compose } from './tree/compose.ts';
export { checkDeployName } from './tree/deploy.ts';
