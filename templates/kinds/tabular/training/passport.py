"""passport.json: what a version is, what it was made of, how good it is, and the proof that it answers as it should."""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version as version_of
from typing import Any

import numpy as np

from publishing.hashes import hash_of_texts
from publishing.places import ROOT
from training.expected import Contract
from training.model import Trained

PACKAGES = ("scikit-learn", "skl2onnx", "onnx", "onnxruntime", "numpy")
CODE = ("training/*.py", "contract/columns.py", "contract/dates.py", "contract/cells.py")


def passport(
    trained: Trained,
    version: str,
    data: Mapping[str, Any],
    quality: Mapping[str, Any],
    files: Mapping[str, bytes],
) -> dict[str, Any]:
    """Put a version's passport together; parity is added when it is proved.

    Args:
        data: the entry about the table.
        quality: the entries of `judge.judged`.
        files: the contents of the artifact's other files, by name.
    """
    contract, target = trained.contract, trained.contract.target
    positive, threshold = trained.decision.positive, trained.decision.threshold
    return {
        "format": 1,
        "version": version,
        "kind": "tabular",
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "task": contract.task,
        "target": {
            "field": target.field,
            "label": target.label,
            "unit": target.unit,
            "classes": list(contract.classes) if contract.classes else None,
            "positive": None if positive is None else (contract.classes or ())[positive],
            "threshold": threshold,
            "decide": target.extra.get("x-decide", "balanced") if threshold is not None else None,
            "sd": None if contract.classes else float(np.std(trained.train.target)),
        },
        "inputs": [asdict(column) for column in contract.columns],
        "data": {
            **data,
            "train_rows": len(trained.train),
            "test_rows": len(trained.test),
            "split": {"by": trained.split.by, "column": trained.split.column},
        },
        "hashes": {
            "contract": structure_hash(contract),
            "code": hash_of_texts(path for pattern in CODE for path in sorted(ROOT.glob(pattern))),
            "requirements_serving": hash_of_texts([ROOT / "requirements" / "serving.txt"]),
            "requirements_training": hash_of_texts([ROOT / "requirements" / "training.txt"]),
            **{name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        },
        "versions": {"python": platform.python_version(), **{name: version_of(name) for name in PACKAGES}},
        "model": {
            "name": trained.candidate.name,
            "transform": trained.candidate.transform,
            "candidates": trained.compared,
        },
        "notes": trained.notes,
        **quality,
    }


def structure_hash(contract: Contract) -> str:
    """Hash what an artifact depends on in a contract: fields, types, categories; not labels or limits."""
    structure = [asdict(column) for column in (*contract.columns, contract.target.column)]
    return hashlib.sha256(json.dumps(structure, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
