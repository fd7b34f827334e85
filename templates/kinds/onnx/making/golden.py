"""golden.jsonl: a few questions with what the steps and the bare model answered to them."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from making.parity import Answered

MOST = 100
# A line is read by people too; an answer with more numbers is not kept.
MOST_NUMBERS = 20_000


def golden(answered: Iterable[Answered]) -> bytes:
    """Write one JSON object a line: {"asked": what the API gets, "answered": the artifact's outputs}."""
    kept = [it for it in answered if it.case.golden and it.case.sent is not None]
    lines = []
    for it in kept[:MOST]:
        answers = {name: _plain(value) for name, value in it.expected.items()}
        if sum(_size(value) for value in it.expected.values()) <= MOST_NUMBERS:
            lines.append(json.dumps({"asked": it.case.sent, "answered": answers}, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    array = np.asarray(value)
    if array.dtype.kind == "f":
        numbers = array.astype(np.float64)
        return np.where(np.isfinite(numbers), numbers.astype(object), np.array(None)).tolist()
    return array.tolist()


def read_golden(text: str) -> list[dict[str, Any]]:
    """Read the lines of `golden.jsonl`."""
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _size(value: Any) -> int:
    """Count the numbers of a tensor, of a sequence of tensors of any shapes, or of maps."""
    if isinstance(value, dict):
        value = list(value.values())
    return sum(map(_size, value)) if isinstance(value, list) else int(np.size(value))
