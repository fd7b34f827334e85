"""Figures for the held-out rows, with how sure one can be of them."""

from typing import Any

import numpy as np

from serving.intervals import wilson
from training.estimators import SEED
from training.metrics import Metric, Said, fitting_metrics

Array = np.ndarray[Any, Any]

FEW = 20  # fewer rows of a class than this, and drawing them again says too little about chance
ALWAYS_SHOWN = {
    "roc_auc",
    "pr_auc",
    "f1",
    "precision",
    "recall",
    "accuracy",
    "log_loss",
    "brier",
    "rmse",
    "mae",
    "r2",
}
_DRAWS, _DRAWN_ROWS = 200, 1_000_000


def measured(target: Array, said: Said, primary: Metric) -> list[dict[str, Any]]:
    """Measure held-out answers, each figure with its 95 % interval.

    Shares (accuracy, precision, recall) have Wilson's interval, the others a bootstrap's. Where the rarest class of two
    has fewer than FEW rows, the bootstrap draws the same few over and over and seems surer than it is: figures from 0
    to 1 then get Wilson's interval for that many rows, if it is wider.

    Args:
        target: [n], classes' places or numbers.
        said: the answers to them.
        primary: the metric that candidates were compared by.
    """
    classes = said.values.shape[1] if said.values.shape[1] > 1 else None
    shown = ALWAYS_SHOWN | {primary.name} | ({"f1_macro"} if classes and classes > 2 else set())
    metrics = [metric for metric in fitting_metrics(classes) if metric.name in shown]
    again = draws(len(target))
    fewest = int(np.bincount(target, minlength=2).min()) if classes == 2 else FEW
    values = []
    for metric in metrics:
        value = metric.measure(target, said)
        if not np.isfinite(value):
            continue
        values_of_rows = metric.each(target, said) if metric.each else None
        if metric.share and values_of_rows is not None:
            low, high = wilson(value, len(values_of_rows))
        else:
            drawn = [
                metric.measure(target[rows], said.take(rows))
                if values_of_rows is None
                else values_of_rows[rows].mean()
                for rows in again
            ]
            known = [one for one in drawn if np.isfinite(one)]
            low, high = np.quantile(known, [0.025, 0.975]) if known else (value, value)
            low, high = min(low, value), max(high, value)
            if fewest < FEW and metric.higher_is_better:
                least, most = wilson(value, max(1, fewest))
                low, high = min(low, least), max(high, most)
        values.append(
            {
                "name": metric.name,
                "label": metric.label,
                "value": float(value),
                "low": float(low),
                "high": float(high),
                "higher_is_better": metric.higher_is_better,
            }
        )
    return values


def main_figure(metrics: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of the passport's `metrics` that candidates were compared by."""
    return next(value for value in metrics["values"] if value["name"] == metrics["primary"])


def draws(rows: int) -> list[Array]:
    """Draw as many rows as there are, with replacement, again and again: fewer times where there are many."""
    draw = np.random.default_rng(SEED)
    times = max(40, min(_DRAWS, _DRAWN_ROWS // max(1, rows)))
    return [draw.integers(0, rows, rows) for _ in range(times)]
