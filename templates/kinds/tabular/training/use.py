"""`python -m training.use v1`: serve another published version."""

import sys

from training.errors import TrainingError
from training.progress import report
from training.publish import ARTIFACTS, current, use, versions


def main(arguments: list[str]) -> int:
    """Point `artifacts/current` at a version; without one, say what there is."""
    try:
        if len(arguments) != 1:
            raise TrainingError(
                f"Which version? Published: {', '.join(versions()) or 'none'}; served: {current().name}.",
                "npm run use -- v1",
            )
        name = arguments[0]
        use(name if name.startswith("v") else f"v{name}", ARTIFACTS)
    except TrainingError as error:
        report("version", "failed", f"{error.message}\n{error.hint}")
        return 2
    report("version", "done", f"{current().name} is served from the next start on")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
