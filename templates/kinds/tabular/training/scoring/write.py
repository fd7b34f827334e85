"""Answers → a file beside what was sent: whole, or not at all."""

import csv
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from publishing.errors import CannotPublish
from serving import written
from serving.incoming import NDJSON
from serving.outgoing import own_names
from training.scoring.answer import Answers
from training.scoring.read import PARQUET, format_of, text_of


class Writer(Protocol):
    """Writes parts, one after the other."""

    def write(self, sent: pa.RecordBatch, answers: Answers) -> None:
        """Write one part."""
        ...

    def close(self) -> None:
        """Write what is left."""
        ...


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write a file beside its place, and put it there when it is whole.

    Raises:
        CannotPublish: it cannot be written.
    """
    kind = format_of(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            writer = _writer(kind, file)
            yield writer
            writer.close()
        part.replace(path)
    except OSError as error:
        raise CannotPublish(
            f"{path} cannot be written: {error.strerror or error}.",
            "Name a file in a folder that can be written.",
        ) from None
    finally:
        part.unlink(missing_ok=True)


def _writer(kind: str, file: Any) -> Writer:
    if kind == PARQUET:
        return _ParquetFile(file)
    return _NdjsonFile(file) if kind == NDJSON else _CsvFile(file)


class _ParquetFile:
    def __init__(self, file: Any) -> None:
        self._file = file
        self._writer: pq.ParquetWriter | None = None

    def write(self, sent: pa.RecordBatch, answers: Answers) -> None:
        found = answers.columns
        batch = pa.RecordBatch.from_arrays(
            [*sent.columns, *found.values()],
            names=[*sent.schema.names, *own_names(sent.schema.names, [*found])],
        )
        if self._writer is None:
            texts = [one.name for one in batch.schema if not pa.types.is_floating(one.type)]
            self._writer = pq.ParquetWriter(self._file, batch.schema, use_dictionary=texts)
        self._writer.write_batch(batch)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


class _CsvFile:
    def __init__(self, file: Any) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        self._writer = csv.writer(self._text, delimiter=written.CELLS.layout.delimiter, lineterminator="\n")
        self._has_header = False

    def write(self, sent: pa.RecordBatch, answers: Answers) -> None:
        found = answers.columns
        if not self._has_header:
            self._has_header = True
            self._writer.writerow([*sent.schema.names, *own_names(sent.schema.names, [*found])])
        self._writer.writerows(zip(*map(_cells, (*sent.columns, *found.values())), strict=True))

    def close(self) -> None:
        self._text.flush()


def _cells(array: pa.Array) -> list[Any]:
    """Return a column as csv.writer takes it: it writes text, and None as nothing."""
    values: list[Any] = array.to_pylist()
    return values if pa.types.is_string(array.type) else [text_of(value) for value in values]


class _NdjsonFile:
    def __init__(self, file: Any) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="")

    def write(self, sent: pa.RecordBatch, answers: Answers) -> None:
        for line in answers.lines():
            self._text.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._text.flush()
