"""What the held-out rows say of a trained model: metrics, calibration, confusion, residuals, importance."""

from typing import Any

import numpy as np

from contract.columns import encoding_of
from serving.intervals import wilson
from training.alone import Alone, baseline, best_column, screened
from training.estimators import SEED
from training.learning import learning
from training.measure import measured
from training.metrics import Said
from training.model import Trained, answers_of
from training.verdict import leak, verdict
from training.weak import weak

Array = np.ndarray[Any, Any]

BINS = 10
SMALLEST_BIN = 10
COVERAGE = 0.9
MOST_CLASSES, SHOWN_CLASSES = 50, 20
OTHERS = "(others)"


def judged(trained: Trained) -> dict[str, Any]:
    """Return the passport's entries about quality."""
    without, column = baseline(trained), best_column(trained)
    metric = trained.question.metric
    entries: dict[str, Any] = {
        "metrics": {
            "primary": metric.name,
            "values": measured(trained.test.target, trained.said, metric),
            "baseline": {"name": without.name, "value": _finite(without.value)},
            "best_column": _entry(column),
        },
        "verdict": verdict(trained, without, column),
        "leak": leak(trained, without, column),
        "importance": importance(trained),
        "weak": weak(trained),
        "learning": learning(trained),
    }
    if trained.contract.classes:
        entries["calibration"] = calibration(trained)
        entries["confusion"] = confusion(trained)
    else:
        entries["residuals"] = residuals(trained)
        entries["coverage"] = coverage(trained, interval(trained))
    return entries | ranges(trained)


def ranges(trained: Trained) -> dict[str, Any]:
    """Return the one entry that the API answers with: how far the truth lies from a number."""
    return {} if trained.contract.classes else {"interval": interval(trained)}


def _entry(column: Alone | None) -> dict[str, Any] | None:
    return {"field": column.name, "value": _finite(column.value)} if column else None


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def calibration(trained: Trained) -> list[dict[str, Any]]:
    """Compare what was promised with what came: the positive class of two, the likeliest of several.

    Neighbouring tenths are joined until a point stands for at least SMALLEST_BIN rows: fewer say nothing.
    """
    p, positive = trained.answers, trained.question.positive
    if positive is None:
        promised, came = p.max(axis=1), p.argmax(axis=1) == trained.test.target
    else:
        promised, came = p[:, positive], trained.test.target == positive
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
    """Count held-out rows by true class (rows) and said class (columns); of many classes the commonest, and the others
    together."""
    names = list(trained.contract.classes or ())
    said = trained.decision.labels(trained.answers)
    true = trained.test.target
    if len(names) > MOST_CLASSES:
        counts = np.bincount(true, minlength=len(names))
        kept = np.sort(np.argsort(-counts, kind="stable")[:SHOWN_CLASSES])
        place = np.full(len(names), SHOWN_CLASSES)
        place[kept] = np.arange(SHOWN_CLASSES)
        true, said, names = place[true], place[said], [*(names[one] for one in kept), OTHERS]
    matrix = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(matrix, (true, said), 1)
    return {"labels": names, "matrix": matrix.tolist()}


def residuals(trained: Trained) -> dict[str, Any]:
    """Return a histogram of truth - answer on the held-out rows."""
    counts, edges = np.histogram(trained.test.target - trained.answers[:, 0], bins=20)
    return {"edges": edges.tolist(), "counts": counts.tolist()}


def interval(trained: Trained) -> dict[str, Any]:
    """Return how far below and above the answer the truth lies in nine of ten cases.

    Conformal prediction from errors on rows that a fold held out (Vovk, 2015; Barber et al., 2021), with a tail of one
    in twenty on either side: the k-th smallest and k-th largest of n errors, k = floor(0.05 (n + 1)), at least the
    outermost.
    """
    errors = np.sort(trained.residuals if trained.residuals is not None else np.zeros(1))
    k = max(1, int((1 - COVERAGE) / 2 * (len(errors) + 1)))
    return {"coverage": COVERAGE, "low": float(errors[k - 1]), "high": float(errors[-k])}


def coverage(trained: Trained, chosen: dict[str, Any]) -> dict[str, Any]:
    """Measure how often the interval holds on the held-out rows, which had no part in choosing it."""
    errors = trained.test.target - trained.answers[:, 0]
    share = float(((errors >= chosen["low"]) & (errors <= chosen["high"])).mean())
    low, high = wilson(share, len(errors))
    return {"nominal": COVERAGE, "measured": share, "low": low, "high": high, "rows": len(errors)}


def importance(trained: Trained) -> list[dict[str, Any]]:
    """Return how much of the primary metric is lost when a field is shuffled among held-out rows (Breiman, 2001).

    Of a wide table only the fields that go along with the target best are tried.
    """
    fields = len(trained.contract.columns)
    most = max(200, min(2_000, 40_000 // fields))
    rows = trained.test.take(np.arange(min(len(trained.test), most)))
    inputs = encoding_of(trained.contract.schema)
    frame = rows.frame(inputs)
    draw = np.random.default_rng(SEED)
    repeats = 3 if fields <= 50 else 1
    whole = _primary(trained, frame, rows.target)
    lost = []
    for field, names in screened(trained, frame, rows.target).items():
        values = []
        for _ in range(repeats):
            order = draw.permutation(len(frame))
            shuffled = frame.copy(deep=False)
            for name in names:
                shuffled[name] = frame[name].to_numpy()[order]
            values.append(_primary(trained, shuffled, rows.target))
        change = whole - float(np.mean(values))
        change = change if trained.question.metric.higher_is_better else -change
        lost.append({"field": field, "value": float(change) if np.isfinite(change) else 0.0})
    return sorted(lost, key=lambda entry: -entry["value"])


def _primary(trained: Trained, frame: Any, target: Array) -> float:
    answers = answers_of(trained.pipeline, frame, trained.contract.task)
    return trained.question.metric.measure(target, Said(answers, trained.decision))
