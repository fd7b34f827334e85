/** The packed templates and the folder are one: the same files, modes, bytes and renderings. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openArchive, readArchive } from '../../generators/template-archive.ts';
import { folderTemplates, type Templates } from '../../generators/templates.ts';
import {
  compiledTemplatesModule,
  packSamples,
  packTemplates,
  sampleData,
} from '../../scripts/build/templates.mjs';
import { freshFolder, ROOT } from '../support/program.ts';

const FOLDER = join(ROOT, 'templates');

async function packed(root: string): Promise<Templates> {
  const module = `data:text/javascript,${encodeURIComponent(compiledTemplatesModule(root))}`;
  const { default: compiled } = await import(/* @vite-ignore */ module);
  return openArchive(packTemplates(root, 1), compiled, (path) => join(root, path));
}

let archive: Templates;
let folder: Templates;
beforeAll(async () => {
  archive = await packed(FOLDER);
  folder = await folderTemplates(FOLDER);
});

test('the same paths, bytes and modes', () => {
  expect(archive.paths).toEqual(folder.paths);
  const data = sampleData(FOLDER);
  for (const path of folder.paths) {
    if (path.endsWith('.hbs') || data.includes(path)) continue;
    expect(archive.read(path).equals(folder.read(path)), path).toBe(true);
    expect(archive.mode(path), path).toBe(folder.mode(path));
  }
  const samples = readArchive(packSamples(FOLDER, 1));
  expect(samples.paths).toEqual(data);
  for (const path of data) expect(samples.read(path).equals(folder.read(path)), path).toBe(true);
});

test('a compiled template renders what an interpreted one does', async () => {
  const root = freshFolder();
  mkdirSync(join(root, 'base'));
  const template =
    '{{name}} & <{{quoted name}}>\n{{#each items}}\n- {{this}}{{#if @last}}!{{/if}}\n{{/each}}\n{{#unless no}}é{{/unless}}\n';
  writeFileSync(join(root, 'base', 'x.hbs'), template);
  const context = { name: "O'Neil & <co>", items: ['a', 'ü'], no: false };
  const helpers = { quoted: (text: string) => JSON.stringify(text) };
  const [one, two] = [await packed(root), await folderTemplates(root)];
  expect(one.render('base/x.hbs', context, helpers)).toBe(two.render('base/x.hbs', context, helpers));
  expect(one.render('base/x.hbs', context, helpers)).toBe(
    `O'Neil & <co> & <"O'Neil & <co>">\n- a\n- ü!\né\n`,
  );
  for (const templates of [one, two])
    expect(() => templates.render('base/x.hbs', { items: [] }, helpers)).toThrow(/name/);
});
