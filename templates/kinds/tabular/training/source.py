"""The owner's file → rows of text. How the file is written stands in `source.json`."""

import csv
import gzip
import hashlib
import io
import json
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.errors import TrainingError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CHUNK = 20_000

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Source:
    """A delimited text file and how to read it; the keys are those of `source.json`."""

    path: Path
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    decimal: str = "."
    thousands: str = ""
    missing: frozenset[str] = frozenset({""})
    skip_lines: int = 0
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None, settings: Path = HERE / "source.json") -> "Source":
        """Read `source.json`; `path` replaces the file that it names."""
        told = json.loads(settings.read_text(encoding="utf-8"))
        return cls(
            path=path or ROOT / told["path"],
            encoding=told.get("encoding", "utf-8"),
            delimiter=told.get("delimiter", ","),
            quote=told.get("quote", '"'),
            decimal=told.get("decimal", "."),
            thousands=told.get("thousands", ""),
            missing=frozenset({*told.get("missing", ()), ""}),
            skip_lines=told.get("skipLines", 0),
            columns=told.get("columns", {}),
        )

    def sha256(self) -> str:
        """Hash the file's bytes."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Chunk:
    """Some rows of the file, column by column.

    Attributes:
        lines: the physical line on which each row ends.
        cells: trimmed text by column name; "" where missing.
        ragged: lines whose number of cells does not fit the header.
    """

    lines: list[int]
    cells: dict[str, list[str]]
    ragged: list[int]


def header_of(source: Source) -> list[str]:
    """Return the names of the file's columns.

    Raises:
        TrainingError: the file is absent, empty or not text in the expected encoding.
    """
    for header, _ in _records(source):
        return header
    raise TrainingError(f"{source.path} holds no row.", "Give a table with a header and rows.")


def chunks_of(source: Source, wanted: list[str]) -> Iterator[Chunk]:
    """Read the wanted columns, some thousand rows at a time. Blank lines are passed over."""
    reader = _records(source)
    header, _ = next(reader)
    places = {name: header.index(name) for name in wanted}
    rows: list[list[str]] = []
    lines: list[int] = []
    ragged: list[int] = []
    for row, line in reader:
        if len(row) != len(header):
            if any(cell.strip() for cell in row):
                ragged.append(line)
            continue
        rows.append(row)
        lines.append(line)
        if len(rows) == CHUNK:
            yield Chunk(lines, _transposed(rows, places, source.missing), ragged)
            rows, lines, ragged = [], [], []
    if rows or ragged:
        yield Chunk(lines, _transposed(rows, places, source.missing), ragged)


def _transposed(
    rows: list[list[str]], places: dict[str, int], missing: frozenset[str]
) -> dict[str, list[str]]:
    columns = {}
    for name, place in places.items():
        cells = [row[place].strip() for row in rows]
        columns[name] = ["" if cell in missing else cell for cell in cells]
    return columns


def _records(source: Source) -> Iterator[tuple[list[str], int]]:
    """Yield the header and then every row, with the number of the line it ends on."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        with source.path.open("rb") as raw:
            unpacked = gzip.open(raw) if raw.peek(2)[:2] == b"\x1f\x8b" else raw
            start = unpacked.peek(3)[:3]
            encoding = next((name for bom, name in _BOMS.items() if start.startswith(bom)), source.encoding)
            text = io.TextIOWrapper(unpacked, encoding=encoding, newline="")  # type: ignore[arg-type]
            for _ in range(source.skip_lines):
                text.readline()
            reader = csv.reader(text, delimiter=source.delimiter, quotechar=source.quote or None)
            first = True
            for row in reader:
                if first:
                    first = False
                    row = [unicodedata.normalize("NFC", name.strip()) for name in row]
                yield row, reader.line_num + source.skip_lines
    except FileNotFoundError:
        raise TrainingError(
            f"There is no file {source.path}.",
            "Put the data there, or name another file: npm run train -- --data path/to/table.csv",
        ) from None
    except (UnicodeError, EOFError, gzip.BadGzipFile, csv.Error) as error:
        raise TrainingError(
            f"{source.path} cannot be read as a table: {error}.",
            f"Expected text in {source.encoding} with '{source.delimiter}' between the cells "
            "(training/source.json says so).",
        ) from None
