"""The owner's file → rows of text. How the file is written stands in `source.json`."""

import csv
import gzip
import hashlib
import io
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from training.errors import TrainingError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CHUNK = 20_000
LONGEST_CELL = 2**31 - 1

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Source:
    """A delimited text file and how to read it; the keys are those of `source.json`.

    Attributes:
        signs: what may stand around a number without being part of it, such as "€" or "%".
        missing: cells that mean "missing", folded to lower case.
        columns: by column name, {"dateFormat": strptime pattern} or {"true": [words], "false": [words]}.
    """

    path: Path
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    decimal: str = "."
    thousands: str = ""
    signs: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset({""})
    skip_lines: int = 0
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None, settings: Path = HERE / "source.json") -> "Source":
        """Read `source.json`; `path` replaces the file that it names.

        Raises:
            TrainingError: `source.json` is not there or not whole.
        """
        try:
            told = json.loads(settings.read_text(encoding="utf-8"))
            return cls(
                path=path or ROOT / told["path"],
                encoding=told.get("encoding", "utf-8"),
                delimiter=told.get("delimiter", ","),
                quote=told.get("quote", '"'),
                decimal=told.get("decimal", "."),
                thousands=told.get("thousands", ""),
                signs=tuple(told.get("signs", ())),
                missing=frozenset(token.casefold() for token in (*told.get("missing", ()), "")),
                skip_lines=told.get("skipLines", 0),
                columns=told.get("columns", {}),
            )
        except (OSError, ValueError, KeyError) as error:
            raise TrainingError(
                f"training/source.json cannot be used: {error}.",
                "It says how the table is written; restore it.",
            ) from None

    def sha256(self) -> str:
        """Hash the file's bytes."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Chunk:
    """Some rows of the file, column by column.

    Attributes:
        lines: the physical line on which each row ends.
        cells: trimmed text of each wanted column; "" where missing.
        ragged: lines whose number of cells does not fit the header.
    """

    lines: list[int]
    cells: list[list[str]]
    ragged: list[int]


def header_of(source: Source) -> list[str]:
    """Return the names of the file's columns, trimmed and in one Unicode form.

    Raises:
        TrainingError: the file is absent, empty or no text.
    """
    for header, _ in _records(source):
        return names_of(header)
    raise TrainingError(f"{source.path} holds no row.", "Give a table with a header and rows.")


def names_of(header: list[str]) -> list[str]:
    """Return a name for every column, each only once: a nameless one is `column_3` by its place, a second `x` is `x_2`."""
    plain = [normal(cell) for cell in header]
    names: list[str] = []
    for place, cell in enumerate(plain, start=1):
        name = own = cell or f"column_{place}"
        count = 2
        while own in names or (own != cell and own in plain):
            own = f"{name}_{count}"
            count += 1
        names.append(own)
    return names


def normal(name: str) -> str:
    """Return a column's name as names are compared."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def chunks_of(source: Source, places: list[int]) -> Iterator[Chunk]:
    """Read the columns at these places, some thousand rows at a time. Rows without any content are passed over."""
    reader = _records(source)
    header = next(reader)[0]
    width = len(header)
    tail = not header[-1].strip()  # a header may end with a delimiter above rows that do not
    rows: list[list[str]] = []
    lines: list[int] = []
    ragged: list[int] = []
    for row, line in reader:
        if tail and len(row) == width - 1:
            row.append("")
        if not any(cell and not cell.isspace() for cell in row):
            continue
        if len(row) != width and not _fits(row, width):
            ragged.append(line)
            continue
        rows.append(row)
        lines.append(line)
        if len(rows) == CHUNK:
            yield Chunk(lines, _columns(rows, places, source.missing), ragged)
            rows, lines, ragged = [], [], []
    if rows or ragged:
        yield Chunk(lines, _columns(rows, places, source.missing), ragged)


def _fits(row: list[str], width: int) -> bool:
    """Say whether a row has the header's cells; empty ones beyond them do no harm."""
    return len(row) > width and not any(cell.strip() for cell in row[width:])


def _columns(rows: list[list[str]], places: list[int], missing: frozenset[str]) -> list[list[str]]:
    longest = max(map(len, missing))
    columns = []
    for place in places:
        cells = [row[place].strip() for row in rows]
        columns.append(
            ["" if len(cell) <= longest and cell.casefold() in missing else cell for cell in cells]
        )
    return columns


def _records(source: Source) -> Iterator[tuple[list[str], int]]:
    """Yield the header and then every row, with the number of the line it ends on."""
    csv.field_size_limit(LONGEST_CELL)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if source.quote else csv.QUOTE_NONE
    try:
        with _text_of(source) as text:
            for _ in range(source.skip_lines):
                text.readline()
            reader = csv.reader(
                text, delimiter=source.delimiter, quotechar=source.quote or None, quoting=quoting
            )
            for row in reader:
                yield row, reader.line_num + source.skip_lines
    except FileNotFoundError:
        raise TrainingError(
            f"There is no file {source.path}.",
            "Put the data there, or name another file: npm run train -- --data path/to/table.csv",
        ) from None
    except IsADirectoryError:
        raise TrainingError(f"{source.path} is a folder.", "Name the table in it.") from None
    except (UnicodeError, EOFError, gzip.BadGzipFile, csv.Error) as error:
        raise TrainingError(
            f"{source.path} cannot be read as a table: {error}.",
            f"Expected text in {source.encoding} with {source.delimiter!r} between the cells "
            "(training/source.json says so).",
        ) from None


def _text_of(source: Source) -> io.TextIOWrapper:
    """Open the file, unpacked and decoded. What it shows of itself (gzip, a byte order mark) wins over `source.json`."""
    with source.path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    file: Any = gzip.open(source.path) if packed else source.path.open("rb")  # noqa: SIM115
    start = file.peek(3)[:3]
    encoding = next((name for bom, name in _BOMS.items() if start.startswith(bom)), source.encoding)
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
