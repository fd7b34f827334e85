/** `npm run flags`: writes docs/FLAGS.md and docs/answers.schema.json from the table of questions. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { outputFiles } = await build({
  stdin: {
    contents: `export { referencePage } from './generators/show/reference.ts';
      export { answersSchema } from './generators/answers/file.ts';`,
    resolveDir: root,
  },
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
});
const { referencePage, answersSchema } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
writeFileSync(join(root, 'docs', 'FLAGS.md'), referencePage());
writeFileSync(join(root, 'docs', 'answers.schema.json'), `${JSON.stringify(answersSchema(), null, 2)}\n`);
