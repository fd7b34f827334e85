"""What the figures come to, in a sentence: a model that learned nothing must not pass for one that did."""

from typing import Any


def verdict(metrics: dict[str, Any]) -> str | None:
    """Say what the model fails to beat on the held-out rows; None if it beats what needs no model.

    Args:
        metrics: the passport's `metrics`.
    """
    main = primary_of(metrics)
    sign = 1 if main["higher_is_better"] else -1
    baseline, best = metrics["baseline"], metrics["best_column"]
    if baseline["value"] is not None and sign * main["value"] <= sign * baseline["value"]:
        return f"no better than {baseline['name']}: these columns say little about the answer, or the rows are too few"
    if best and best["value"] is not None and sign * main["value"] < sign * best["value"]:
        return f"no better than {best['field']} alone"
    return None


def primary_of(metrics: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of `values` that candidates were compared by."""
    return next(value for value in metrics["values"] if value["name"] == metrics["primary"])
