/** npm start: installs and builds what is missing, then runs create-ml-product with the arguments after `--`. */
import { ensureBuild, ensurePackages, handOver, PROGRAM } from './prepare.mjs';

ensurePackages();
ensureBuild();
// Paths are meant as they are typed: from where the command was given.
const cwd = process.env.INIT_CWD ?? process.cwd();
process.exitCode = await handOver(process.execPath, [PROGRAM, ...process.argv.slice(2)], { cwd });
