"""JSON: a list of objects, one object a line, or one object that holds the table.

Numbers stay as they are written: 1.0 is no whole number, and no digit of an identifier is lost.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from training.readers.dialect import Dialect
from training.readers.plain import well_formed
from training.readers.table import RowTable
from training.readers.text import opened

PIECE = 1 << 20  # characters
LONGEST = 1 << 24  # characters of one value

_SIGNS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)
_BLANK = re.compile("[ \t\r\n\f\v\ufeff]*")
# Keys that lists of rows usually have, where there are several lists.
_USUAL = ("data", "records", "rows", "items", "results")


class Number(str):
    """A number, as it is written."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=Number)


class RecordTable(RowTable):
    """JSON with a table in it; it is read twice, since the last row may be the first with a certain key.

    Raises:
        ValueError: it is no JSON, or it is not clear where its table is.
    """

    headers: list[list[str]] = []

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self.path, self.dialect = path, replace(dialect, totals=frozenset())  # programs write none
        places: dict[str, None] = {}
        for record, _ in self._records():
            if record is not None:
                places.update(dict.fromkeys(record))
        if not places:
            raise ValueError("it holds no objects with keys")
        self.header = list(places)

    def rows(self) -> Iterator[tuple[list[str] | None, int]]:
        for record, line in self._records():
            yield None if record is None else [record.get(name, "") for name in self.header], line

    def _records(self) -> Iterator[tuple[dict[str, str] | None, int]]:
        with opened(self.path, self.dialect.encoding, "\n") as text:
            match kind_of(text.read(1 << 16)):
                case "lines":
                    text.seek(0)
                    yield from _lines(text)
                case "list":
                    text.seek(0)
                    yield from _elements(text)
                case _:
                    text.seek(0)
                    whole = _parsed(text.read().replace("\0", ""))
                    for line, record in enumerate(_records_in(whole), start=1):
                        yield _cells(record), line


def kind_of(head: str) -> str:
    """Say what a text that begins with a bracket is: "list", "lines" or "object"."""
    start = head.lstrip("\ufeff").lstrip()
    if start.startswith("["):
        return "list"
    lines = [line for line in start.split("\n") if line.strip()]
    try:
        first = _parsed(lines[0])
    except (ValueError, RecursionError, IndexError):
        return "object"
    if not isinstance(first, dict):
        return "object"
    holds = any(isinstance(value, dict | list) or value is None for value in first.values())
    return "lines" if len(lines) > 1 or not holds else "object"


def _parsed(text: str) -> Any:
    value, end = _DECODER.raw_decode(text, _BLANK.match(text).end())  # type: ignore[union-attr]
    if _BLANK.match(text, end).end() != len(text):  # type: ignore[union-attr]
        raise ValueError("something follows the value")
    return value


def _lines(text: Any) -> Iterator[tuple[dict[str, str] | None, int]]:
    for line, row in enumerate(text, start=1):
        plain = row.replace("\0", "")
        if plain.strip():
            yield _record(plain), line


def _record(text: str) -> dict[str, str] | None:
    try:
        return _cells(_parsed(text))
    except (ValueError, RecursionError):
        return None


def _elements(text: Any) -> Iterator[tuple[dict[str, str] | None, int]]:
    """Yield the elements of the list that the text is, without holding all of it."""
    buffer, line = "", 1
    at = 0
    started = False
    for piece in iter(partial(text.read, PIECE), ""):
        buffer = buffer[at:] + piece.replace("\0", "")
        at = 0
        if not started:
            at = _BLANK.match(buffer).end() + 1  # type: ignore[union-attr]
            started = True
        while True:
            start = _BLANK.match(buffer, at).end()  # type: ignore[union-attr]
            found = _element(buffer, start)
            if found is None:
                break
            record, end = found
            line += buffer.count("\n", at, start)
            if end > start:
                yield record, line
            if buffer[end] == "]":
                return
            line += buffer.count("\n", start, end)
            at = end + 1
        if len(buffer) - at > LONGEST + PIECE:
            raise ValueError("one of its values is longer than any row")
    raise ValueError("it breaks off: the list that it begins with does not end")


def _element(text: str, start: int) -> tuple[dict[str, str] | None, int] | None:
    """Return the record that begins at `start` and the place of the comma or bracket behind it; None if not in `text`."""
    try:
        value, end = _DECODER.raw_decode(text, start)
        end = _BLANK.match(text, end).end()  # type: ignore[union-attr]
        if text[end : end + 1] in (",", "]"):
            return _cells(value), end
    except (ValueError, RecursionError):
        pass
    depth = 0
    for found in _SIGNS.finditer(text, start):
        sign = found.group()
        if sign in "[{":
            depth += 1
        elif depth == 0 and sign in ",]":
            return None, found.start()
        elif sign in "]}":
            depth -= 1
    return None


def _cells(value: Any) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    cells: dict[str, str] = {}
    _flatten(value, cells, "")
    return cells


def _flatten(value: dict[str, Any], cells: dict[str, str], above: str) -> None:
    for key, inner in value.items():
        name = f"{above}.{key}" if above else key
        if isinstance(inner, dict):
            _flatten(inner, cells, name)
        else:
            cells[name] = _cell(inner)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value if value.isascii() else well_formed(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json_text(value)


def json_text(value: Any) -> str:
    """Write a list as JSON without blanks, its numbers as they are."""
    match value:
        case Number():
            return str(value)
        case str():
            return json.dumps(well_formed(value), ensure_ascii=False)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case dict():
            inner = (f"{json_text(str(key))}:{json_text(one)}" for key, one in value.items())
            return "{" + ",".join(inner) + "}"
        case _:
            return "[" + ",".join(map(json_text, value)) + "]"


def _records_in(whole: Any) -> list[Any]:
    """Find the table in an object: under a key, or column by column as pandas writes it."""
    found = _rows_in(whole) if isinstance(whole, dict) else None
    if found is None:
        raise ValueError('it is not clear where its table is; a list of objects under "data" is expected')
    return found


def _rows_in(value: dict[str, Any]) -> list[Any] | None:
    lists = {
        key: inner
        for key, inner in value.items()
        if isinstance(inner, list) and inner and isinstance(inner[0], dict)
    }
    if len(lists) == 1:
        return next(iter(lists.values()))
    if lists:
        return next((inner for key, inner in lists.items() if key.lower() in _USUAL), None)
    columns, data = value.get("columns"), value.get("data")
    if isinstance(columns, list) and isinstance(data, list):
        names = [_cell(column) for column in columns]
        return [
            dict(zip(names, row, strict=True)) if isinstance(row, list) and len(row) == len(names) else None
            for row in data
        ]
    if len(value) >= 2 and all(isinstance(inner, list) for inner in value.values()):
        if len({len(inner) for inner in value.values()}) > 1:
            return None
        return [dict(zip(value, row, strict=True)) for row in zip(*value.values(), strict=True)]
    if len(value) >= 2 and all(isinstance(inner, dict) for inner in value.values()):
        return _of_objects(value)
    inner = [one for one in value.values() if isinstance(one, dict)]
    return _rows_in(inner[0]) if len(inner) == 1 else None


def _of_objects(value: dict[str, dict[str, Any]]) -> list[Any] | None:
    """{"a": {"0": 1, "1": 2}, "b": {…}}, by columns; or by rows, {"0": {"a": 1, "b": 2}, "1": {…}}."""
    labels = list(next(iter(value.values())))
    outer, inner = all(map(_is_count, value)), all(map(_is_count, labels))
    if outer and not inner:
        return list(value.values())
    if outer == inner and len(labels) <= len(value):
        return None
    if any(column.keys() != set(labels) for column in value.values()):
        return None
    return [{name: column[label] for name, column in value.items()} for label in labels]


def _is_count(key: str) -> bool:
    return re.fullmatch("[0-9]+", key) is not None
