"""Serving is small and safe: it never imports what makes models, and never unpickles."""

import ast
import subprocess
import sys

import pytest

from serving.settings import ROOT

HEAVY = [
    "training",
    "making",
    "publishing",
    "sklearn",
    "pandas",
    "scipy",
    "torch",
    "skl2onnx",
    "onnx",
    "joblib",
    "matplotlib",
]

PROGRAM = f"""
import sys

def no_unpickling(event, arguments):
    if event == "pickle.find_class":
        raise SystemExit(f"something was unpickled: {{arguments}}")

sys.addaudithook(no_unpickling)

from serving.app import create_app
from serving.settings import Settings

create_app(Settings(database=None))
found = [name for name in {HEAVY!r} if name in sys.modules]
sys.exit(f"imported: {{found}}" if found else 0)
"""


def test_serving_imports_nothing_heavy_and_unpickles_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_nobody_is_told_that_it_is_used() -> None:
    program = "import serving, os; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"


@pytest.mark.parametrize(
    "file",
    [file for folder in ("serving", "contract") for file in sorted((ROOT / folder).rglob("*.py"))],
    ids=str,
)
def test_no_file_of_serving_names_what_makes_models_or_pickle(file) -> None:  # type: ignore[no-untyped-def]
    forbidden = {*HEAVY, "pickle", "cloudpickle", "dill", "shelve", "marshal"}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert not {name.partition(".")[0] for name in names} & forbidden
