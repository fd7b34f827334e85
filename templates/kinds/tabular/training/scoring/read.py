"""A file of rows → parts of some thousand rows: what was sent, and the contract's columns of it."""

import codecs
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contract.cells import Cells, ColumnCells, Mask
from contract.columns import Column, columns_of
from contract.layout import normal
from contract.schema import Features
from publishing.errors import CannotPublish
from serving import written
from serving.header import NAMES, Header
from serving.incoming import ENDINGS, CsvBatch, NdjsonBatch, Sent
from serving.outgoing import own_names
from serving.problems import FieldError, Problem
from serving.spool import Spooled
from serving.tables import CSV, TextRow
from training.data import cells_of, own_cells
from training.readers.columnar import below, leaves, texts_of
from training.scoring.judge import Values, plain
from training.source import Chunk, Source, chunks_of, header_of

PARQUET, TABLE = "parquet", "table"
AT_ONCE = 65_536  # rows of a part
_COLUMNS = columns_of(Features)
_NUMBERS = ("number", "integer")


@dataclass
class Part:
    """Some rows of the file.

    Attributes:
        sent: the columns as they came.
        columns: field → [n]; numbers with NaN where missing, text with "", everything else with None.
        unreadable: rows with a cell that is nothing of its column's type, or that are no rows.
        row: gives a row by its place, as /predict takes it.
        faults: what is wrong with a row as a whole, by its place.
    """

    sent: pa.RecordBatch
    columns: dict[str, Values]
    unreadable: Mask
    row: Callable[[int], Any]
    faults: dict[int, list[FieldError]] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """A file of rows: how many there are (None: not known), what its columns are called, and its parts."""

    rows: int | None
    names: dict[str, str]
    parts: Iterator[Part]


def format_of(path: Path, is_read: bool = False) -> str:
    """Return what a file holds, by its ending; one that is only read may be a workbook, or JSON that is no line a row.

    Raises:
        CannotPublish: it is none of the endings that are known.
    """
    ending = path.suffix.lower()
    if is_read and ending in (".xlsx", ".json"):
        return TABLE
    if ending in (".parquet", ".pq"):
        return PARQUET
    if ending not in ENDINGS:
        raise CannotPublish(
            f"{path.name} ends with '{ending}'; expected .parquet, .csv, .tsv, .ndjson or .jsonl.",
            "npm run score -- in.parquet out.parquet",
        )
    return ENDINGS[ending]


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open a file of rows.

    Raises:
        CannotPublish: it is not there, is not what its ending says, or its columns are not the model's.
    """
    kind = format_of(path, is_read=True)
    try:
        with path.open("rb") as file:
            source = _open(file, kind, path)
            yield replace(source, parts=_readable(source.parts, path))
    except FileNotFoundError:
        raise CannotPublish(f"There is no file {path}.", "npm run score -- in.parquet out.parquet") from None
    except IsADirectoryError:
        raise CannotPublish(f"{path} is a folder.", "Name a file in it.") from None
    except Problem as problem:
        hint = "The model's columns stand in contract/schema.py."
        raise CannotPublish(f"{path.name}: {problem.detail}", hint) from None


def _open(file: IO[bytes], kind: str, path: Path) -> Opened:
    if kind == PARQUET:
        try:
            return _parquet(pq.ParquetFile(file, pre_buffer=False))
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from None
    if kind == TABLE:
        return _as_training_reads(path)
    body = Spooled(file, kind, _is_utf8(file))
    return _csv(CsvBatch(body)) if kind == CSV else _ndjson(NdjsonBatch(body))


def _readable(parts: Iterator[Part], path: Path) -> Iterator[Part]:
    """Yield parts; pyarrow tells by an OSError that a file is damaged."""
    try:
        yield from parts
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> CannotPublish:
    reason = str(error).splitlines()[0].rstrip(".")
    return CannotPublish(f"{path.name} is damaged: {reason}.", "Write it again, or take another copy.")


def _is_utf8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _parquet(file: pq.ParquetFile) -> Opened:
    paths = [found for field in file.schema_arrow for found in leaves([field.name], field.type)]
    header = Header([normal(".".join(path)) for path in paths])
    own = own_cells()
    programs = own.by_programs() if Source.load().dialect.format == "csv" else own
    parts = (_part(batch, header, paths, own, programs) for batch in file.iter_batches(AT_ONCE))
    return Opened(file.metadata.num_rows, header.columns, parts)


def _part(sent: pa.RecordBatch, header: Header, paths: list[list[str]], own: Cells, programs: Cells) -> Part:
    columns: dict[str, Values] = {}
    bad: dict[str, Mask] = {}
    arrays = {}
    for column in _COLUMNS:
        path = paths[header.places[column.field]] if column.field in header.places else None
        array = below(sent.column(path[0]), path[1:]) if path else pa.nulls(sent.num_rows)
        arrays[column.field] = array
        cells = own if _is_text(array.type) else programs
        columns[column.field], bad[column.field] = _values(
            column, array, cells.column(written.name_of(column.field))
        )

    def cell(field: str, place: int) -> Any:
        return texts_of(arrays[field][place : place + 1])[0]

    return _of_columns(sent, columns, bad, cell)


def _is_text(kind: pa.DataType) -> bool:
    """Say whether values are cells, written as the owner's tables are, and not by programs."""
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind))


def _values(column: Column, array: pa.Array, cells: ColumnCells) -> tuple[Values, Mask]:
    """Return the values of a Parquet column, as training reads them, and which are none of the field's type."""
    kind = array.type
    if column.type in _NUMBERS and (
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    ):
        numbers = pc.cast(array, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        bad = np.mod(numbers, 1) > 0 if column.type == "integer" else np.zeros(len(numbers), np.bool_)
        return numbers, bad
    different, places = _different(array)
    values, bad = cells.values(column, different)
    return values[places], bad[places]


def _different(array: pa.Array) -> tuple[list[str], Values]:
    """Return the different cells of a column, the last of them empty, and the place of each row's cell among them."""
    if not pa.types.is_dictionary(array.type):
        try:
            array = pc.dictionary_encode(array)
        except pa.ArrowNotImplementedError:  # lists
            array = pc.dictionary_encode(pa.array(texts_of(array)))
    different = [*texts_of(array.dictionary), ""]
    places = array.indices.fill_null(len(different) - 1).to_numpy(zero_copy_only=False)
    return different, places


def text_of(value: Any) -> str:
    """Write a value as a table of text would hold it."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else written.text_of(value)


def _of_columns(
    sent: pa.RecordBatch, columns: dict[str, Values], bad: dict[str, Mask], cell: Callable[[str, int], Any]
) -> Part:
    nullable = {column.field for column in _COLUMNS if column.nullable}

    def row(place: int) -> dict[str, Any]:
        found = {
            name: cell(name, place) if bad[name][place] else plain(values[place])
            for name, values in columns.items()
        }
        return {name: value for name, value in found.items() if value is not None or name in nullable}

    return Part(sent, columns, np.logical_or.reduce([*bad.values()]), row)


def _csv(batch: CsvBatch) -> Opened:
    names = own_names((), batch.table.header)
    return Opened(None, batch.header.columns, _csv_parts(batch, names))


def _csv_parts(batch: CsvBatch, names: Sequence[str]) -> Iterator[Part]:
    rows = batch.table.rows()
    while some := list(islice(rows, AT_ONCE)):
        yield _csv_part(some, names, batch.header)


def _csv_part(some: list[TextRow], names: Sequence[str], header: Header) -> Part:
    texts = [list(cells) for cells in zip(*(row.cells for row in some), strict=True)]
    part = _of_texts(texts, names, header, written.CELLS)
    for place, row in enumerate(some):
        if row.fault:
            part.faults[place] = [FieldError(field="", message=row.fault)]
    return part


def _of_texts(texts: list[list[str]], names: Sequence[str], header: Header, written_as: Cells) -> Part:
    columns: dict[str, Values] = {}
    bad: dict[str, Mask] = {}
    for column in _COLUMNS:
        place = header.places.get(column.field)
        cells = [""] * len(texts[0]) if place is None else texts[place]
        columns[column.field], bad[column.field] = written_as.column(written.name_of(column.field)).values(
            column, cells
        )
    sent = pa.RecordBatch.from_arrays([pa.array(cells, pa.string()) for cells in texts], names=list(names))
    return _of_columns(sent, columns, bad, lambda name, place: texts[header.places[name]][place].strip())


def _as_training_reads(path: Path) -> Opened:
    """Open a workbook, or JSON that is no line a row."""
    source = Source.load(path)
    names = header_of(source)
    header = Header(names)
    cells = cells_of(source)
    chunks = chunks_of(source, [*range(len(names))])
    return Opened(None, header.columns, (_chunk_part(chunk, names, header, cells, path) for chunk in chunks))


def _chunk_part(chunk: Chunk, names: Sequence[str], header: Header, cells: Cells, path: Path) -> Part:
    if chunk.ragged:
        raise CannotPublish(
            f"{path.name} holds something that is no row, at {chunk.ragged[0]}.", "Take it out, or write CSV."
        )
    return _of_texts(chunk.cells, own_names((), names), header, cells)


def _ndjson(batch: NdjsonBatch) -> Opened:
    return Opened(None, {}, _ndjson_parts(batch))


def _ndjson_parts(batch: NdjsonBatch) -> Iterator[Part]:
    rows = batch.rows()
    while some := list(islice(rows, AT_ONCE)):
        yield _ndjson_part(some)


def _ndjson_part(some: list[Sent]) -> Part:
    """Every row is asked about: a line may hold anything."""
    named = [
        {NAMES.get(name, name): value for name, value in row.items()} if isinstance(row, dict) else {}
        for _, row, _, _ in some
    ]
    cells = {c.field: [text_of(row.get(c.field)) for row in named] for c in _COLUMNS}
    sent = pa.RecordBatch.from_arrays(
        [pa.array(texts, pa.string()) for texts in cells.values()], names=[*cells]
    )
    nothing = [""] * len(some)
    columns = {column.field: written.reader_of(column).arrays(nothing)[0] for column in _COLUMNS}
    part = Part(sent, columns, np.ones(len(some), np.bool_), lambda place: some[place].row)
    part.faults = {place: list(row.errors) for place, row in enumerate(some) if row.errors}
    return part
