"""Reads cells as training and the API do; for each column told on a line of stdin, prints values and bad cells as JSON."""

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, "templates/base")
sys.dont_write_bytecode = True
sys.stdout.reconfigure(encoding="utf-8")

import contract  # noqa: E402

contract.__path__.append("templates/asks/rows/contract")
from contract.cells import Cells  # noqa: E402
from contract.columns import Column  # noqa: E402

for line in sys.stdin:
    told = json.loads(line)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cells.json"
        path.write_text(told["cells"], encoding="utf-8")
        cells = Cells.load(path).column(told["name"])
    column = Column("x", told["type"], True, tuple(told["categories"] or ()) or None)
    values, bad = cells.values(column, told["texts"])
    shown = [
        None if value is None or value == "" or value != value else getattr(value, "isoformat", lambda v=value: v)()
        for value in values.tolist()
    ]
    print(json.dumps({"values": shown, "bad": [told["texts"][place] for place in bad.nonzero()[0]]}), flush=True)
