"""Ask the API: the example of its own description, then files, several in one request. Only Python's standard library.

python examples/client.py http://localhost:8000 one.png two.png
"""

import json
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4


def predict(url: str, question: dict[str, Any]) -> dict[str, Any]:
    """Answer one question as JSON: `{"image": base64}`, `{"audio": base64}`, `{"text": …}` or `{"inputs": {name: nested lists}}`.

    Raises:
        HTTPError: it was refused; its body says what was expected and what was found.
    """
    return _sent(url, json.dumps(question).encode(), "application/json")


def predict_files(url: str, files: list[Path]) -> list[dict[str, Any]]:
    """Answer files; several get an answer each, in their order. Of tensors, a .npy file for each input makes one question.

    Raises:
        HTTPError: one of them was refused.
    """
    mark = uuid4().hex.encode()
    parts = [
        b'--%s\r\ncontent-disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n'
        % (mark, _quoted(file.stem), _quoted(file.name), file.read_bytes())
        for file in files
    ]
    body = b"".join(parts) + b"--%s--\r\n" % mark
    answer = _sent(url, body, f"multipart/form-data; boundary={mark.decode()}")
    return list(answer["items"]) if "items" in answer else [answer]


def _quoted(name: str) -> bytes:
    """Write a name as browsers do."""
    return name.replace('"', "%22").encode()


def _sent(url: str, body: bytes, content_type: str) -> dict[str, Any]:
    request = Request(f"{url}/api/v1/predict", body, {"Content-Type": content_type})
    with urlopen(request) as answer:
        return dict(json.load(answer))


def main(url: str, *files: str) -> None:
    """Ask for the example in the API's description, or for files."""
    if files:
        for name, answer in zip(files, predict_files(url, [Path(file) for file in files]), strict=False):
            print(name, answer)
        return
    with urlopen(f"{url}/openapi.json") as document:
        asked = json.load(document)["paths"]["/api/v1/predict"]["post"]["requestBody"]["content"]
    if "example" not in asked["application/json"]:
        sys.exit("No example is known for this model. Send files: a .npy for each input, named as it is.")
    print(predict(url, asked["application/json"]["example"]))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except HTTPError as error:
        sys.exit(json.load(error)["detail"])
