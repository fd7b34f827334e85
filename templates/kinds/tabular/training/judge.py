"""What the held-out rows say of a trained model: metrics, calibration, confusion, residuals, importance."""

from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from contract.columns import encoding_of
from training import split
from training.compare import scores_of
from training.estimators import SEED, Candidate
from training.metrics import labels_of, measured
from training.model import Trained, answers_of, dummy
from training.pipeline import build

Array = np.ndarray[Any, Any]

BINS = 10
SMALLEST_BIN = 10
COVERAGE = 0.9


def judged(trained: Trained) -> dict[str, Any]:
    """Return the passport's entries about quality."""
    classes = trained.contract.classes
    entries: dict[str, Any] = {
        "metrics": {
            "primary": trained.primary.name,
            "values": measured(trained.test.target, trained.answers, trained.positive, trained.threshold),
            "baseline": dummy(trained),
            "best_column": best_column(trained),
        },
        "importance": importance(trained),
    }
    if classes:
        entries["calibration"] = calibration(trained)
        entries["confusion"] = confusion(trained)
    else:
        entries["residuals"] = residuals(trained)
        entries["interval"] = interval(trained)
    return entries


def calibration(trained: Trained) -> list[dict[str, Any]]:
    """Compare what was promised with what came: the positive class of two, the likeliest of several.

    Neighbouring tenths are joined until a point stands for at least SMALLEST_BIN rows: fewer say nothing.
    """
    p = trained.answers
    if trained.positive is None:
        promised, came = p.max(axis=1), p.argmax(axis=1) == trained.test.target
    else:
        promised, came = p[:, trained.positive], trained.test.target == trained.positive
    places = np.minimum((promised * BINS).astype(int), BINS - 1)
    return [
        {"predicted": float(promised[b].mean()), "observed": float(came[b].mean()), "count": int(b.sum())}
        for b in (np.isin(places, tenths) for tenths in _joined(np.bincount(places, minlength=BINS)))
    ]


def _joined(counts: np.ndarray[Any, Any]) -> list[list[int]]:
    """Group neighbouring bins so that each group holds SMALLEST_BIN rows; what is left over joins the last one."""
    groups: list[list[int]] = []
    waiting: list[int] = []
    for number in range(len(counts)):
        waiting.append(number)
        if counts[waiting].sum() >= SMALLEST_BIN:
            groups.append(waiting)
            waiting = []
    if groups:
        groups[-1].extend(waiting)
        return groups
    return [waiting]


def confusion(trained: Trained) -> dict[str, Any]:
    """Count held-out rows by true class (rows) and said class (columns)."""
    names = trained.contract.classes or ()
    said = labels_of(trained.answers, trained.positive, trained.threshold)
    matrix = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(matrix, (trained.test.target, said), 1)
    return {"labels": list(names), "matrix": matrix.tolist()}


def residuals(trained: Trained) -> dict[str, Any]:
    """Return a histogram of truth - answer on the held-out rows."""
    counts, edges = np.histogram(trained.test.target - trained.answers[:, 0], bins=20)
    return {"edges": edges.tolist(), "counts": counts.tolist()}


def interval(trained: Trained) -> dict[str, Any]:
    """Return how far below and above the answer the truth lies in nine of ten cases.

    Split conformal prediction (Papadopoulos et al., 2002; Lei et al., 2018), with a tail of one in twenty on either
    side: the k-th smallest and k-th largest of n held-out errors, k = floor(0.05 (n + 1)), at least the outermost.
    """
    errors = np.sort(trained.residuals if trained.residuals is not None else np.zeros(1))
    k = max(1, int((1 - COVERAGE) / 2 * (len(errors) + 1)))
    return {"coverage": COVERAGE, "low": float(errors[k - 1]), "high": float(errors[-k])}


def importance(trained: Trained) -> list[dict[str, Any]]:
    """Return how much of the primary metric is lost when a field is shuffled among held-out rows (Breiman, 2001)."""
    fields = [column.field for column in trained.contract.columns]
    most = max(200, min(2_000, 40_000 // len(fields)))
    rows = trained.test.take(np.arange(min(len(trained.test), most)))
    inputs = encoding_of(trained.contract.schema)
    frame = rows.frame(inputs)
    draw = np.random.default_rng(SEED)
    repeats = 3 if len(fields) <= 50 else 1
    whole = _primary(trained, frame, rows.target)
    lost = []
    for field in fields:
        names = [
            name
            for name in frame.columns
            if name == field or name.startswith(f"{field}__") and name not in fields
        ]
        values = []
        for _ in range(repeats):
            order = draw.permutation(len(frame))
            shuffled = frame.copy(deep=False)
            for name in names:
                shuffled[name] = frame[name].to_numpy()[order]
            values.append(_primary(trained, shuffled, rows.target))
        change = whole - float(np.mean(values))
        change = change if trained.primary.higher_is_better else -change
        lost.append({"field": field, "value": float(change) if np.isfinite(change) else 0.0})
    return sorted(lost, key=lambda entry: -entry["value"])


def best_column(trained: Trained) -> dict[str, Any] | None:
    """Return the field that does best alone (a small tree), chosen on training rows and measured on held-out ones."""
    contract, classes = trained.contract, trained.contract.classes
    k = len(classes) if classes else None
    some = split.sample(np.arange(len(trained.train)), trained.train.target, k, 4_000)
    learn = trained.train.take(some)
    encoding = encoding_of(contract.schema)
    frame, target = learn.frame(encoding), learn.target
    tree = DecisionTreeClassifier if classes else DecisionTreeRegressor
    stump = Candidate("one column", tree(max_leaf_nodes=8, min_samples_leaf=5, random_state=SEED), "filled")
    fields = [column.field for column in contract.columns]
    half = np.arange(len(frame)) % 2 == 0
    best: tuple[float, str, Pipeline, list[str]] | None = None
    for field in fields:
        names = [
            name
            for name in frame.columns
            if name == field or name.startswith(f"{field}__") and name not in fields
        ]
        part = frame[names]
        if (
            all(part[half][name].nunique(dropna=False) < 2 for name in names)
            or len(np.unique(target[half])) < 2
        ):
            continue
        outputs = 1 if k in (None, 2) else k or 1
        fitted = build(stump, contract, part[half], outputs).fit(part[half], target[half])
        score = trained.primary.score(target[~half], scores_of(fitted, part[~half], k))
        if np.isfinite(score) and (best is None or trained.primary.better(score, best[0])):
            best = (score, field, fitted, names)
    if best is None:
        return None
    _, field, fitted, names = best
    held = trained.test.frame(encoding)[names]
    value = trained.primary.score(trained.test.target, scores_of(fitted, held, k))
    return {"field": field, "value": float(value) if np.isfinite(value) else None}


def _primary(trained: Trained, frame: Any, target: Array) -> float:
    answers = answers_of(trained.pipeline, frame, trained.contract.task)
    return trained.primary.score(target, answers)
