/** inquirer with the prompts that are asked here. */
import { createPromptModule as create } from 'inquirer';

export const createPromptModule = create;
