"""Reads tables as training does, and tables of text as the API's batch does too; for each told on a line of stdin, prints
names, rows and ragged rows as JSON."""

import json
import sys
from pathlib import Path

sys.path[:0] = ["templates/base", "templates/kinds/tabular"]
sys.dont_write_bytecode = True
sys.stdout.reconfigure(encoding="utf-8")

import contract  # noqa: E402
import serving  # noqa: E402

contract.__path__.append("templates/asks/rows/contract")
serving.__path__.append("templates/asks/rows/serving")
from contract.cells import Cells, ColumnCells  # noqa: E402
from contract.layout import Layout  # noqa: E402
from publishing.errors import CannotPublish  # noqa: E402
from serving.spool import Spooled  # noqa: E402
from serving.tables import CSV, CsvTable  # noqa: E402
from training.readers.dialect import Dialect  # noqa: E402
from training.source import Source, chunks_of, header_of  # noqa: E402


def as_training_reads(source: Source, width: int, column: ColumnCells) -> dict:
    names = header_of(source)[:width]
    chunks = list(chunks_of(source, list(range(len(names)))))
    rows = [list(row) for chunk in chunks for row in zip(*map(column.trimmed, chunk.cells), strict=True)]
    return {"names": names, "rows": rows, "ragged": sum(len(chunk.ragged) for chunk in chunks)}


def as_a_batch_reads(path: Path, layout: Layout, names: list[str], column: ColumnCells) -> dict:
    """Read the same as it would be sent; the names are those that the model knows."""
    content = path.read_bytes()
    is_utf8 = content.decode("utf-8", errors="ignore").encode() == content
    with path.open("rb") as file:
        table = CsvTable(Spooled(file, CSV, is_utf8), set(names).__contains__, layout)
        rows = list(table.rows())
    good = [column.trimmed(row.cells)[: len(names)] for row in rows if not row.fault]
    return {"names": table.header[: len(names)], "rows": good, "ragged": len(rows) - len(good)}


for line in sys.stdin:
    told = json.loads(line)
    source = Source(Path(told["path"]), Dialect.of(told))
    column = Cells.of(told | {"columns": {}}).column("")
    try:
        found = as_training_reads(source, told["columns"], column)
        if told["format"] == "csv" and told["compression"] == "none" and source.path.is_file():
            found["sent"] = as_a_batch_reads(source.path, source.dialect, found["names"], column)
        print(json.dumps(found | {"sha256": source.sha256()}), flush=True)
    except CannotPublish as error:
        print(json.dumps({"error": f"{error.message} {error.hint}"}), flush=True)
