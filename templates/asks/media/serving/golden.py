"""A question that the artifact was tried with when it was made: the example of the API's description."""

import json
from typing import Any

from serving.settings import ROOT

# A longer question is told in fewer digits, so that the description stays one that can be read.
_LONG = 20_000
# Beyond it, there is no example: the description would take seconds to load.
_LONGEST = 2_000_000


def shortest_golden() -> Any:
    """Return the shortest question of `golden.jsonl` of the version that `artifacts/current` names; None: there is none."""
    try:
        version = (ROOT / "artifacts" / "current").read_text(encoding="utf-8").strip()
        lines = (ROOT / "artifacts" / version / "golden.jsonl").read_text(encoding="utf-8").splitlines()
        line = min(lines, key=len)
        asked = json.loads(line, parse_float=None if len(line) <= _LONG else _rounded)["asked"]
        return asked if len(json.dumps(asked, separators=(",", ":"))) <= _LONGEST else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _rounded(number: str) -> float:
    """Keep one digit that says something: 0.5118216 is 0.5, and 0.00047 is 0.0005."""
    return float(f"{float(number):.1g}")
