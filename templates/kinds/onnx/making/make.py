"""Bare model + steps → artifact → parity → published version, in the order in which it happens."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from contract.steps import Steps
from making.asked import LIMITS, check_http
from making.bare import Bare
from making.card import card
from making.compose.compose import composed
from making.compose.composition import Composition
from making.compose.write import write
from making.golden import golden
from making.judged import measured
from making.mended import mended
from making.parity import check_file
from making.passport import hashes, passport
from making.plan import Plan
from making.reference import reference
from making.report import Report, summary
from making.steps import labels_of, steps_of
from making.terms import Terms, terms
from making.upconvert import upconverted
from publishing import publish
from publishing.errors import CannotPublish
from publishing.http_check import Api, serving
from publishing.places import ROOT
from publishing.run import Tell


def make(artifacts: Path, tell: Tell, root: Path = ROOT) -> dict[str, Any]:
    """Make the next version from the product's model and steps.

    Args:
        root: the product's folder.

    Returns:
        Its passport.

    Raises:
        CannotPublish: model and steps do not fit, or parity fails; nothing is published then.
    """
    steps = steps_of(root)
    labels = labels_of(steps, root)
    brought = Bare.open(root / steps.model)
    contract = terms() if steps.task == "tabular" else None
    tell("compose", "start", "putting the steps around the model")
    with publish.building(artifacts) as folder, TemporaryDirectory() as room:
        version = publish.next_version(artifacts)
        bare, mends = mended(brought, Path(room))
        usable, changed = upconverted(bare, steps, Path(room))
        plan = Plan(bare, steps, labels, contract, root)
        whole = composed(usable, steps, labels, contract)
        _place(usable, steps, folder, root)
        write(whole, folder / "model.onnx")
        tell("compose", "done", f"opset {usable.opset}, {_size(folder / 'model.onnx')}")
        about = passport(version, brought, steps, labels, changed) | _quality(root)
        about["notes"] += mends
        if contract is not None:
            about |= contract.passport()
        about["parity"] = _proved(whole, plan, folder, about, tell)
        (folder / "MODEL_CARD.md").write_bytes(card(about, _title(root)).encode())
        publish.publish(folder, version, artifacts)
    tell("parity", "done", summary(about["parity"]))
    tell(f"model {version}", "done", _said(about))
    return about


def _place(bare: Bare, steps: Steps, folder: Path, root: Path) -> None:
    """Put the files that the artifact needs beside it: weights of their own, and the tokenizer."""
    for file in bare.external_files():
        place = folder / file.relative_to(bare.path.parent)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
    if steps.text is not None and steps.text.tokenizer is not None:
        tokenizer = root / steps.text.tokenizer
        if not tokenizer.is_file():
            raise CannotPublish(
                f"The tokenizer, {steps.text.tokenizer}, is not there.",
                "Put it there, or correct text.tokenizer in contract/steps.json.",
            )
        shutil.copyfile(tokenizer, folder / "tokenizer.json")


def _proved(
    whole: Composition, plan: Plan, folder: Path, about: dict[str, Any], tell: Tell
) -> dict[str, Any]:
    """Pass the gate, or raise CannotPublish. Returns its figures; the folder is complete but for its card."""
    tell("parity", "start", "parity")
    report = Report()
    cases = list(plan.cases())
    with TemporaryDirectory(dir=folder) as room:
        answered = check_file(whole, plan, cases, folder / "model.onnx", Path(room), report)
    report.judge()
    (folder / "golden.jsonl").write_bytes(golden(answered))
    known = reference(plan.terms, plan.steps.rows) if plan.terms and plan.steps.rows else {}
    (folder / "reference.json").write_bytes(_json(known))
    about["hashes"] |= hashes(folder)
    (folder / "passport.json").write_bytes(_json(about))
    tell("parity", "progress", "asking the API", 0.6)
    if not answered:
        about["notes"].append(
            "No made-up tensor is one that the model takes: that the artifact answers as the bare model does was not tried."
        )
    with serving(folder, LIMITS) as api:
        check_http(api, plan, answered, report)
        if plan.terms is not None and "metrics" not in about:
            _measure(api, plan.root, plan.terms, about)
    report.judge()
    about["parity"] = report.passport()
    (folder / "passport.json").write_bytes(_json(about))
    figures: dict[str, Any] = about["parity"]
    return figures


def _quality(root: Path) -> dict[str, Any]:
    """Return the figures that came with the model, where somebody measured it: `model/metrics.json`."""
    file = root / "model" / "metrics.json"
    return {"metrics": json.loads(file.read_text(encoding="utf-8"))} if file.exists() else {}


def _measure(api: Api, root: Path, contract: Terms, about: dict[str, Any]) -> None:
    """Put the figures of the rows that came with the model into the passport, where nobody else measured it."""
    metrics, note = measured(api, root / "model" / "data.csv", contract)
    about |= {"metrics": metrics} if metrics else {}
    about["notes"] += [note] if note else []


def _said(about: dict[str, Any]) -> str:
    source = about["source"]
    size = f", {source['parameters']:,} parameters" if source["parameters"] else ""
    return f"{about['steps']['task']}, {source['file']}{size}"


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} kB"


def _title(root: Path) -> str:
    told = json.loads((root / "product.json").read_text(encoding="utf-8"))
    return str(told["title"])


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
