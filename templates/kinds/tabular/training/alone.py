"""What one gets without a model: the same answer for every row, or what a single column says."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_selection import f_classif, f_regression
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from contract.columns import encoding_of
from training.estimators import SEED, Candidate
from training.metrics import Decision, Said
from training.model import Trained, answers_of
from training.pipeline import build
from training.split import sample

Array = np.ndarray[Any, Any]

MOST_ROWS, MOST_CELLS = 4_000, 400_000
LEAVES = 16
MOST_FIELDS = 200


@dataclass(frozen=True)
class Alone:
    """Answers on the held-out rows that need no model, or only one column.

    Attributes:
        name: for the baseline what it answers, for a column its field.
        said: the answers.
        value: the primary metric; NaN where it is not defined.
        before: the metric on training rows that it was chosen by; NaN for the baseline.
    """

    name: str
    said: Said
    value: float
    before: float = float("nan")


def baseline(trained: Trained) -> Alone:
    """Answer without looking: the commonest class with the shares of all, or the mean.

    For F1 it is the positive class, always: never saying it would make any model look good.
    """
    target, classes, held = trained.train.target, trained.contract.classes, len(trained.test)
    question = trained.question
    if not classes:
        middle = np.median if question.metric.name == "mae" else np.mean
        answers = np.full((held, 1), float(middle(target)))
        name = "always the median" if question.metric.name == "mae" else "always the mean"
        return _judged(trained, name, answers, Decision())
    shares = np.bincount(target, minlength=len(classes)) / len(target)
    said, decision = int(shares.argmax()), Decision()
    if question.positive is not None:
        decision = Decision(question.positive, 0.5)
        if question.metric.name == "f1":
            said, decision = question.positive, Decision(question.positive, 0.0)
    return _judged(trained, f'always "{classes[said]}"', np.tile(shares, (held, 1)), decision)


def best_column(trained: Trained) -> Alone | None:
    """Let the field answer that does best alone (a small tree): chosen on training rows, measured on held-out ones."""
    contract, question = trained.contract, trained.question
    encoding = encoding_of(contract.schema)
    most = min(MOST_ROWS, max(200, MOST_CELLS // len(encoding.inputs)))
    some = sample(np.arange(len(trained.train)), trained.train.target, question.classes, most)
    learn = trained.train.take(some)
    frame, target = learn.frame(encoding), learn.target
    tree = DecisionTreeClassifier if question.classes else DecisionTreeRegressor
    stump = Candidate(
        "one column", tree(max_leaf_nodes=LEAVES, min_samples_leaf=5, random_state=SEED), "filled"
    )
    half = np.arange(len(frame)) % 2 == 0
    if len(np.unique(target[half])) < 2:
        return None
    best: tuple[float, str, Any, Decision, list[str]] | None = None
    for field, names in screened(trained, frame, target).items():
        part = frame[names]
        if all(part[half][name].nunique(dropna=False) < 2 for name in names):
            continue
        fitted = build(stump, contract, part[half], question.outputs).fit(part[half], target[half])
        decision = Decision()
        if question.positive is not None:
            decision = question.decision(_answers(fitted, part[half], trained), target[half])
        score = question.metric.measure(target[~half], Said(_answers(fitted, part[~half], trained), decision))
        if np.isfinite(score) and (best is None or question.metric.better(score, best[0])):
            best = (score, field, fitted, decision, names)
    if best is None:
        return None
    score, field, fitted, decision, names = best
    answers = _answers(fitted, trained.test.frame(encoding)[names], trained)
    return _judged(trained, field, answers, decision, score)


def screened(trained: Trained, frame: pd.DataFrame, target: Array) -> dict[str, list[str]]:
    """Return the inputs of the fields that are worth a closer look: of a wide table, the MOST_FIELDS whose numbers go
    along with the target best (F statistic), and every text."""
    parts = inputs_of(trained, frame)
    if len(parts) <= MOST_FIELDS:
        return parts
    numbers = [name for name in frame.columns if frame[name].dtype != object]
    values = np.nan_to_num(frame[numbers].to_numpy(), nan=0.0)
    judge = f_classif if trained.question.classes else f_regression
    strength = dict(zip(numbers, np.nan_to_num(judge(values, target)[0], nan=0.0, posinf=1e30), strict=True))
    ranked = sorted(parts, key=lambda field: -max(strength.get(name, np.inf) for name in parts[field]))
    return {field: parts[field] for field in ranked[:MOST_FIELDS]}


def inputs_of(trained: Trained, frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return the inputs that each field becomes: itself, or the parts of a date."""
    fields = [column.field for column in trained.contract.columns]
    known = set(fields)
    parts: dict[str, list[str]] = {field: [] for field in fields}
    for name in frame.columns:
        parts[name if name in known else name.rpartition("__")[0]].append(name)
    return parts


def _answers(fitted: Any, frame: pd.DataFrame, trained: Trained) -> Array:
    answers = answers_of(fitted, frame, trained.contract.task)
    if trained.question.classes is None or answers.shape[1] == trained.question.classes:
        return answers
    whole = np.zeros((len(answers), trained.question.classes))
    whole[:, fitted.classes_] = answers
    return whole


def _judged(
    trained: Trained, name: str, answers: Array, decision: Decision, before: float = float("nan")
) -> Alone:
    said = Said(answers, decision)
    return Alone(name, said, trained.question.metric.measure(trained.test.target, said), before)
