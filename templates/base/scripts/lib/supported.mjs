/**
 * Where a product runs: CPython 3.11 to 3.14 on Linux (x86-64, ARM64), macOS (Apple silicon) and Windows (x86-64).
 * What it installs is pinned for these (npm run lock), so that any other Python is told so before it installs anything.
 */
const OLDEST = 11;
const NEWEST = 14;

/** As they are said to people, and as uv reads them. */
export const PYTHONS = `3.${OLDEST} to 3.${NEWEST}`;
export const PYTHON_RANGE = `>=3.${OLDEST},<3.${NEWEST + 1}`;
/** The newest first. */
export const MINORS = Array.from({ length: NEWEST - OLDEST + 1 }, (_, index) => NEWEST - index);

/** Python's line of code that tells what `whyNot` asks for. */
export const QUESTION =
  "import platform, sys, sysconfig; print(*sys.version_info[:2], sysconfig.get_config_var('EXT_SUFFIX'), platform.machine(), sys.executable)";

const BUILDS =
  /^\.(cpython-3\d+-(x86_64|aarch64)-linux-gnu\.so|cpython-3\d+-darwin\.so|cp3\d+-win_amd64\.pyd)$/;

/**
 * Why a Python cannot be used, to follow "python3 is "; null where it can.
 *
 * @param {{major: number, minor: number, build: string, machine: string}} python
 *   `build`: the end of a compiled module's name, which says what it is compiled for: `.cpython-311-x86_64-linux-gnu.so`
 */
export function whyNot({ major, minor, build, machine }) {
  if (major !== 3 || minor < OLDEST || minor > NEWEST) return `${major}.${minor}`;
  if (build.endsWith('-darwin.so') && machine !== 'arm64') return INTEL_MAC;
  return BUILDS.test(build) ? null : `built for ${build.replace(/^\.|\.\w+$/g, '')}`;
}

const INTEL_MAC = 'built for Intel Macs, and ONNX Runtime has no build for them since 1.23.2';

/** What to do, for each reason that is not a version. */
export function wayOut(reasons) {
  if (reasons.includes(INTEL_MAC))
    return 'On a Mac with Apple silicon take the Python from python.org. An Intel Mac runs this product in Linux: open the folder in its dev container (.devcontainer/).';
  return null;
}

const PLATFORM = /^(any|manylinux\w*_(x86_64|aarch64)|macosx_\d+_\d+_(arm64|universal2)|win_amd64)$/;

/** Whether one of the Pythons above can install this wheel. The three tags of its name: PEP 425. */
export function fits(wheel) {
  const [pythons, abis, platforms] = wheel
    .replace(/\.whl$/, '')
    .split('-')
    .slice(-3)
    .map((tags) => tags.split('.'));
  return (
    platforms.some((it) => PLATFORM.test(it)) &&
    pythons.some((python) => abis.some((abi) => fitsPython(python, abi)))
  );
}

function fitsPython(python, abi) {
  const [, implementation, digits] = python.match(/^(py|cp)3(\d*)$/) ?? [];
  const minor = Number(digits);
  const isNewEnough = minor >= OLDEST;
  if (implementation === undefined || minor > NEWEST) return false;
  if (abi === 'none') return implementation === 'py' || isNewEnough;
  return abi === 'abi3' || (abi === python && isNewEnough);
}
