"""The clients in examples/, run as whoever copies them would."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_TSC = ROOT / "web" / "node_modules" / "typescript" / "bin" / "tsc"
_STRICT = [
    "--strict",
    "--target",
    "es2022",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--lib",
    "es2023,dom,dom.iterable",
    "--types",
]

needs_node = pytest.mark.skipif(
    not (shutil.which("node") and _TSC.exists()), reason="needs Node and the page's packages"
)


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end, in the product."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300)


def use(folder: Path, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Compile examples/client.ts into a folder, strictly, and run a program beside it that imports it."""
    checked = run("node", str(_TSC), "examples/client.ts", *_STRICT, "--outDir", str(folder))
    assert checked.returncode == 0, checked.stdout
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "use.js").write_text(program, encoding="utf-8")
    return run("node", str(folder / "use.js"), *arguments)
