"""The rows that a product's training holds out of a table, in its folder: `held.py CSV`. Writes them beside the CSV."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path.cwd()))
from training.make import table_of  # noqa: E402
from training.split import Split  # noqa: E402
from training.terms import contract  # noqa: E402

told = contract()
table, _ = table_of(None)
_, held = Split().held_out(table.target, len(told.classes) if told.classes else None)
np.savetxt(Path(sys.argv[1]).with_suffix(".held"), held, fmt="%d")
