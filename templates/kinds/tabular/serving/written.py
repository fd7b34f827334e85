"""Cells of the owner's tables → values, and back."""

from collections.abc import Callable
from typing import Any

from pydantic.fields import FieldInfo

from contract.columns import Column
from serving.tables import DELIMITERS as COMMON

DELIMITER = ","
DECIMAL = "."
DELIMITERS = (DELIMITER, *(one for one in COMMON if one != DELIMITER))
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "?"})


def column_of(info: FieldInfo, field: str) -> str:
    """Return what a field is called in the owner's tables."""
    extra = info.json_schema_extra
    return str(extra.get("x-column") or field) if isinstance(extra, dict) else field


def reader(column: Column) -> Callable[[str], Any]:
    """stand-in until contract/cells.py is there"""
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

    def read(cell: str) -> Any:
        text = cell.strip()
        folded = text.casefold()
        if folded in MISSING:
            return None
        try:
            if column.type in ("number", "integer"):
                return float(text)
            if column.type == "boolean":
                return words[folded]
        except (ValueError, KeyError):
            return text
        return text

    return read


def text_of(value: Any) -> str:
    """Write a value of an answer, or of a row that came as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).replace(".", DECIMAL)
    return str(value)


def cell_of(column: Column, value: Any) -> str:
    """Write a value of the contract as the owner's tables do."""
    return text_of(value)
