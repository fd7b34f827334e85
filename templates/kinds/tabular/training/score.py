"""`python -m training.score IN OUT`: answer every row of a file, in one process and without the API.

IN and OUT are Parquet, CSV or NDJSON, by their endings; IN may be an Excel workbook or a JSON document too. OUT has the columns that were sent and the answers, as the API's
batch gives them; it is there whole, or not at all. Exit codes: 0, 2 for something the owner can put right.
"""

import argparse
import os
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from publishing.errors import CannotPublish
from publishing.progress import report
from publishing.publish import ARTIFACTS, versions
from serving.errors import CannotServe
from training.scoring.answer import Scorer
from training.scoring.read import format_of, opened
from training.scoring.write import writing

STEP = "score"


def main(arguments: list[str]) -> int:
    """Answer a file, and return the exit code."""
    parser = argparse.ArgumentParser(prog="npm run score --", description="Answer every row of a file.")
    parser.add_argument(
        "file", metavar="IN", type=Path, help="a .parquet, .csv, .ndjson, .xlsx or .json file of rows"
    )
    parser.add_argument("out", metavar="OUT", type=Path, help="where the answers go; may be of another kind")
    parser.add_argument(
        "--version", help="the artifact that answers, such as v2; else the one that is served"
    )
    told = parser.parse_args(arguments)
    try:
        report(STEP, "start", told.file.name)
        report(STEP, "done", score(told.file, told.out, told.version))
    except CannotPublish as error:
        report(STEP, "failed", f"{error.message}\n{error.hint}")
        return 2
    except CannotServe as error:
        report(STEP, "failed", str(error))
        return 2
    return 0


def score(file: Path, out: Path, version: str | None = None) -> str:
    """Answer a file and return a sentence about it.

    Raises:
        CannotPublish: the file cannot be read, or the answers cannot be written.
        CannotServe: the artifact cannot answer.
    """
    format_of(file, is_read=True)
    format_of(out)
    if out.exists() and file.exists() and out.samefile(file):
        raise CannotPublish(f"{out} is the file with the rows.", "Name another one for the answers.")
    scorer = Scorer(_folder(version), os.cpu_count() or 1)
    started = perf_counter()
    rows = failed = 0
    # What is answered is written while the next part is read.
    with opened(file) as source, writing(out) as writer, ThreadPoolExecutor(1) as beside:
        written: Future[None] | None = None
        for part in source.parts:
            answers = scorer.answer(part, rows + 1, source.names)
            if written:
                written.result()
            written = beside.submit(writer.write, part.sent, answers)
            rows += len(answers)
            failed += len(answers.errors)
            report(STEP, "progress", f"{rows:,} rows", rows / source.rows if source.rows else None)
        if written:
            written.result()
    seconds = perf_counter() - started
    return f"{rows - failed:,} rows answered by {scorer.version}, {failed:,} with errors → {out} ({rows / seconds:,.0f} rows/s)"


def _folder(version: str | None) -> Path | None:
    if version is None:
        return None
    name = version if version.startswith("v") else f"v{version}"
    if name not in versions():
        raise CannotPublish(
            f"There is no version {name}. Published: {', '.join(versions()) or 'none'}.",
            "npm run score -- --version v1 …",
        )
    return ARTIFACTS / name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
