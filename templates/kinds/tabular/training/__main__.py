"""`python -m training`: table → the next version of the artifact, published only if parity holds."""

import argparse
import os
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from publishing.errors import CannotPublish
from publishing.progress import report

DATA, TRAINING = "data fits the contract", "training"


def main(arguments: list[str]) -> int:
    """Train, and say how it went; 0 if a version was published."""
    options = _options(arguments)
    step = {"now": DATA}

    def tell(name: str, state: str, text: str, fraction: float | None = None) -> None:
        step["now"] = name
        report(name, state, text, fraction)

    try:
        tell(DATA, "start", "reading")
        _run(options, tell)
    except CannotPublish as error:
        report(step["now"], "failed", f"{error.message}\n{error.hint}")
        return 1
    except KeyboardInterrupt:
        report(step["now"], "failed", "Stopped. Nothing was changed.")
        return 130
    except OSError as error:
        report(
            step["now"],
            "failed",
            f"{error.filename or 'A file'}: {error.strerror or error}. Nothing was published.",
        )
        return 1
    except Exception as error:
        # An estimator of the owner's, or a defect: say what, and keep the trace for who looks.
        traceback.print_exc()
        said = f"{type(error).__name__}: {error}"[:500]
        advice = "Nothing was published. `python -m training`, in the environment .venv, shows where it is."
        report(step["now"], "failed", f"{said}\n{advice}")
        return 1
    return 0


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


def _run(options: argparse.Namespace, tell: Callable[..., None]) -> None:
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


def _made(
    make: Callable[..., Any], table: Any, data: dict[str, Any], artifacts: Path, tell: Callable[..., None]
) -> None:
    left = sum(entry["rows"] for entry in data["rows_left_out"])
    tell(DATA, "done", f"{data['rows']:,} rows" + (f", {left:,} left out" if left else ""))
    tell(TRAINING, "start", "training")
    make(table, data, artifacts, tell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
