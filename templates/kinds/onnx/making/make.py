"""Bare model + steps → artifact → parity → published version, in the order in which it happens."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from making.bare import Bare
from making.card import card
from making.compose.compose import composed
from making.compose.write import write
from making.golden import golden
from making.parity import check_file
from making.passport import hashes, passport
from making.plan import Plan
from making.report import Report, summary
from making.steps import Steps, labels_of
from publishing import publish
from publishing.places import ROOT

Tell = Callable[..., None]


def make(artifacts: Path, tell: Tell, root: Path = ROOT) -> dict[str, Any]:
    """Make the next version from the product's model and steps.

    Args:
        root: the product's folder.

    Returns:
        Its passport.

    Raises:
        CannotPublish: model and steps do not fit, or parity fails; nothing is published then.
    """
    steps = Steps.load(root / "contract" / "steps.json")
    labels = labels_of(steps, root)
    bare = Bare.open(root / steps.model)
    tell("compose", "start", "putting the steps around the model")
    with publish.building(artifacts) as folder:
        version = publish.next_version(artifacts)
        plan = Plan(bare, steps, labels, None, root / "model")
        whole = composed(bare, steps, labels, None)
        for file in bare.external_files():
            place = folder / file.relative_to(bare.path.parent.resolve())
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
        write(whole, folder / "model.onnx")
        tell("compose", "done", f"opset {bare.opset}, {_size(folder / 'model.onnx')}")
        tell("parity", "start", "parity")
        report = Report()
        answered = check_file(whole, plan, list(plan.cases()), folder / "model.onnx", folder, report)
        report.judge()
        (folder / "golden.jsonl").write_bytes(golden(answered))
        (folder / "reference.json").write_bytes(_json({}))
        about = passport(version, bare, steps, labels, None)
        about["parity"] = report.passport()
        about["hashes"] |= hashes(folder)
        (folder / "passport.json").write_bytes(_json(about))
        (folder / "MODEL_CARD.md").write_bytes(card(about, _title(root)).encode())
        publish.publish(folder, version, artifacts)
    tell("parity", "done", summary(about["parity"]))
    tell(f"model {version}", "done", _said(about))
    return about


def _said(about: dict[str, Any]) -> str:
    return f"{about['task']}, {about['source']['file']}, {about['source']['parameters']:,} parameters"


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} kB"


def _title(root: Path) -> str:
    told = json.loads((root / "product.json").read_text(encoding="utf-8"))
    return str(told["title"])


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
