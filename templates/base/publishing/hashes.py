"""SHA-256 of what an artifact is and depends on."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def hash_of_file(path: Path) -> str:
    """Hash a file's bytes without holding them: models may be larger than memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_of_texts(paths: Iterable[Path]) -> str | None:
    """Hash texts whatever their line ends are, which git may change; None if a file is absent."""
    whole = hashlib.sha256()
    for path in paths:
        if not path.exists():
            return None
        whole.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return whole.hexdigest()
