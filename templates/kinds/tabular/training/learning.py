"""Would more data help? The chosen model, fitted on ever more rows."""

from typing import Any

import numpy as np
from sklearn.base import clone

from contract.columns import encoding_of
from training.compare import scored, scores_of
from training.estimators import Candidate
from training.measure import FEW
from training.model import Trained
from training.pipeline import build
from training.split import sample

SHARES = (0.125, 0.25, 0.5, 1.0)
FOLDS = 2
TREES = 25
FEWEST_ROWS = 20
WORTH_IT = 0.02  # of what is left to a perfect score, or of the error


def learning(trained: Trained) -> dict[str, Any]:
    """Fit a cheap model of the chosen kind on an eighth, a quarter, half and all of the rows of two folds.

    Returns:
        The passport's entry: points by the rows learned from, and a sentence that says what they come to.
    """
    question, metric = trained.question, trained.question.metric
    learn = trained.train.take(trained.cv_rows)
    frame, target = learn.frame(encoding_of(trained.contract.schema)), learn.target
    cheap = _cheap(trained.candidate)
    folds = list(trained.split.take(trained.cv_rows).folds(target, question.classes))[-FOLDS:]
    points = []
    for share in SHARES:
        answered, answers, rows = [], [], []
        for train, test in folds:
            some = sample(train, target, question.classes, round(share * len(train)))
            if len(some) < FEWEST_ROWS or (question.classes and len(np.unique(target[some])) < 2):
                continue
            part = frame.iloc[some]
            fitted = build(cheap, trained.contract, part, question.outputs).fit(part, target[some])
            answered.append(test)
            answers.append(scores_of(fitted, frame.iloc[test], question.classes))
            rows.append(len(some))
        scores = (
            [s for s in scored(answered, answers, target, question) if np.isfinite(s)] if answered else []
        )
        if scores:
            point = {"rows": int(np.mean(rows)), "score": float(np.mean(scores)), "sd": float(np.std(scores))}
            points.append(point)
    higher = metric.higher_is_better
    if question.classes == 2 and (fewest := int(np.bincount(target, minlength=2).min())) < FEW:
        told = f"Too few to say: the rarer class has {fewest} rows to learn from. More of them would most likely help."
    else:
        told = words(points, higher, len(trained.train))
    return {
        "metric": metric.name,
        "higher_is_better": higher,
        "points": points,
        "words": told,
    }


def words(points: list[dict[str, Any]], higher: bool, rows: int) -> str:
    """Say whether more rows would help, from what the last doubling brought.

    Args:
        points: by rows, fewest first.
        rows: how many the final model has learned from.
    """
    if len(points) < 2:
        return "The rows are too few to say whether more would help; more would most likely."
    before, last = points[-2], points[-1]
    gain = (last["score"] - before["score"]) * (1 if higher else -1)
    left = 1 - before["score"] if higher else abs(before["score"])
    noise = float(np.hypot(before["sd"], last["sd"])) / np.sqrt(FOLDS)
    helped = f"from {before['rows']:,} to {last['rows']:,} rows"
    seen = f" The model itself has learned from {rows:,}." if rows > 1.5 * last["rows"] else ""
    if gain > max(noise, WORTH_IT * left):
        return f"More rows would probably help: {helped} it still grew clearly better.{seen}"
    return f"More rows would hardly help: {helped} it grew no clearly better. Better columns might.{seen}"


def _cheap(candidate: Candidate) -> Candidate:
    """The same kind of model with fewer and stronger trees, where it is boosting."""
    estimator = clone(candidate.estimator)
    boosting = {"max_iter": TREES, "learning_rate": 0.25}
    known = {name.split("__")[-1]: name for name in estimator.get_params()}
    if set(boosting) <= set(known) and "max_leaf_nodes" in known:
        estimator.set_params(**{known[name]: value for name, value in boosting.items()})
    return Candidate("cheap", estimator, candidate.columns)
