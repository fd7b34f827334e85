"""The parity gate: fitted pipeline = file = API, or nothing is published.

`python -m training.parity` proves it again for the version that is served, from the answers that the pipeline gave
when it was trained (`golden.jsonl`): neither data nor pipeline is needed.
"""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError
from sklearn.pipeline import Pipeline

from contract.columns import Arrays, encoding_of
from publishing.errors import CannotPublish
from publishing.http_check import Api, serving
from training.awkward import awkward
from training.data import Table, frame_of, plain
from training.expected import Contract
from training.export import File
from training.golden import read_golden
from training.metrics import Decision
from training.model import answers_of

Array = np.ndarray[Any, Any]
Row = dict[str, Any]
Answers = Callable[[Arrays], Array]

TOLERANCE = 1e-5
MOST_ROWS = 20_000
MOST_HTTP_ROWS, MOST_HTTP_CELLS = 500, 40_000
SHOWN = 5


@dataclass(frozen=True)
class Rule:
    """How answers become decisions, and when two of them are the same.

    Attributes:
        spread: the target's standard deviation (regression).
    """

    contract: Contract
    decision: Decision = Decision()
    spread: float = 1.0

    def differences(self, one: Array, other: Array) -> Array:
        """Return how far apart answers are, [n]: |Δp|, or |Δy| / max(|y|, spread); endless if only one is finite."""
        with np.errstate(all="ignore"):
            apart = np.abs(one - other)
            if not self.contract.classes:
                apart = apart / np.maximum(np.abs(one), self.spread)
        known = np.isfinite(one) & np.isfinite(other)
        neither = ~np.isfinite(one) & ~np.isfinite(other)  # the API refuses such a row in words
        farthest: Array = np.where(known, apart, np.where(neither, 0.0, np.inf)).max(axis=1)
        return farthest

    def flips(self, one: Array, other: Array) -> Array:
        """Return where the decision differs, [n]. Of several classes, two that tie in both are one decision."""
        if not self.contract.classes:
            return np.zeros(len(one), dtype=bool)
        said, heard = (self.decision.labels(answers) for answers in (one, other))
        if self.decision.threshold is not None:
            return np.asarray(said != heard)
        rows = np.arange(len(one))
        return np.asarray((said != heard) & (one[rows, said] - one[rows, heard] > TOLERANCE))


@dataclass
class Report:
    """What the gate found, check by check, and the rows to blame."""

    checks: list[dict[str, Any]] = field(default_factory=list)
    guilty: list[str] = field(default_factory=list)

    def add(self, name: str, differences: Array, flips: Array, describe: Callable[[int], str]) -> None:
        """Record a check of n rows."""
        self.checks.append(
            {
                "name": name,
                "rows": len(differences),
                "max_difference": float(min(differences.max(initial=0.0), 1e308)),
                "label_flips": int(flips.sum()),
            }
        )
        bad = np.flatnonzero((differences > TOLERANCE) | flips)
        self.guilty += [f"{name}, {describe(int(place))}" for place in bad[:SHOWN]]

    def refused(self, name: str, row: Row, found: str) -> None:
        """Record a row on which contract and API disagree."""
        self.guilty.append(f"{name}, {shown(row)}: {found}")

    def passport(self) -> dict[str, Any]:
        """Return the figures for the passport."""
        return {
            "rows": sum(check["rows"] for check in self.checks),
            "max_difference": max((check["max_difference"] for check in self.checks), default=0.0),
            "label_flips": sum(check["label_flips"] for check in self.checks),
            "tolerance": TOLERANCE,
            "checks": self.checks,
        }

    def judge(self) -> None:
        """Raise CannotPublish if anything differs."""
        if not self.guilty:
            return
        figures = self.passport()
        more = f"\n  … and {len(self.guilty) - SHOWN} more" if len(self.guilty) > SHOWN else ""
        raise CannotPublish(
            f"Parity failed: expected the same answers from pipeline, file and API within {TOLERANCE:g}; found "
            f"differences up to {figures['max_difference']:.3g} and {figures['label_flips']} changed labels.\n  "
            + "\n  ".join(self.guilty[:SHOWN])
            + more,
            "Nothing was published. Take out the step or estimator that was added last; training/pipeline.py names "
            "those that are exact.",
        )


def check_file(
    pipeline: Answers, file: Answers, table: Table, typical: list[Row], rule: Rule, report: Report
) -> None:
    """Compare the fitted pipeline with the file: held-out rows, awkward rows, and columns in another order."""
    encoding = encoding_of(rule.contract.schema)
    held = table.take(np.arange(min(len(table), MOST_ROWS)))
    arrays = encoding.columns(held.values)
    _compare(report, "held-out rows", pipeline, file, arrays, rule, lambda place: shown(held.row(place)))
    backwards = dict(reversed(arrays.items()))
    shuffled = {name: backwards[name] for name in sorted(backwards, key=lambda name: name[::-1])}
    _compare(report, "shuffled columns", pipeline, file, shuffled, rule, lambda place: shown(held.row(place)))
    for name, rows in awkward(rule.contract, typical).items():
        if rows:
            encoded = encoding.rows(rows)
            _compare(report, name, pipeline, file, encoded, rule, lambda place, rows=rows: shown(rows[place]))  # type: ignore[misc]


def _compare(
    report: Report,
    name: str,
    pipeline: Answers,
    file: Answers,
    arrays: Arrays,
    rule: Rule,
    describe: Callable[[int], str],
) -> None:
    one, other = pipeline(arrays), file(arrays)
    if one.shape != other.shape:
        raise CannotPublish(
            f"Parity failed: the pipeline answers {one.shape[1]} numbers a row, the file {other.shape[1]}.",
            "Take another estimator in training/estimators.py.",
        )

    def said(place: int) -> str:
        return f"{describe(place)}: pipeline {_short(one[place])}, file {_short(other[place])}"

    report.add(name, rule.differences(one, other), rule.flips(one, other), said)


def check_http(
    pipeline: Answers, api: Api, table: Table, typical: list[Row], rule: Rule, report: Report
) -> None:
    """Compare the fitted pipeline with the API's answers; what the contract refuses must come back as 422."""
    most = max(20, min(MOST_HTTP_ROWS, MOST_HTTP_CELLS // len(rule.contract.features)))
    held = [table.row(place) for place in range(min(len(table), most))]
    _ask(report, "API, held-out rows", pipeline, api, held, rule, all_taken=True)
    backwards = [dict(reversed(row.items())) for row in held[:50]]
    _ask(report, "API, shuffled fields", pipeline, api, backwards, rule)
    for name, rows in awkward(rule.contract, typical).items():
        step = max(1, len(rows) // most)
        _ask(report, f"API, {name}", pipeline, api, rows[::step], rule)


def _ask(
    report: Report,
    name: str,
    pipeline: Answers,
    api: Api,
    rows: list[Row],
    rule: Rule,
    all_taken: bool = False,
) -> None:
    """Send rows to the API and compare. The contract says which of them must be answered, and which refused."""
    schema = rule.contract.schema
    taken: list[Row] = []
    heard: list[list[float]] = []
    labels: list[Any] = []
    checked: list[Row] = []
    for row in rows:
        status, answer = api.predict(row)
        try:
            typed = schema.model_validate(_as_sent(row)).__dict__
        except ValidationError:
            if all_taken:
                report.refused(name, row, "the table holds it, the contract refuses it")
            if status != 422:
                report.refused(name, row, f"the contract refuses it, the API answered {status} and not 422")
            continue
        if status == 422 and not np.isfinite(pipeline(encoding_of(schema).rows([typed]))).all():
            continue
        if status != 200:
            report.refused(name, row, f"the contract takes it, the API answered {status}")
            continue
        taken.append(row)
        checked.append(typed)
        heard.append(_numbers(answer, rule.contract))
        labels.append(answer["prediction"])
    if not taken:
        return
    one = pipeline(encoding_of(schema).rows(checked))
    other = np.array(heard, dtype=np.float64)
    flips = rule.flips(one, other)
    if rule.contract.classes:
        said = rule.decision.labels(other)
        names = np.array(rule.contract.classes, dtype=object)[said]
        flips = flips | (names != np.array(labels, dtype=object))

    def told(place: int) -> str:
        return f"{shown(taken[place])}: pipeline {_short(one[place])}, API {_short(other[place])}"

    report.add(name, rule.differences(one, other), flips, told)


def _as_sent(row: Row) -> Row:
    return json.loads(json.dumps(row, default=lambda moment: moment.isoformat()))  # type: ignore[no-any-return]


def _numbers(answer: dict[str, Any], contract: Contract) -> list[float]:
    if contract.classes:
        return [float(answer["probabilities"][name]) for name in contract.classes]
    return [float(answer["prediction"])]


def pipeline_answers(pipeline: Pipeline, contract: Contract) -> Answers:
    """Let a fitted pipeline answer encoded rows."""
    return lambda arrays: answers_of(pipeline, frame_of(arrays), contract.task)


def file_answers(content: bytes) -> Answers:
    """Let a model file answer encoded rows."""
    file = File(content)
    return lambda arrays: np.asarray(file.answers(arrays), dtype=np.float64)


def shown(row: Row) -> str:
    """Write a row as JSON, to be found again."""
    text = json.dumps({k: plain(v) for k, v in row.items()}, default=str, ensure_ascii=False)
    return text if len(text) <= 500 else text[:500] + "…"


def _short(answer: Array) -> str:
    return ", ".join(f"{number:.7g}" for number in answer[:6]) + (" …" if len(answer) > 6 else "")


def recheck(folder: Path, contract: Contract) -> Report:
    """Prove a published version again: the recorded answers = its file = the API."""
    passport = json.loads((folder / "passport.json").read_text(encoding="utf-8"))
    lines = read_golden((folder / "golden.jsonl").read_text(encoding="utf-8"))
    target = passport["target"]
    rule = Rule(
        contract,
        Decision(
            contract.classes.index(target["positive"])
            if target.get("positive") and contract.classes
            else None,
            target.get("threshold"),
        ),
        float(passport.get("target", {}).get("sd") or 1.0),
    )
    rows = [line["row"] for line in lines]
    report = Report()
    with serving(folder) as api:
        api.ready()  # first: it says in words what of the contract the version does not fit
        file = file_answers((folder / "model.onnx").read_bytes())
        taken, checked = _taken(rows, contract)
        recorded = np.array([_numbers(lines[place], contract) for place in taken])
        heard = file(encoding_of(contract.schema).rows(checked))
        report.add(
            "golden rows",
            rule.differences(recorded, heard),
            rule.flips(recorded, heard),
            lambda place: shown(rows[taken[place]]),
        )
        _ask(report, "API, golden rows", file, api, rows, rule)
        for name, spoilt in awkward(contract, checked).items():
            _ask(report, f"API, {name}", file, api, spoilt, rule)
    return report


def _taken(rows: list[Row], contract: Contract) -> tuple[list[int], list[Row]]:
    """Return the places of the rows that keep the contract, and the rows as it types them: limits may be new."""
    places, typed = [], []
    for place, row in enumerate(rows):
        with suppress(ValidationError):
            typed.append(contract.schema.model_validate(row).__dict__)
            places.append(place)
    if not typed:
        raise CannotPublish(
            "The contract refuses every row of golden.jsonl: nothing can be compared.",
            "Loosen contract/schema.py, or make a version that fits: npm run train",
        )
    return places, typed


def main() -> int:
    """Check the version that is served."""
    from publishing.progress import report as tell
    from publishing.publish import current
    from training.terms import contract

    tell("parity", "start", "parity")
    try:
        report = recheck(current(), contract())
        report.judge()
    except CannotPublish as error:
        tell("parity", "failed", f"{error.message}\n{error.hint}")
        return 1
    checks = report.passport()["checks"]
    golden = next(check["rows"] for check in checks if check["name"] == "golden rows")
    asked = sum(check["rows"] for check in checks if check["name"].startswith("API"))
    worst = report.passport()["max_difference"]
    tell(
        "parity",
        "done",
        f"recorded answers = file on {golden:,} golden rows, file = API on {asked:,}, largest difference {worst:.0e}",
    )
    return 0


def summary(figures: dict[str, Any]) -> str:
    """Say the gate's result in one line. The API answers fewer rows than the file, and the line says how many."""
    rows = {True: 0, False: 0}
    for check in figures["checks"]:
        rows[check["name"].startswith("API")] += check["rows"]
    return (
        f"pipeline = file on {rows[False]:,} rows, = API on {rows[True]:,}, "
        f"largest difference {figures['max_difference']:.0e}"
    )


if __name__ == "__main__":
    sys.exit(main())
