"""Ask the API: one row, then a table of rows. Only Python's standard library.

python examples/client.py http://localhost:8000 rows.csv answers.csv
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def predict(url: str, row: dict[str, Any]) -> dict[str, Any]:
    """Answer one row.

    Raises:
        HTTPError: the row was refused; its body says which field, what was expected and what was found.
    """
    body = json.dumps(row).encode()
    request = Request(f"{url}/api/v1/predict", body, {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        return dict(json.load(answer))


def predict_table(url: str, table: Path, answers: Path) -> int:
    """Answer a CSV of any length into another one; return how many rows there were. Neither is held in memory."""
    with table.open("rb") as rows:
        headers = {"Content-Type": "text/csv", "Content-Length": str(table.stat().st_size)}
        request = Request(f"{url}/api/v1/predict/batch", rows, headers)
        with urlopen(request) as answer, answers.open("wb") as file:
            shutil.copyfileobj(answer, file)
            return int(answer.headers["x-rows"])


def main(url: str, table: str, answers: str) -> None:
    """Ask for the example in the API's description, and for a table."""
    with urlopen(f"{url}/openapi.json") as document:
        fields = json.load(document)["components"]["schemas"]["Features"]["properties"]
    row = {name: field["examples"][0] for name, field in fields.items()}
    print(predict(url, row))
    print(f"{predict_table(url, Path(table), Path(answers))} rows answered in {answers}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except HTTPError as error:
        sys.exit(json.load(error)["detail"])
