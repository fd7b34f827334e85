"""A product of each task, started for real: this product's code over a tiny artifact."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import onnx
import small_models as tiny
from running import running

from serving.settings import ROOT

_CODE = ("serving", "contract")
_QUIET = {"LOG_LEVEL": "error", "RUNTIME": "off", "DECODERS": "1"}


@contextmanager
def product(
    folder: Path,
    made: onnx.ModelProto,
    steps: dict[str, Any],
    labels: list[str] | None = None,
    **settings: str,
) -> Iterator[httpx.Client]:
    """Serve a model with these steps until the block ends; yield a client of it."""
    lay(folder, made, steps, labels)
    database = str(folder / "predictions.sqlite3")
    with (
        running(cwd=folder, **({"DATABASE": database} | _QUIET | settings)) as server,
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        yield client


def lay(folder: Path, made: onnx.ModelProto, steps: dict[str, Any], labels: list[str] | None = None) -> None:
    """Lay a product out, ready to start."""
    for name in _CODE:
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
    (folder / "contract" / "steps.json").write_text(json.dumps(steps), encoding="utf-8")
    artifact = tiny.publish(folder / "artifacts" / "v1", made, steps, labels)
    if steps.get("text"):
        tiny.tokenizer(artifact / "tokenizer.json")
    (folder / "artifacts" / "current").write_text("v1\n", encoding="utf-8")


def text_steps(task: str, **inputs: str) -> dict[str, Any]:
    """Say how a text is asked about."""
    return {
        "task": task,
        "model": "model/model.onnx",
        "text": {
            "tokenizer": "model/tokenizer.json",
            "max_length": 8,
            "inputs": {"ids": "ids", "mask": None, "types": None} | inputs,
            "pair": False,
        },
        "output": {"name": "y", "top": 5, "threshold": 0.5, "labels": "model/labels.txt"},
    }


def audio_steps() -> dict[str, Any]:
    """Say how a sound is asked about."""
    return {
        "task": "audio",
        "model": "model/model.onnx",
        "audio": {
            "input": "samples",
            "rate": 8000,
            "shape": "batch,samples",
            "seconds": {"min": 0.5, "max": 2},
        },
        "output": {"name": "y", "top": 5, "labels": "model/labels.txt", "activation": "softmax"},
    }


def tensor_steps() -> dict[str, Any]:
    """Say how tensors are asked about: as they are."""
    return {"task": "tensor", "model": "model/model.onnx", "output": None}
