"""`python -m making` on this product's own model: a version that is whole, or none."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest

from contract.steps import read_steps
from making import make as made
from making.__main__ import main
from making.recheck import recheck
from making.report import apart
from publishing import publish
from publishing.errors import CannotPublish
from publishing.hashes import hash_of_file
from publishing.places import ROOT


def test_the_version_that_is_served_is_whole() -> None:
    folder = publish.current()
    passport = json.loads((folder / "passport.json").read_text(encoding="utf-8"))
    for name in ("model.onnx", "golden.jsonl", "reference.json"):
        assert passport["hashes"][name] == hash_of_file(folder / name)
    steps = read_steps()
    assert passport["kind"] == "onnx" and passport["steps"] == steps.model_dump()
    assert passport["source"]["sha256"] == hash_of_file(ROOT / steps.model)
    assert passport["parity"]["max_difference"] <= passport["parity"]["tolerance"]
    assert (folder / "MODEL_CARD.md").read_text(encoding="utf-8").startswith("# ")
    ort.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])


def test_nothing_is_published_where_the_gate_does_not_let_it_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: Any) -> None:
        raise CannotPublish("Parity failed: this is a test.", "Nothing was published.")

    monkeypatch.setattr(made, "check_file", refuse)
    assert main(["--out", str(tmp_path)]) == 1
    assert list(tmp_path.iterdir()) == []
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["state"] == "failed" and last["text"].startswith("Parity failed")


def test_a_version_whose_file_was_changed_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "v1"
    shutil.copytree(publish.current(), folder)
    content = bytearray((folder / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "model.onnx").write_bytes(content)
    with pytest.raises(CannotPublish, match=r"Changed since v1 was made: v1/model\.onnx"):
        recheck(folder)


@pytest.mark.parametrize(
    "change,words",
    [
        ({"model": "model/gone.onnx"}, "There is no model at gone.onnx"),
        ({"task": "poetry"}, "task"),
        ({"imag": None}, "imag"),
    ],
)
def test_mistakes_in_the_steps_are_told(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    (tmp_path / "contract").mkdir()
    told = json.loads((ROOT / "contract" / "steps.json").read_text(encoding="utf-8")) | change
    if told.get("output"):
        told["output"]["labels"] = None
    (tmp_path / "contract" / "steps.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(CannotPublish, match=words):
        made.make(tmp_path / "artifacts", lambda *_: None, tmp_path)


def test_maps_are_compared_as_json_has_them() -> None:
    bare = [{0: 0.25, 1: 0.75}]
    assert apart(bare, [{"0": 0.25, "1": 0.75}]) == 0
    assert apart(bare, [{"0": 0.5, "1": 0.5}]) > 0.1
    assert apart(bare, [{"0": 0.25, "2": 0.75}]) == np.inf
