"""What is told while a model is made: one JSON object a line on stdout, which `npm start` turns into a bar."""

import json
import sys
from typing import Any


def report(step: str, state: str, text: str, fraction: float | None = None) -> None:
    """Print one line. `state` is start, progress, done or failed; `fraction` is 0 … 1 where it is known."""
    line: dict[str, Any] = {"step": step, "state": state, "text": text}
    if fraction is not None:
        line["fraction"] = round(fraction, 3)
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
