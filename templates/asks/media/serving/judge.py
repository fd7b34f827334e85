"""What came true, beside what was answered: was it right, and how often so far?"""

from collections.abc import Iterable, Sequence
from typing import Any

from serving.intervals import wilson
from serving.problems import Problem
from serving.words import seen

Judged = tuple[dict[str, Any], bool, Any]


def actual(value: Any, labels: Sequence[str] | None) -> str:
    """Check what came true: a label. A whole number is one where labels are digits.

    Args:
        labels: all there are; empty: they have no names; None: the model answers with something else.

    Raises:
        Problem: 422, it is none.
    """
    if labels is None:
        raise Problem(422, "Of this kind of answer, send 'correct', true or false, and a note if you like.")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value or (labels and value not in labels):
        shown = ", ".join(f"'{name}'" for name in labels[:8]) + (" …" if len(labels) > 8 else "")
        raise Problem(422, f"What came true must be one of {shown or 'the labels'}; found {seen(value)}.")
    return value


def is_right(answer: dict[str, Any], came: Any) -> bool:
    """Say whether the best label was the one."""
    predictions = answer.get("predictions") or [{}]
    return bool(predictions[0].get("label") == came)


def measure(judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """Return the share of right answers with its 95 % interval (Wilson, 1927)."""
    right = [correct for _, correct, _ in judged]
    if not right:
        return []
    share = sum(right) / len(right)
    low, high = wilson(share, len(right))
    return [
        {
            "name": "accuracy",
            "label": "Accuracy",
            "value": share,
            "low": low,
            "high": high,
            "higher_is_better": True,
        }
    ]
