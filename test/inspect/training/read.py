"""Reads tables as training does; for each told on a line of stdin, prints names, rows and ragged rows as JSON."""

import json
import sys
from pathlib import Path

sys.path[:0] = ["templates/kinds/tabular", "templates/base"]
sys.dont_write_bytecode = True
sys.stdout.reconfigure(encoding="utf-8")

from publishing.errors import CannotPublish  # noqa: E402
from training.readers.dialect import Dialect  # noqa: E402
from training.source import Source, chunks_of, header_of  # noqa: E402

for line in sys.stdin:
    told = json.loads(line)
    missing = frozenset(token.casefold() for token in told["missing"])
    source = Source(Path(told["path"]), Dialect.of(told), missing)
    try:
        names = header_of(source)[: told["columns"]]
        chunks = list(chunks_of(source, list(range(len(names)))))
        rows = [list(row) for chunk in chunks for row in zip(*chunk.cells, strict=True)]
        found = {"names": names, "rows": rows, "ragged": sum(len(chunk.ragged) for chunk in chunks)}
        print(json.dumps(found | {"sha256": source.sha256()}), flush=True)
    except CannotPublish as error:
        print(json.dumps({"error": f"{error.message} {error.hint}"}), flush=True)
