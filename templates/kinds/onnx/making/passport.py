"""passport.json: what a version is, what it was made of, and the proof that it answers as it should."""

import platform
from datetime import UTC, datetime
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from contract.steps import Steps
from making.bare import Bare, walk
from publishing.hashes import hash_of_file, hash_of_texts
from publishing.places import ROOT

PACKAGES = ("onnx", "onnxruntime", "numpy", "pillow")
CODE = ("making/**/*.py", "publishing/*.py", "contract/*.py", "contract/steps.json")


def passport(
    version: str, bare: Bare, steps: Steps, labels: list[str] | None, upconverted: dict[str, Any] | None
) -> dict[str, Any]:
    """Put a version's passport together; parity and the hashes of its files are added when they are there."""
    return {
        "format": 1,
        "version": version,
        "kind": "onnx",
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "task": steps.task,
        "source": source(bare),
        "steps": steps.model_dump(),
        "upconverted": upconverted,
        "labels": labels,
        "notes": [],
        "hashes": {
            "code": hash_of_texts(path for pattern in CODE for path in sorted(ROOT.glob(pattern))),
            "requirements_serving": hash_of_texts([ROOT / "requirements" / "serving.txt"]),
            "requirements_making": hash_of_texts([ROOT / "requirements" / "making.txt"]),
        },
        "versions": {"python": platform.python_version(), **{name: version_of(name) for name in PACKAGES}},
    }


def source(bare: Bare) -> dict[str, Any]:
    """Describe the owner's file."""
    counts: dict[str, int] = {}
    for node in walk(bare.model.graph):
        name = f"{node.domain}.{node.op_type}" if node.domain not in ("", "ai.onnx") else node.op_type
        counts[name] = counts.get(name, 0) + 1
    beside = bare.external_files()
    return {
        "file": bare.path.name,
        "sha256": hash_of_file(bare.path),
        "bytes": sum(path.stat().st_size for path in (bare.path, *beside)),
        "opset": bare.opset,
        "ir_version": bare.model.ir_version,
        "producer": " ".join(filter(None, (bare.model.producer_name, bare.model.producer_version))) or None,
        "parameters": bare.parameters,
        "operators": dict(sorted(counts.items(), key=lambda it: (-it[1], it[0]))),
    }


def hashes(folder: Path) -> dict[str, str]:
    """Hash the files of an artifact."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hash_of_file(path) for path in files}
