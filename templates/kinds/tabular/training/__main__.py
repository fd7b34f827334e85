"""`python -m training`: table → the next version of the artifact, published only if parity holds."""

import argparse
import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from publishing.run import Tell, run

DATA, TRAINING = "data fits the contract", "training"


def main(arguments: list[str]) -> int:
    """Train, and say how it went; 0 if a version was published."""
    options = _options(arguments)

    def work(tell: Tell) -> None:
        tell(DATA, "start", "reading")
        _train(options, tell)

    return run(work, first=DATA, command="python -m training")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description="Train the next version.")
    parser.add_argument("--data", type=Path, help="another table, written like the first")
    parser.add_argument(
        "--synthetic",
        type=int,
        metavar="N",
        help="train on N rows drawn from the contract and the reference sketch, and keep nothing",
    )
    parser.add_argument("--out", type=Path, help="where versions are published, instead of artifacts/")
    return parser.parse_args(arguments)


def _train(options: argparse.Namespace, tell: Tell) -> None:
    os.environ.setdefault(
        "OMP_WAIT_POLICY", "PASSIVE"
    )  # threads that wait do not take a busy machine's cores
    warnings.simplefilter("ignore")
    from publishing.publish import ARTIFACTS
    from training.make import make, synthetic_table, table_of

    if options.synthetic is not None:
        table, data = synthetic_table(options.synthetic)
        if options.out is None:
            with tempfile.TemporaryDirectory() as folder:
                _made(make, table, data, Path(folder), tell)
            return
    else:
        table, data = table_of(options.data)
    _made(make, table, data, options.out or ARTIFACTS, tell)


def _made(make: Callable[..., Any], table: Any, data: dict[str, Any], artifacts: Path, tell: Tell) -> None:
    left = sum(entry["rows"] for entry in data["rows_left_out"])
    tell(DATA, "done", f"{data['rows']:,} rows" + (f", {left:,} left out" if left else ""))
    tell(TRAINING, "start", "training")
    make(table, data, artifacts, tell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
