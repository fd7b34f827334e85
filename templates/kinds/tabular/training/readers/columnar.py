"""Parquet, some thousand rows at a time; nested columns are flattened to `a.b`, lists are their JSON."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from training.readers.dialect import Dialect
from training.readers.plain import (
    decimal_text,
    moment_text,
    number_text,
    single_text,
    value_text,
    well_formed,
)
from training.readers.table import CHUNK, Block, Table

_ROW_NAMES = re.compile(r"__index_level_[0-9]+__")


class ColumnTable(Table):
    """A Parquet file.

    Raises:
        OSError, pa.ArrowException: it is damaged.
    """

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self.path = path
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
        # [column of the file, names of the fields below it]
        self.paths = [
            found
            for field in schema
            if not _ROW_NAMES.fullmatch(field.name)
            for found in leaves([field.name], field.type)
        ]
        self.header = [".".join(found) for found in self.paths]

    def blocks(self, places: list[int]) -> Iterator[Block]:
        wanted = [self.paths[place] for place in places]
        line = 1
        with pq.ParquetFile(self.path) as file:
            columns = list(dict.fromkeys(found[0] for found in wanted))
            for batch in file.iter_batches(batch_size=CHUNK, columns=columns):
                cells = [texts_of(below(batch.column(path[0]), path[1:])) for path in wanted]
                yield Block(list(range(line, line + len(batch))), cells)
                line += len(batch)


def leaves(path: list[str], kind: pa.DataType) -> Iterator[list[str]]:
    """Yield the way to every column that a column of this type holds: more than one where it is nested."""
    if not pa.types.is_struct(kind):
        yield path
        return
    for field in kind:
        yield from leaves([*path, field.name], field.type)


def below(column: pa.Array, names: list[str]) -> pa.Array:
    """Return the column that lies within another one, on the way that `leaves` yields."""
    for name in names:
        column = pc.struct_field(column, name)
    return column


def texts_of(column: pa.Array) -> list[str]:
    """Write every value as text; nothing as ""."""
    if isinstance(column, pa.DictionaryArray):
        words = texts_of(column.dictionary)
        return ["" if place is None else words[place] for place in column.indices.to_pylist()]
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return [value or "" for value in column.to_pylist()]
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return _plain(pc.cast(column, pa.string()))
    if pa.types.is_floating(kind):
        return _floats(column)
    if pa.types.is_timestamp(kind):
        return [value_text(value) for value in _moments(column).to_pylist()]
    if pa.types.is_time(kind):
        return _plain_times(column)
    if pa.types.is_duration(kind):
        return _plain(pc.cast(pc.cast(column, pa.int64()), pa.string()))
    if pa.types.is_nested(kind):
        write = _json_of(kind)
        return ["" if value is None else write(value) for value in column.to_pylist()]
    return [value_text(value) for value in column.to_pylist()]


def _plain(column: pa.Array) -> list[str]:
    return [value or "" for value in column.to_pylist()]


def _floats(column: pa.Array) -> list[str]:
    """Arrow writes the digits; whole numbers and what it writes with an exponent are written as inspection does."""
    if pa.types.is_float16(column.type):
        column = pc.cast(column, pa.float32())
    single = column.type == pa.float32()
    texts = _plain(pc.cast(column, pa.string()))
    for place, text in enumerate(texts):
        if "e" in text or "n" in text or ("." not in text and len(text) > 6) or text.startswith("-0"):
            value = column[place].as_py()
            texts[place] = "" if value is None else single_text(value) if single else number_text(value)
        elif text.endswith(".0"):
            texts[place] = text[:-2]
    return texts


def _moments(column: pa.Array) -> pa.Array:
    """Turn moments to microseconds; what no calendar has becomes nothing."""
    kind = pa.timestamp("us", tz=column.type.tz)
    if column.type.unit == "ns":
        nanos = pc.cast(column, pa.int64()).fill_null(0).to_numpy()
        absent = column.is_null().to_numpy(zero_copy_only=False)
        micros = pc.cast(pa.array(nanos // 1000, mask=absent), kind)
    else:
        micros = pc.cast(column, kind, safe=False)
    numbers = pc.cast(micros, pa.int64())
    known = pc.and_(
        pc.greater_equal(numbers, -62_135_596_800_000_000), pc.less(numbers, 253_402_300_800_000_000)
    )
    return pc.if_else(known, micros, pa.scalar(None, kind))


def _plain_times(column: pa.Array) -> list[str]:
    micros = pc.cast(column, pa.time64("us"), safe=False)
    return [value_text(value) for value in micros.to_pylist()]


def _json_of(kind: pa.DataType) -> Any:
    """Return what writes values of this type as JSON."""
    if pa.types.is_map(kind):
        item = _json_or_null(kind.item_type)
        return lambda pairs: (
            "{" + ",".join(f"{_quoted(value_text(key))}:{item(value)}" for key, value in pairs) + "}"
        )
    if pa.types.is_struct(kind):
        fields = [(field.name, _json_or_null(field.type)) for field in kind]
        return lambda value: (
            "{" + ",".join(f"{_quoted(name)}:{write(value[name])}" for name, write in fields) + "}"
        )
    if pa.types.is_nested(kind):
        item = _json_or_null(kind.value_type)
        return lambda values: "[" + ",".join(map(item, values)) + "]"
    if pa.types.is_float32(kind) or pa.types.is_float16(kind):
        return lambda value: single_text(value) or "null"
    if pa.types.is_floating(kind):
        return lambda value: number_text(value) or "null"
    if pa.types.is_decimal(kind):
        return decimal_text
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return value_text
    if pa.types.is_timestamp(kind):
        return lambda value: _quoted(moment_text(value))
    return lambda value: _quoted(value_text(value))


def _json_or_null(kind: pa.DataType) -> Any:
    write = _json_of(kind)
    return lambda value: "null" if value is None else write(value)


def _quoted(text: str) -> str:
    return json.dumps(well_formed(text), ensure_ascii=False)
