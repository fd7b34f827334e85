"""The candidates, compared; the best one, fitted, calibrated and decided upon."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.pipeline import Pipeline

from contract.columns import encoding_of
from training import calibrate, metrics, split
from training.compare import Validated, cross_validate, scores_of
from training.data import Table
from training.errors import TrainingError
from training.estimators import Candidate, candidates
from training.expected import Contract
from training.float32 import settle
from training.pipeline import build, width_of

Array = np.ndarray[Any, Any]
Progress = Callable[[float, str], None]

FEWEST_OF_A_CLASS = 3
MOST_SECONDS = 45.0
MOST_MEGABYTES = 20.0


@dataclass(frozen=True)
class Trained:
    """A fitted model with everything that was learned about it.

    Attributes:
        pipeline: inputs → probabilities or numbers, exactly what is exported.
        compared: for the passport, one entry a candidate.
        validated: the chosen one's out-of-fold answers and their rows.
        train, test: the tables that it was fitted on and is judged by.
        answers: on the held-out rows, [n, classes] or [n, 1].
        threshold, positive: two classes only.
    """

    contract: Contract
    name: str
    pipeline: Pipeline
    compared: list[dict[str, Any]]
    primary: metrics.Primary
    train: Table
    test: Table
    answers: Array
    residuals: Array | None
    threshold: float | None
    positive: int | None


def train(
    table: Table, contract: Contract, told: Progress, choices: list[Candidate] | None = None
) -> Trained:
    """Compare the candidates by cross-validation, fit the best on the training rows and answer the held-out ones.

    Raises:
        TrainingError: the table cannot be learned from.
    """
    classes = len(contract.classes) if contract.classes else None
    _check_target(table, contract)
    train_rows, test_rows = split.held_out(table.target, classes)
    learn, judge = table.take(train_rows), table.take(test_rows)
    encoding = encoding_of(contract.schema)
    frame = learn.frame(encoding)
    if all(frame[name].nunique(dropna=False) < 2 for name in frame.columns):
        raise TrainingError(
            "Every column holds one and the same value in all rows: nothing can be learned from them.",
            "Give rows that differ, or bring columns back that were left out.",
        )
    primary = metrics.primary_for(classes)
    outputs = 1 if classes in (None, 2) else classes or 1
    some = split.sample(np.arange(len(learn)), learn.target, classes, split.MOST_CV_ROWS)
    rivals = choices or candidates(contract.task)
    reasons = {c.name: _too_much(c, contract, frame, len(some), outputs) for c in rivals}
    running = [c for c in rivals if not reasons[c.name]]
    if not running:
        raise TrainingError(
            "No model fits this table: " + "; ".join(f"{name}: {why}" for name, why in reasons.items()) + ".",
            "Use fewer rows or classes, or add a smaller model in training/estimators.py.",
        )
    validated: dict[str, Validated] = {}
    for number, candidate in enumerate(running):

        def fold(place: int, of: int, name: str = candidate.name, number: int = number) -> None:
            told(0.85 * (number * of + place - 1) / (len(running) * of), f"{name}, fold {place} of {of}")

        make = partial(build, candidate, contract, frame, outputs)
        validated[candidate.name] = cross_validate(
            make, frame.iloc[some], learn.target[some], classes, primary, fold
        )
    best = _best(running, validated, primary)
    told(0.85, f"{best.name}, all rows")
    fitted = settle(build(best, contract, frame, outputs).fit(frame, learn.target))
    out = validated[best.name].answers
    compared = [_entry(c, validated.get(c.name), c is best, reasons[c.name]) for c in rivals]
    test_frame = judge.frame(encoding)
    if classes is None:
        answers = scores_of(fitted, test_frame, None)
        residuals = judge.target - answers[:, 0]
        if (
            len(residuals) < 100
        ):  # too few to tell one in twenty: the folds' errors were made on unseen rows as well
            residuals = np.concatenate([residuals, learn.target[some] - out[:, 0]])
        return Trained(
            contract, best.name, fitted, compared, primary, learn, judge, answers, residuals, None, None
        )
    pipeline = calibrate.calibrated(fitted, out, learn.target[some])
    positive = threshold = None
    if classes == 2:
        positive = _positive(contract)
        probability = calibrate.probabilities_of_scores(pipeline, out)[:, positive]
        decide: str | Mapping[str, float] = contract.target.extra.get("x-decide", "balanced")
        wanted = calibrate.wanted_threshold(decide, probability, learn.target[some] == positive)
        said = pipeline.predict_proba(pd.concat([frame, test_frame]))[:, positive]
        threshold = calibrate.between(said, wanted)
    answers = pipeline.predict_proba(test_frame)
    return Trained(
        contract, best.name, pipeline, compared, primary, learn, judge, answers, None, threshold, positive
    )


def answers_of(pipeline: Pipeline, frame: pd.DataFrame, task: str) -> Array:
    """Return a pipeline's answers: probabilities [n, classes] or numbers [n, 1]."""
    if task == "classification":
        return np.asarray(pipeline.predict_proba(frame), dtype=np.float64)
    return np.asarray(pipeline.predict(frame), dtype=np.float64).reshape(-1, 1)


def dummy(trained: Trained) -> dict[str, Any]:
    """Measure what one gets without looking at the columns: the commonest class, or the mean."""
    target, classes = trained.train.target, trained.contract.classes
    nothing = np.zeros((len(target), 1))
    if classes:
        model = DummyClassifier(strategy="prior").fit(nothing, target)
        answers = model.predict_proba(np.zeros((len(trained.test), 1)))
        name = f'always "{classes[int(np.bincount(target).argmax())]}"'
        if len(classes) == 2:
            answers = answers[:, 1:]
    else:
        answers = (
            DummyRegressor().fit(nothing, target).predict(np.zeros((len(trained.test), 1))).reshape(-1, 1)
        )
        name = "always the mean"
    return {"name": name, "value": trained.primary.score(trained.test.target, answers)}


def _check_target(table: Table, contract: Contract) -> None:
    if contract.classes is None:
        if len(np.unique(table.target)) < 2:
            raise TrainingError(
                f"'{contract.target.name}' is {table.target[0]:g} in every row: nothing can be learned.",
                "Give rows whose answers differ.",
            )
        return
    counts = np.bincount(table.target, minlength=len(contract.classes))
    absent = [name for name, count in zip(contract.classes, counts, strict=True) if count == 0]
    if absent:
        shown = ", ".join(repr(name) for name in absent[:5]) + (" …" if len(absent) > 5 else "")
        raise TrainingError(
            f"No row has the class {shown} in '{contract.target.name}', which the contract promises.",
            "Give rows of it, or take it out of Prediction in contract/schema.py.",
        )
    if len(counts) == 2 and counts.min() < FEWEST_OF_A_CLASS:
        raise TrainingError(
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
    cv = 0.8 * split.FOLDS * candidate.seconds(cv_rows, inputs, outputs)
    seconds = cv + candidate.seconds(len(frame), inputs, outputs)
    megabytes = candidate.megabytes(inputs, outputs)
    if seconds > MOST_SECONDS:
        return f"would take about {seconds:.0f} s to fit (at most {MOST_SECONDS:.0f} s)"
    if megabytes > MOST_MEGABYTES:
        return f"its file would weigh about {megabytes:.0f} MB (at most {MOST_MEGABYTES:.0f} MB)"
    return ""


def _best(
    running: list[Candidate], validated: Mapping[str, Validated], primary: metrics.Primary
) -> Candidate:
    best = running[0]
    for candidate in running[1:]:
        one, other = validated[candidate.name].score, validated[best.name].score
        if primary.better(one, other) or not np.isfinite(other):
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
