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

/** Package → the module that stands in for it. Calling a stub is a defect, and says so. */
const STUBS = {
  'fly-import': 'export class FlyRepository {}',
  'latest-version': refusing('latestVersion', 'default'),
  'simple-git':
    'export const CheckRepoActions = {}; export const CleanOptions = {}; export const simpleGit = () => { throw new Error("simple-git is left out"); };',
  globby:
    'export const globby = () => { throw new Error("globby is left out"); }; export const globbySync = globby; export const isDynamicPattern = () => false; export default globby;',
  ejs: 'const no = () => { throw new Error("ejs is left out"); }; export const render = no, renderFile = no, compile = no; export default { render: no, renderFile: no, compile: no };',
  'read-package-up':
    'export const readPackageUpSync = () => undefined; export const readPackageUp = async () => undefined;',
  '@inquirer/external-editor':
    'export const editAsync = () => { throw new Error("no editor here"); }; export const edit = editAsync; export default {};',
  '@yeoman/adapter': 'export class QueuedAdapter {}',
  '@yeoman/conflicter':
    'const no = () => { throw new Error("the conflicter is left out"); }; export const createConflicterTransform = no, createYoResolveTransform = no, forceYoFiles = no;',
};

function refusing(name, as) {
  return `export ${as === 'default' ? 'default' : `const ${name} =`} () => { throw new Error(${JSON.stringify(`${name} is left out`)}); };`;
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

/** Files of yeoman-environment that look for generators and package managers. */
const STUBBED_FILES = [
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
      [
        "import { lte as semverLte } from 'semver';",
        () => "import semverLte from 'semver/functions/lte.js';",
      ],
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

export function slim() {
  const applied = new Set();
  return {
    name: 'slim',
    setup(build) {
      const names = Object.keys(STUBS).map((name) => name.replace('/', '\\/'));
      build.onResolve({ filter: new RegExp(`^(${names.join('|')})$`) }, ({ path }) => ({
        path,
        namespace: 'stub',
      }));
      build.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({
        contents: STUBS[path],
        loader: 'js',
      }));
      build.onResolve({ filter: /^yeoman-environment$/ }, () => ({
        path: join(dirname(packageFile('yeoman-environment')), 'dist', 'environment-base.js'),
      }));
      for (const { file, contents } of STUBBED_FILES) {
        build.onLoad({ filter: file }, () => ({ contents, loader: 'js' }));
      }
      for (const patch of PATCHES) {
        build.onLoad({ filter: patch.file }, ({ path }) => {
          applied.add(patch);
          return { contents: applyPatch(patch, path), loader: 'js' };
        });
      }
      build.onEnd(({ errors }) => {
        const missed = PATCHES.filter((patch) => !applied.has(patch));
        if (errors.length === 0 && missed.length > 0)
          throw new Error(`a patch found no file: ${missed[0].file}`);
      });
    },
  };
}
