"""`python -m serving.describe <file>` writes the API's description, for the page's types. It needs no artifact."""

import json
import sys
from pathlib import Path

from serving.app import create_app
from serving.settings import Settings


def main() -> None:
    """Write the OpenAPI document to the file named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m serving.describe <file>")
    app = create_app(Settings(database=None), with_model=False)
    text = json.dumps(app.openapi(), ensure_ascii=False, indent=2)
    Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
