/** This generator's version. The build replaces the expression by the literal, so nothing is read at run time. */
import { readFileSync } from 'node:fs';

declare const ML_PRODUCT_VERSION: string | undefined;

export const VERSION: string =
  typeof ML_PRODUCT_VERSION === 'string'
    ? ML_PRODUCT_VERSION
    : (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
        .version;
