/**
 * What keeps Yeoman small in the bundle. One registered generator never looks others up, installs nothing, renders no
 * EJS and leaves git, conflicts and the terminal to us; those modules are replaced by stubs.
 *
 * A patch that no longer applies fails the build: a new version of a package must be looked at.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Package → its exports, all left out: `inert` ones may be constructed, calling any other is a defect and says so. */
const STUBS = {
  'fly-import': { inert: ['FlyRepository'] },
  '@yeoman/adapter': { inert: ['QueuedAdapter'] },
  '@yeoman/conflicter': {
    refused: ['createConflicterTransform', 'createYoResolveTransform', 'forceYoFiles'],
  },
  'latest-version': { refused: ['default'] },
  'simple-git': { inert: ['CheckRepoActions', 'CleanOptions'], refused: ['simpleGit'] },
  'read-package-up': { refused: ['readPackageUp', 'readPackageUpSync'] },
  '@inquirer/external-editor': { refused: ['edit', 'editAsync'] },
  ejs: { refused: ['default', 'render', 'renderFile', 'compile'] },
  // Copying by patterns, and telling text from binary: files are written from memory here.
  globby: { refused: ['globby', 'globbySync'] },
  tinyglobby: { refused: ['glob', 'globSync', 'isDynamicPattern'] },
  minimatch: { inert: ['Minimatch'], refused: ['minimatch'] },
  multimatch: { refused: ['default'] },
  isbinaryfile: { refused: ['isBinaryFile', 'isBinaryFileSync'] },
  textextensions: { inert: ['default'] },
  binaryextensions: { inert: ['default'] },
  teex: { inert: ['default'] },
  // What execa prints in its verbose mode, which is never on.
  figures: { inert: ['default'] },
  'pretty-ms': { refused: ['default'] },
  // The help of a generator that is asked by nobody: ours has its own.
  'text-table': { refused: ['default'] },
};

/** Yeoman's own ways to run programs; ours imports execa itself, when it needs it. */
const STUBS_FOR_YEOMAN = { execa: { refused: ['execa', 'execaCommand', 'execaCommandSync', 'execaSync'] } };

function stubModule(name, { inert = [], refused = [] }) {
  const refuse = `() => { throw new Error(${JSON.stringify(`${name} is left out of the bundle`)}); }`;
  const one = (value) => (as) =>
    as === 'default' ? `export default ${value};` : `export const ${as} = ${value};`;
  return [...inert.map(one('class {}')), ...refused.map(one(refuse))].join('\n');
}

const version = (name) => JSON.parse(readFileSync(packageFile(name), 'utf8')).version;

function packageFile(name) {
  for (const folder of require.resolve.paths(name) ?? []) {
    const file = join(folder, name, 'package.json');
    try {
      readFileSync(file);
      return file;
    } catch {}
  }
  throw new Error(`${name} is not installed`);
}

/** Files that look for generators and package managers, and the log of those who work on Yeoman. */
const STUBBED_FILES = [
  {
    file: /debug[\\/]src[\\/]index\.js$/,
    contents: 'module.exports = () => Object.assign(() => {}, { enabled: false });',
  },
  {
    file: /yeoman-environment[\\/]dist[\\/]generator-lookup\.js$/,
    contents:
      'export const lookupGenerators = () => { throw new Error("lookup is left out"); }; export const defaultExtensions = [];',
  },
  {
    file: /yeoman-environment[\\/]dist[\\/]package-manager\.js$/,
    contents: 'export const packageManagerInstallTask = async () => {};',
  },
];

/** Of execa: one program, run without waiting for it. What else it can do for a program is left out, or never called. */
const EXECA_FILES = [
  [
    'index',
    "import { createExeca } from './lib/methods/create.js'; export const execa = createExeca(() => ({}));",
  ],
  ['lib/methods/main-sync', stubModule('execaSync', { refused: ['execaCoreSync'] })],
  ['lib/pipe/setup', stubModule('execa().pipe', { refused: ['pipeToSubprocess'] })],
  ['lib/convert/add', 'export const addConvertedStreams = () => {};'],
  ['lib/ipc/methods', 'export const addIpcMethods = () => {};'],
].map(([name, contents]) => ({
  file: new RegExp(`/execa/${name}\\.js$`.replaceAll('/', '[\\\\/]')),
  contents,
}));

/** In a file: what stands there, and what is to stand there. */
const PATCHES = [
  {
    file: /yeoman-generator[\\/]dist[\\/]generator\.js$/,
    replace: [
      [
        "JSON.parse(readFileSync(pathJoin(_dirname, '../package.json'), 'utf8'))",
        () => JSON.stringify({ version: version('yeoman-generator') }),
      ],
      // Generators may use lodash through `this._`; ours does not, and all of it would come along.
      ["import * as _ from 'lodash-es';", () => 'const _ = {};'],
      // Asks whether the environment is new enough: both are pinned, and in one bundle.
      ["import { lte as semverLte } from 'semver';", () => 'const semverLte = () => true;'],
    ],
  },
  {
    file: /yeoman-environment[\\/]dist[\\/]environment-base\.js$/,
    replace: [["require('../package.json').version", () => JSON.stringify(version('yeoman-environment'))]],
  },
];

function applyPatch({ replace }, path) {
  let source = readFileSync(path, 'utf8');
  for (const [from, to] of replace) {
    if (!source.includes(from)) throw new Error(`the patch of ${path} no longer applies: ${from}`);
    source = source.replace(from, to);
  }
  return source;
}

const packages = (table) => new RegExp(`^(${Object.keys(table).join('|').replaceAll('/', '\\/')})$`);

/** @param {{yeoman?: boolean}} options whether Yeoman is in the bundle, whose patches must then apply */
export function slim({ yeoman = true } = {}) {
  const applied = new Set();
  return {
    name: 'slim',
    setup(build) {
      const stubs = { ...STUBS, ...STUBS_FOR_YEOMAN };
      build.onResolve({ filter: packages(STUBS) }, ({ path }) => ({ path, namespace: 'stub' }));
      build.onResolve({ filter: packages(STUBS_FOR_YEOMAN) }, ({ path, importer }) =>
        /node_modules[\\/]yeoman-/.test(importer) ? { path, namespace: 'stub' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({
        contents: stubModule(path, stubs[path]),
        loader: 'js',
      }));
      build.onResolve({ filter: /^yeoman-environment$/ }, () => ({
        path: join(dirname(packageFile('yeoman-environment')), 'dist', 'environment-base.js'),
      }));
      for (const { file, contents } of [...STUBBED_FILES, ...EXECA_FILES]) {
        build.onLoad({ filter: file }, ({ path }) => ({ contents, loader: 'js', resolveDir: dirname(path) }));
      }
      for (const patch of PATCHES) {
        build.onLoad({ filter: patch.file }, ({ path }) => {
          applied.add(patch);
          return { contents: applyPatch(patch, path), loader: 'js' };
        });
      }
      build.onEnd(({ errors }) => {
        const missed = PATCHES.filter((patch) => !applied.has(patch));
        if (yeoman && errors.length === 0 && missed.length > 0)
          throw new Error(`a patch found no file: ${missed[0].file}`);
      });
    },
  };
}
