"""artifacts/: a version is there whole or not at all."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publishing.errors import CannotPublish
from publishing.places import ROOT
from serving.artifact_words import MAKE

ARTIFACTS = ROOT / "artifacts"


def versions(artifacts: Path = ARTIFACTS) -> list[str]:
    """List the published versions, oldest first."""
    names = (entry.name for entry in artifacts.glob("v*") if entry.is_dir())
    return sorted(
        (name for name in names if re.fullmatch(r"v[1-9]\d*", name)), key=lambda name: int(name[1:])
    )


def next_version(artifacts: Path = ARTIFACTS) -> str:
    """Name the version after the newest."""
    known = versions(artifacts)
    return f"v{int(known[-1][1:]) + 1 if known else 1}"


def current(artifacts: Path = ARTIFACTS) -> Path:
    """Return the folder of the version that is served.

    Raises:
        CannotPublish: there is none.
    """
    pointer = artifacts / "current"
    name = pointer.read_text(encoding="utf-8").strip() if pointer.exists() else ""
    if name not in versions(artifacts):
        raise CannotPublish("There is no model yet.", f"Run {MAKE}.")
    return artifacts / name


@contextmanager
def building(artifacts: Path = ARTIFACTS) -> Iterator[Path]:
    """Give a folder to build a version in. Whatever is still in it at the end is removed, and so are the leftovers
    of builds that were killed."""
    artifacts.mkdir(parents=True, exist_ok=True)
    for leftover in artifacts.glob(".building-*"):
        if not _alive(leftover):
            shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f".building-{os.getpid()}-", dir=artifacts))
    folder.chmod(0o755)  # mkdtemp's folders are private, a published version is not
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _alive(folder: Path) -> bool:
    """Say whether the process that builds in this folder still runs."""
    if os.name == "nt":  # there, os.kill would end it; an old folder is nobody's
        return False
    try:
        os.kill(int(folder.name.split("-")[1]), 0)
    except (ProcessLookupError, ValueError, IndexError):
        return False
    except PermissionError:
        return True
    return True


def publish(folder: Path, version: str, artifacts: Path = ARTIFACTS) -> Path:
    """Give a finished folder its name, and serve it from the next start on."""
    place = artifacts / version
    os.replace(folder, place)
    use(version, artifacts)
    return place


def use(version: str, artifacts: Path = ARTIFACTS) -> None:
    """Serve a published version from the next start on.

    Raises:
        CannotPublish: there is no such version.
    """
    if version not in versions(artifacts):
        known = ", ".join(versions(artifacts)) or "none"
        raise CannotPublish(f"There is no version {version!r}. Published: {known}.", "npm run use -- v1")
    handle, name = tempfile.mkstemp(prefix=".current-", dir=artifacts)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(version + "\n")
    Path(name).chmod(0o644)
    os.replace(name, artifacts / "current")
