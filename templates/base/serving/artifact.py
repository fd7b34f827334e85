"""An artifact: the folder that was published, and the proof that it is whole."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serving.artifact_words import MAKE
from serving.errors import CannotServe
from serving.settings import ROOT, Settings


@dataclass(frozen=True)
class Artifact:
    """What was published: where the files are, and what they say of themselves."""

    folder: Path
    passport: dict[str, Any]
    reference: dict[str, Any]

    @property
    def version(self) -> str:
        """The name of this version, for example "v1"."""
        return str(self.passport.get("version") or self.folder.name)

    @property
    def model(self) -> Path:
        """The file that answers."""
        return self.folder / "model.onnx"


def open_artifact(settings: Settings) -> Artifact:
    """Read the artifact that `artifacts/current` names, or the one in `settings.artifact_dir`.

    Raises:
        CannotServe: there is none, or a file of it is missing, unreadable or not the one that was published.
    """
    folder = settings.artifact_dir or _current()
    passport = _read_json(folder / "passport.json")
    artifact = Artifact(folder, passport, _read_json(folder / "reference.json"))
    for name in ("model.onnx", "reference.json"):
        _check_hash(folder / name, passport.get("hashes", {}).get(name))
    return artifact


def _current() -> Path:
    pointer = ROOT / "artifacts" / "current"
    try:
        version = pointer.read_text(encoding="utf-8").strip()
    except OSError:
        raise CannotServe(f"There is no model yet: artifacts/current is missing. Run {MAKE}.") from None
    folder = ROOT / "artifacts" / version
    if not version or not folder.is_dir():
        raise CannotServe(
            f"artifacts/current names '{version}', but there is no such folder in artifacts. Run {MAKE}."
        )
    return folder


def _read_json(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise CannotServe(f"{_short(file)} is missing or cannot be read. Run {MAKE}.") from None
    except ValueError:
        raise CannotServe(f"{_short(file)} is damaged: it is not JSON. Restore it, or run {MAKE}.") from None
    if not isinstance(content, dict):
        raise CannotServe(f"{_short(file)} is damaged: it is not an object. Restore it, or run {MAKE}.")
    return content


def _check_hash(file: Path, expected: str | None) -> None:
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        raise CannotServe(f"{_short(file)} is missing or cannot be read. Run {MAKE}.") from None
    if expected is not None and found != expected.removeprefix("sha256:"):
        raise CannotServe(
            f"{_short(file)} is not the file that was published (its hash is not the passport's). "
            f"Restore it, or run {MAKE}."
        )


def _short(file: Path) -> str:
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else str(file)
