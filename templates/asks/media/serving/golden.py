"""A question that the artifact was tried with when it was made: the example of the API's description."""

import json
from typing import Any

from serving.settings import ROOT

# A longer question would make the description unreadable.
_LONGEST = 20_000


def shortest_golden() -> Any:
    """Return the shortest question of `golden.jsonl` of the version that `artifacts/current` names; None: there is none."""
    try:
        version = (ROOT / "artifacts" / "current").read_text(encoding="utf-8").strip()
        lines = (ROOT / "artifacts" / version / "golden.jsonl").read_text(encoding="utf-8").splitlines()
        return json.loads(min((line for line in lines if len(line) <= _LONGEST), key=len))["asked"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
