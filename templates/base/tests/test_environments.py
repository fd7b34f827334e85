"""What serving is installed with: little, and nothing that could train or unpickle a model."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NEVER_SERVED = {
    "scikit-learn",
    "pandas",
    "torch",
    "scipy",
    "joblib",
    "cloudpickle",
    "dill",
    "skl2onnx",
    "onnx",
}


def _locked(file: str) -> dict[str, str]:
    """Return the packages that a requirements file pins, by normal name."""
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    pins = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, flags=re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins}


def test_serving_asks_for_nothing_that_trains() -> None:
    assert not NEVER_SERVED & set(_locked("serving.txt"))


def test_the_serving_environment_holds_nothing_that_trains() -> None:
    environment = ROOT / ".venv-serving"
    if not environment.is_dir():
        pytest.skip("there is no .venv-serving here")
    folders = [path.name for path in environment.rglob("*.dist-info")]
    names = {folder.split("-")[0].replace("_", "-").lower() for folder in folders}
    assert "fastapi" in names
    assert not NEVER_SERVED & names


@pytest.mark.parametrize("file", sorted(path.name for path in (ROOT / "requirements").glob("*.txt")))
def test_every_package_is_pinned_with_a_hash(file: str) -> None:
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    blocks = [block for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE) if "==" in block]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_models_are_made_and_tested_with_the_very_versions_of_serving() -> None:
    served = _locked("serving.txt")
    [making] = {path.name for path in (ROOT / "requirements").glob("*.txt")} - {"serving.txt", "uv.txt"}
    for name, version in _locked(making).items():
        assert served.get(name, version) == version
