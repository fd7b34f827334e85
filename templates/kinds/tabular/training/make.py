"""Table → trained model → artifact → parity → published version, in the order in which it happens."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from contract.columns import encoding_of
from publishing import publish
from publishing.http_check import Api, serving
from publishing.places import ROOT
from publishing.run import Tell
from training import parity
from training.card import alarms, card
from training.data import Table, load, own_cells
from training.export import to_onnx
from training.golden import golden
from training.judge import judged, ranges
from training.measure import main_figure
from training.model import Trained, train
from training.passport import passport as passport_of
from training.plots import drawn
from training.reference import draw, sketch
from training.settings import settings
from training.source import Source
from training.synthetic import synthetic
from training.terms import contract as product_contract
from training.threads import steady


def table_of(path: Path | None) -> tuple[Table, dict[str, Any]]:
    """Read the owner's table, or another one that is written like it."""
    source = Source.load(path)
    table = load(source, product_contract(), settings().column, own_cells())
    return table, _about(table, source.path.name, source.sha256())


def synthetic_table(rows: int) -> tuple[Table, dict[str, Any]]:
    """Draw a table from the contract and, if there is a version, from its sketch."""
    table = synthetic(product_contract(), rows, _published_sketch())
    return table, _about(table, "synthetic", None)


def _published_sketch() -> dict[str, Any]:
    if not (publish.ARTIFACTS / "current").exists():
        return {}
    text = (publish.current() / "reference.json").read_text(encoding="utf-8")
    known: dict[str, Any] = json.loads(text)
    return known


def _about(table: Table, file: str, sha256: str | None) -> dict[str, Any]:
    left_out = [{"reason": reason, "rows": rows} for reason, rows in sorted(table.left_out.items())]
    return {
        "file": file,
        "sha256": sha256,
        "rows": table.rows,
        "rows_used": len(table),
        "rows_left_out": left_out,
    }


def make(table: Table, data: dict[str, Any], artifacts: Path, tell: Tell) -> dict[str, Any]:
    """Train on a table and publish the next version.

    Returns:
        Its passport.

    Raises:
        CannotPublish: the table cannot be learned from, or parity fails; nothing is published then.
    """
    contract = product_contract()
    with steady(len(table)):
        trained = train(
            table,
            contract,
            lambda share, text: tell("training", "progress", text, share),
            settings=settings(),
            cells=own_cells(),
        )
    reference = sketch(trained.train, contract)
    with publish.building(artifacts) as folder:
        version = publish.next_version(artifacts)
        files = {
            "model.onnx": to_onnx(trained.pipeline, encoding_of(contract.schema), contract.task),
            "golden.jsonl": golden(trained.pipeline, reference, contract).encode(),
            "reference.json": _json(reference),
        }
        passport = passport_of(trained, version, data, ranges(trained), files)
        for name, content in {**files, "passport.json": _json(passport)}.items():
            (folder / name).write_bytes(content)
        with serving(folder) as api:  # it takes a second to start: that is when the rows are judged
            tell("training", "progress", "judging the held-out rows", 0.95)
            with steady(len(table)):
                passport |= judged(trained)
            tell("training", "done", f"{trained.candidate.name}")
            tell("parity", "start", "parity")
            passport["parity"] = prove(trained, api, files["model.onnx"], reference)
        plots = drawn(passport, contract.target.label)
        (folder / "plots").mkdir()
        for name, content in plots.items():
            (folder / name).write_bytes(content)
        (folder / "passport.json").write_bytes(_json(passport))
        (folder / "MODEL_CARD.md").write_bytes(card(passport, _title(), plots).encode())
        publish.publish(folder, version, artifacts)
    tell("parity", "done", parity.summary(passport["parity"]))
    tell(f"model {version}", "done", _summary(passport))
    for words in alarms(passport):
        tell(f"model {version}", "warning", words)
    return passport


def prove(trained: Trained, api: Api, content: bytes, reference: dict[str, Any]) -> dict[str, Any]:
    """Pass the parity gate, or raise CannotPublish. Returns the figures."""
    contract = trained.contract
    spread = 1.0 if contract.classes else float(np.std(trained.train.target)) or 1.0
    rule = parity.Rule(contract, trained.decision, spread)
    report = parity.Report()
    pipeline = parity.pipeline_answers(trained.pipeline, contract)
    typical = [contract.schema.model_validate(row).__dict__ for row in draw(reference, contract, 20)]
    parity.check_file(pipeline, parity.file_answers(content), trained.test, typical, rule, report)
    report.judge()
    parity.check_http(pipeline, api, trained.test, typical, rule, report)
    report.judge()
    return report.passport()


def _summary(passport: dict[str, Any]) -> str:
    metrics = passport["metrics"]
    main = main_figure(metrics)
    text = f"{main['label']} {_with_range(main)}   "
    text += f"({metrics['baseline']['name']}: {_short(metrics['baseline']['value'])}"
    best = metrics["best_column"]
    text += f" · best single column, {best['field']}: {_short(best['value'])})" if best else ")"
    return text


def _with_range(main: dict[str, Any]) -> str:
    """Write a figure with how sure one can be of it: ± where both sides are about equal, else from where to where."""
    below, above = main["value"] - main["low"], main["high"] - main["value"]
    if max(below, above) > 1.5 * min(below, above) + 0.02 * abs(main["value"]):
        return f"{_short(main['value'])} ({_short(main['low'])} … {_short(main['high'])})"
    half = (below + above) / 2
    return f"{_short(main['value'])} ± {_short(half if half > 1e-9 * abs(main['value']) else 0.0)}"


def _short(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}" if abs(value) < 0.1 else f"{value:.2f}"


def _title() -> str:
    told = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))
    return str(told["title"])


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
