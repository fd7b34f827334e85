"""training/settings.json: what the owner decides about training."""

import difflib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publishing.errors import CannotPublish
from publishing.places import ROOT

FILE = ROOT / "training" / "settings.json"
WAYS = ("random", "time", "group")


@dataclass(frozen=True)
class Settings:
    """What the file may say.

    Attributes:
        metric: the one that models are compared by; "auto" for the usual one of the task (`metrics.py`).
        by: how rows are held out, one of WAYS.
        column: the table's column that holds the time or the group; None where rows are held out at random.
    """

    metric: str = "auto"
    by: str = "random"
    column: str | None = None


def settings(path: Path = FILE) -> Settings:
    """Read the owner's settings; without a file, the usual ones.

    Raises:
        CannotPublish: the file says something that training does not know.
    """
    if not path.exists():
        return Settings()
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise _wrong(path, f"is no JSON: {error}") from None
    if not isinstance(told, dict):
        raise _wrong(path, "holds no object")
    _known(path, told, ("metric", "split"), "")
    split = told.get("split", {"by": "random"})
    if not isinstance(split, dict):
        raise _wrong(path, f"says split {json.dumps(split)}")
    _known(path, split, ("by", "column"), "split.")
    metric, by, column = told.get("metric", "auto"), split.get("by", "random"), split.get("column")
    if not isinstance(metric, str):
        raise _wrong(path, f"says metric {json.dumps(metric)}")
    if by not in WAYS:
        raise _wrong(path, f"says split.by {json.dumps(by)}, expected one of {', '.join(WAYS)}")
    if by == "random":
        return Settings(metric)
    if not isinstance(column, str) or not column:
        raise _wrong(path, f"holds rows out by {by}, but no split.column says which column holds the {by}")
    return Settings(metric, by, column)


def _known(path: Path, told: dict[str, Any], names: tuple[str, ...], where: str) -> None:
    for name in told:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            meant = f" Did you mean '{near[0]}'?" if near else ""
            raise _wrong(path, f"says '{where}{name}', which training does not know.{meant}")


def _wrong(path: Path, what: str) -> CannotPublish:
    return CannotPublish(
        f"{path.parent.name}/{path.name} {what}",
        'Write it like {"metric": "auto", "split": {"by": "time", "column": "ordered_at"}}.',
    )
