"""`python -m publishing.use v1`: serve another published version."""

import sys

from publishing.errors import CannotPublish
from publishing.progress import report
from publishing.publish import ARTIFACTS, current, use, versions


def main(arguments: list[str]) -> int:
    """Point `artifacts/current` at a version; without one, say what there is."""
    try:
        if len(arguments) != 1:
            raise CannotPublish(
                f"Which version? Published: {', '.join(versions()) or 'none'}; served: {current().name}.",
                "npm run use -- v1",
            )
        name = arguments[0]
        use(name if name.startswith("v") else f"v{name}", ARTIFACTS)
    except CannotPublish as error:
        report("version", "failed", f"{error.message}\n{error.hint}")
        return 2
    report("version", "done", f"{current().name} is served from the next start on")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
