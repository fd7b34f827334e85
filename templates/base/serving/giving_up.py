"""What is long of an answer and its request: files and thousands of numbers, given up where the log may not grow any more."""

import json
from typing import Any

LONG = 10_000  # characters of JSON; a label, a row or a small picture of a large one has fewer
GIVEN_UP = "given_up"  # stands in an answer that was whole once


def lighter(request: str, answer: str) -> tuple[str, str] | None:
    """Return a request and its answer (JSON objects) with null for each value that is long; None: none is."""
    asked, answered = json.loads(request), json.loads(answer)
    light = _light(asked), _light(answered)
    if light == (asked, answered):
        return None
    return _written(light[0]), _written(light[1] | {GIVEN_UP: True})


def _light(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _light(one) for name, one in value.items()}
    return None if isinstance(value, str | list) and len(_written(value)) > LONG else value


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
