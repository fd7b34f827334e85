"""`python -m making`: the bare model and its steps → the next version, published only if parity holds."""

import argparse
import sys
from pathlib import Path

from publishing.run import Tell, run


def main(arguments: list[str]) -> int:
    """Make a version, and say how it went; 0 if one was published."""
    options = _options(arguments)

    def work(tell: Tell) -> None:
        from making.make import make
        from publishing.publish import ARTIFACTS

        make(options.out or ARTIFACTS, tell)

    return run(work, first="compose", command="python -m making")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m making", description="Make the next version.")
    parser.add_argument("--out", type=Path, help="where versions are published, instead of artifacts/")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
