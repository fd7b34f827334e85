"""`python -m making`: the bare model and its steps → the next version, published only if parity holds."""

import argparse
import sys
import traceback
from pathlib import Path

from publishing.errors import CannotPublish
from publishing.progress import report


def main(arguments: list[str]) -> int:
    """Make a version, and say how it went; 0 if one was published."""
    options = _options(arguments)
    step = {"now": "compose"}

    def tell(name: str, state: str, text: str, fraction: float | None = None) -> None:
        step["now"] = name
        report(name, state, text, fraction)

    try:
        from making.make import make
        from publishing.publish import ARTIFACTS

        make(options.out or ARTIFACTS, tell)
    except CannotPublish as error:
        report(step["now"], "failed", f"{error.message}\n{error.hint}")
        return 1
    except KeyboardInterrupt:
        report(step["now"], "failed", "Stopped. Nothing was changed.")
        return 130
    except OSError as error:
        said = f"{error.filename or 'A file'}: {error.strerror or error}. Nothing was published."
        report(step["now"], "failed", said)
        return 1
    except Exception as error:
        # A defect: say what, and keep the trace for who looks.
        traceback.print_exc()
        said = f"{type(error).__name__}: {error}"[:500]
        advice = "Nothing was published. `python -m making`, in the environment .venv, shows where it is."
        report(step["now"], "failed", f"{said}\n{advice}")
        return 1
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m making", description="Make the next version.")
    parser.add_argument("--out", type=Path, help="where versions are published, instead of artifacts/")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
