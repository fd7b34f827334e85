"""The candidates, compared; the best one, fitted, calibrated and decided upon."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from contract.cells import Cells
from contract.columns import encoding_of
from publishing.errors import CannotPublish
from training import calibrate, metrics
from training.compare import Question, Validated, cross_validate, scores_of
from training.data import Table
from training.estimators import Candidate, candidates, logarithmic
from training.expected import Contract
from training.float32 import settle
from training.logarithm import is_skewed
from training.measure import FEW
from training.metrics import Decision, Said
from training.pipeline import build, width_of
from training.settings import Settings
from training.split import FOLDS, MOST_CV_ROWS, Split, sample

Array = np.ndarray[Any, Any]
Progress = Callable[[float, str], None]

FEWEST_OF_A_CLASS = 3
MOST_SECONDS = 45.0
MOST_MEGABYTES = 20.0
MOST_LEARNED_ROWS, MOST_LEARNED_CELLS = 500_000, 20_000_000
MOST_JUDGED_ROWS, MOST_JUDGED_CELLS = 100_000, 10_000_000


@dataclass(frozen=True)
class Trained:
    """A fitted model with everything that was learned about it.

    Attributes:
        candidate: the one that was chosen.
        pipeline: inputs → probabilities or numbers, exactly what is exported.
        compared: for the passport, one entry a candidate.
        split: how rows were held out, of the training rows.
        train, test: the tables that it was fitted on and is judged by.
        cv_rows: places of the training rows that candidates were compared on.
        answers: on the held-out rows, [n, classes] or [n, 1].
        residuals: truth - answer on rows that a fold held out, for numbers.
        notes: sentences for the card about how it was trained.
    """

    contract: Contract
    question: Question
    candidate: Candidate
    pipeline: Pipeline
    compared: list[dict[str, Any]]
    split: Split
    train: Table
    test: Table
    cv_rows: Array
    answers: Array
    decision: Decision
    residuals: Array | None
    notes: list[str]

    @property
    def said(self) -> Said:
        """The answers on the held-out rows, as metrics take them."""
        return Said(self.answers, self.decision)


def train(
    table: Table,
    contract: Contract,
    told: Progress,
    choices: list[Candidate] | None = None,
    settings: Settings | None = None,
    cells: Cells = Cells(),  # noqa: B008  frozen
) -> Trained:
    """Compare the candidates by cross-validation, fit the best on the training rows and answer the held-out ones.

    Args:
        choices: candidates, instead of those in `estimators.py`.
        settings: the owner's; by default the usual ones.
        cells: how the owner's tables are written: the column that rows are held out by is text.

    Raises:
        CannotPublish: the table cannot be learned from.
    """
    settings = settings or Settings()
    classes = len(contract.classes) if contract.classes else None
    _check_target(table, contract)
    question = _question(settings.metric, contract, table.target)
    split = Split.of(settings.by, settings.column, table.beside, cells)
    learn, judge, split, notes = _parted(table, split, classes, len(encoding_of(contract.schema).inputs))
    frame = learn.frame(encoding_of(contract.schema))
    if all(frame[name].nunique(dropna=False) < 2 for name in frame.columns):
        raise CannotPublish(
            "Every column holds one and the same value in all rows: nothing can be learned from them.",
            "Give rows that differ, or bring columns back that were left out.",
        )
    some = sample(np.arange(len(learn)), learn.target, classes, MOST_CV_ROWS)
    rivals = choices or _candidates(contract, question, learn.target)
    reasons = {c.name: _too_much(c, contract, frame, len(some), question.outputs) for c in rivals}
    running = [c for c in rivals if not reasons[c.name]]
    if not running:
        raise CannotPublish(
            "No model fits this table: " + "; ".join(f"{name}: {why}" for name, why in reasons.items()) + ".",
            "Use fewer rows or classes, or add a smaller model in training/estimators.py.",
        )
    validated: dict[str, Validated] = {}
    for number, candidate in enumerate(running):

        def fold(place: int, of: int, name: str = candidate.name, number: int = number) -> None:
            told(0.85 * (number * of + place - 1) / (len(running) * of), f"{name}, fold {place} of {of}")

        make = partial(build, candidate, contract, frame, question.outputs)
        validated[candidate.name] = cross_validate(
            make, frame.iloc[some], learn.target[some], split.take(some), question, fold
        )
    best = _best(running, validated, question.metric)
    if not len(validated[best.name].rows):
        raise CannotPublish(
            f"Rows cannot be held out by '{split.column}': what remains to learn from has one and the same "
            f"'{contract.target.name}' in every row.",
            'Say {"by": "random"} in training/settings.json, or name another column there.',
        )
    told(0.85, f"{best.name}, all rows")
    fitted = settle(build(best, contract, frame, question.outputs).fit(frame, learn.target))
    compared = [_entry(c, validated.get(c.name), c is best, reasons[c.name]) for c in rivals]
    test_frame = judge.frame(encoding_of(contract.schema))
    unseen, truth = validated[best.name].answers, learn.target[some][validated[best.name].rows]
    decision, residuals = Decision(), None
    if classes is None:
        answers = scores_of(fitted, test_frame, None)
        residuals = truth - unseen[:, 0]
    else:
        belief = calibrate.learned(unseen, truth)
        fitted = belief.behind(fitted)
        answers = fitted.predict_proba(test_frame)
        decision = question.decision(belief.probabilities(unseen), truth)
        if question.positive is not None and decision.threshold is not None:
            said = np.concatenate([fitted.predict_proba(frame), answers])[:, question.positive]
            decision = Decision(question.positive, calibrate.between(said, decision.threshold))
        notes += _about_classes(contract, judge.target)
    return Trained(
        contract,
        question,
        best,
        fitted,
        compared,
        split,
        learn,
        judge,
        some,
        answers,
        decision,
        residuals,
        notes,
    )


def answers_of(pipeline: Pipeline, frame: pd.DataFrame, task: str) -> Array:
    """Return a pipeline's answers: probabilities [n, classes] or numbers [n, 1]."""
    if task == "classification":
        return np.asarray(pipeline.predict_proba(frame), dtype=np.float64)
    return np.asarray(pipeline.predict(frame), dtype=np.float64).reshape(-1, 1)


def _question(metric: str, contract: Contract, target: Array) -> Question:
    if contract.classes is None:
        return Question(None, metrics.chosen(metric, None))
    classes = len(contract.classes)
    shares = np.bincount(target, minlength=classes) / len(target)
    chosen = metrics.chosen(metric, classes, shares)
    if classes != 2:
        return Question(classes, chosen)
    return Question(2, chosen, _positive(contract), contract.target.extra.get("x-decide", "balanced"))


def _parted(
    table: Table, split: Split, classes: int | None, inputs: int
) -> tuple[Table, Table, Split, list[str]]:
    """Part rows to learn from and to judge by, no more of them than memory and time allow, and say what was done."""
    learned, judged = split.held_out(table.target, classes)
    notes = [split.words()]
    most_learned = min(MOST_LEARNED_ROWS, MOST_LEARNED_CELLS // inputs)
    most_judged = min(MOST_JUDGED_ROWS, MOST_JUDGED_CELLS // inputs)
    some = sample(learned, table.target, classes, most_learned)
    others = sample(judged, table.target, classes, most_judged)
    if len(some) + len(others) < len(table):
        notes.append(
            f"Of {len(learned):,} rows to learn from, {len(some):,} were drawn, and of {len(judged):,} to judge by, "
            f"{len(others):,}: more would take more time and memory, and change little."
        )
    return table.take(some), table.take(others), split.take(some), notes


def _candidates(contract: Contract, question: Question, target: Array) -> list[Candidate]:
    known = candidates(contract.task, question.outputs)
    if question.classes is None and is_skewed(target):
        mean = question.metric.name in ("rmse", "r2")
        return [*known, *(logarithmic(candidate, mean) for candidate in known)]
    return known


def _about_classes(contract: Contract, held: Array) -> list[str]:
    counts = np.bincount(held, minlength=len(contract.classes or ()))
    fewest = int(counts.argmin())
    if len(counts) == 2 and counts[fewest] < FEW:
        rows = "row is" if counts[fewest] == 1 else "rows are"
        return [
            f"Only {counts[fewest]} held-out {rows} {(contract.classes or ())[fewest]!r}: every figure about them is "
            "rough, as its range says."
        ]
    if (counts == 0).any():
        return [
            f"{(counts == 0).sum()} of {len(counts)} classes have no held-out row: nothing is known of them."
        ]
    return []


def _check_target(table: Table, contract: Contract) -> None:
    if contract.classes is None:
        if len(np.unique(table.target)) < 2:
            raise CannotPublish(
                f"'{contract.target.name}' is {table.target[0]:g} in every row: nothing can be learned.",
                "Give rows whose answers differ.",
            )
        return
    counts = np.bincount(table.target, minlength=len(contract.classes))
    absent = [name for name, count in zip(contract.classes, counts, strict=True) if count == 0]
    if absent:
        shown = ", ".join(repr(name) for name in absent[:5]) + (" …" if len(absent) > 5 else "")
        raise CannotPublish(
            f"No row has the class {shown} in '{contract.target.name}', which the contract promises.",
            "Give rows of it, or take it out of Prediction in contract/schema.py.",
        )
    if len(counts) == 2 and counts.min() < FEWEST_OF_A_CLASS:
        raise CannotPublish(
            f"Only {counts.min()} rows have the class {contract.classes[int(counts.argmin())]!r}: "
            f"too few to learn from and to judge by (at least {FEWEST_OF_A_CLASS}).",
            "Give more rows of it.",
        )


def _positive(contract: Contract) -> int:
    classes = contract.classes or ()
    told = contract.target.extra.get("x-positive")
    return classes.index(told) if told in classes else 1


def _too_much(
    candidate: Candidate, contract: Contract, frame: pd.DataFrame, cv_rows: int, outputs: int
) -> str:
    inputs = width_of(contract, frame, candidate)
    cv = 0.8 * FOLDS * candidate.seconds(cv_rows, inputs, outputs)
    seconds = cv + candidate.seconds(len(frame), inputs, outputs)
    megabytes = candidate.megabytes(inputs, outputs)
    if seconds > MOST_SECONDS:
        return f"would take about {seconds:.0f} s to fit (at most {MOST_SECONDS:.0f} s)"
    if megabytes > MOST_MEGABYTES:
        return f"its file would weigh about {megabytes:.0f} MB (at most {MOST_MEGABYTES:.0f} MB)"
    return ""


def _best(running: list[Candidate], validated: Mapping[str, Validated], metric: metrics.Metric) -> Candidate:
    best = running[0]
    for candidate in running[1:]:
        one, other = validated[candidate.name].score, validated[best.name].score
        if metric.better(one, other) or not np.isfinite(other):
            best = candidate
    return best


def _entry(candidate: Candidate, validated: Validated | None, chosen: bool, left_out: str) -> dict[str, Any]:
    return {
        "name": candidate.name,
        "score": validated.score if validated and np.isfinite(validated.score) else None,
        "sd": validated.sd if validated else None,
        "chosen": chosen,
        "left_out": left_out or None,
    }
