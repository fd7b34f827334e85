"""The owner's file, files or folder → names and rows of text. How they are cut stands in `source.json` and `cells.json`."""

import csv
import glob
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from contract.cells import CELLS
from contract.layout import names_of, normal
from publishing.errors import CannotPublish
from publishing.places import ROOT
from training.readers.dialect import Dialect
from training.readers.opening import format_of, open_table
from training.readers.table import Block, Table

__all__ = ["Chunk", "Source", "chunks_of", "header_of", "names_of", "normal"]

T = TypeVar("T")

HERE = Path(__file__).resolve().parent

# What readers and the libraries under them raise for files that are damaged. Arrow's errors are among them.
UNREADABLE: tuple[type[Exception], ...] = (
    *(ValueError, TypeError, LookupError, ArithmeticError, AttributeError, NotImplementedError),
    *(OSError, EOFError, RecursionError, SyntaxError, MemoryError),
    *(csv.Error, zipfile.BadZipFile, zlib.error),
)

_TABLE = re.compile(r"\.(csv|tsv|tab|txt|dat|json|jsonl|ndjson|parquet|xlsx)(\.gz)?$", re.IGNORECASE)
_DICTIONARY = re.compile(r"columns\.\w+", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """What is read, and how.

    Attributes:
        path: a file, a folder, or a glob.
    """

    path: Path
    dialect: Dialect = field(default_factory=Dialect)

    @classmethod
    def load(cls, path: Path | None = None, settings: Path = HERE / "source.json") -> "Source":
        """Read `source.json`, and in `cells.json` how the owner's tables are cut; `path` replaces the file that is named.

        Raises:
            CannotPublish: `source.json` is not there or not whole.
        """
        try:
            told = json.loads(settings.read_text(encoding="utf-8"))
            tables = json.loads(CELLS.read_text(encoding="utf-8")) if CELLS.exists() else {}
            return cls(path or ROOT / told["path"], Dialect.of(tables | told))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CannotPublish(
                f"training/source.json cannot be used: {error}.",
                "It says how the table is written; restore it.",
            ) from None

    def files(self) -> list[tuple[str, Path]]:
        """Return the files with the rows, by their names below the folder and in the order of these.

        Raises:
            CannotPublish: there is none.
        """
        if self.path.is_dir():
            found = [
                (file.relative_to(self.path).as_posix(), file)
                for file in self.path.rglob("*")
                if file.is_file() and _TABLE.search(file.name) and not file.name.startswith(".")
            ]
            data = [entry for entry in found if not _DICTIONARY.fullmatch(entry[0])] or found
            if not data:
                raise CannotPublish(f"There is no table in the folder {self.path}.", "Put the data there.")
            return sorted(data)
        if not self.path.exists() and glob.has_magic(str(self.path)):
            fitting = sorted(Path(file) for file in glob.glob(str(self.path), recursive=True))
            files = [(file.as_posix(), file) for file in fitting if file.is_file()]
            if files:
                return files
        if not self.path.exists():
            raise CannotPublish(
                f"There is no file {self.path}.",
                "Put the data there, or name another file: npm run train -- --data path/to/table.csv",
            )
        return [(self.path.name, self.path)]

    def sha256(self) -> str:
        """Hash the file's bytes; of several files, their list as sha256sum prints it."""
        digests = [(name, _digest(file)) for name, file in self.files()]
        if len(digests) == 1:
            return digests[0][1]
        listed = "".join(f"{digest}  {name}\n" for name, digest in digests)
        return hashlib.sha256(listed.encode()).hexdigest()

    def typed(self) -> bool:
        """Say whether the file is of a format with types, and the table known is text: its cells are written otherwise."""
        if self.dialect.format != "csv":
            return False
        return format_of(self.files()[0][1], self.dialect.encoding) != "csv"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Chunk:
    """Some rows of the file, column by column.

    Attributes:
        lines: where each row stands in its file: the physical line it ends on, or its number.
        cells: the text of each wanted column.
        ragged: where rows stand that could not be read, or whose number of cells does not fit the header.
    """

    lines: list[int]
    cells: list[list[str]]
    ragged: list[int]


def header_of(source: Source) -> list[str]:
    """Return the names of the file's columns, trimmed and in one Unicode form.

    Raises:
        CannotPublish: the file is absent, empty or not what it seems to be.
    """
    name, file = source.files()[0]
    header = _opened(source, name, file).header
    if not header:
        raise CannotPublish(f"{source.path} holds no row.", "Give a table with a header and rows.")
    return names_of(header)


def chunks_of(source: Source, places: list[int]) -> Iterator[Chunk]:
    """Read the columns at these places, some thousand rows at a time. Rows without any content are passed over.

    Raises:
        CannotPublish: a file cannot be read, or lacks a column that the first one has.
    """
    first: list[str] | None = None
    for name, file in source.files():
        table = _opened(source, name, file)
        names = names_of(table.header)
        first = first or names
        own = places if names == first else _places(names, [first[place] for place in places], name)
        for block in _blocks(table, own, name, source):
            yield Chunk(block.lines, block.cells, block.ragged)


def _blocks(table: Table, places: list[int], name: str, source: Source) -> Iterator[Block]:
    blocks = table.blocks(places)
    while (block := _readable(lambda: next(blocks, None), name, source)) is not None:
        yield block


def _places(names: list[str], wanted: list[str], file: str) -> list[int]:
    absent = [name for name in wanted if name not in names]
    if absent:
        raise CannotPublish(
            f"{file} lacks columns of the first file: {', '.join(map(repr, absent[:5]))}.",
            "Files that are read together have the same columns.",
        )
    return [names.index(name) for name in wanted]


def _opened(source: Source, name: str, file: Path) -> Table:
    return _readable(lambda: _table(file, source.dialect, file.stat().st_mtime_ns), name, source)


@lru_cache(maxsize=1)
def _table(file: Path, dialect: Dialect, changed: int) -> Table:
    """Open a table; the one that was opened last is still there, since to find the header of JSON is to read all of it."""
    return open_table(file, dialect)


def _readable(read: Callable[[], T], name: str, source: Source) -> T:
    """Turn whatever a reader trips over into words."""
    try:
        return read()
    except CannotPublish:
        raise
    except UNREADABLE as error:
        told = source.dialect
        way = f", with {told.delimiter!r} between the cells," if told.format == "csv" else ""
        raise CannotPublish(
            f"{name} cannot be read as a table: {_words(error)}.",
            f"A {told.format} file{way} is expected, in {told.encoding} where it is text (contract/cells.json says so).",
        ) from None


def _words(error: BaseException) -> str:
    said = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    return (said or type(error).__name__).strip().splitlines()[0][:300].rstrip(".")
