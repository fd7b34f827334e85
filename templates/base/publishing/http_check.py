"""The real server over a candidate's folder, asked as anybody would ask it."""

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from publishing.errors import CannotPublish
from publishing.places import ROOT

# For a start, and for an answer, on a machine that is busy with other things.
SECONDS = 300


class Api:
    """A server that is starting or has started, and one connection to it that is kept open."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._open: http.client.HTTPConnection | None = None

    def ready(self) -> http.client.HTTPConnection:
        """Wait until it answers.

        Raises:
            CannotPublish: it does not start.
        """
        if self._open is None:
            place = urlsplit(_url(self._process))
            self._open = http.client.HTTPConnection(
                place.hostname or "127.0.0.1", place.port, timeout=SECONDS
            )
        return self._open

    def predict(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Send what is asked, as JSON; return the status and the answer."""
        body = json.dumps(asked, default=lambda moment: moment.isoformat()).encode()
        connection = self.ready()
        connection.request("POST", "/api/v1/predict", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        content = response.read()
        return response.status, json.loads(content)

    def batch(self, table: bytes) -> tuple[int, str]:
        """Send a table of CSV; return the status and the table that comes back."""
        connection = self.ready()
        connection.request("POST", "/api/v1/predict/batch", table, {"Content-Type": "text/csv"})
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8-sig")

    def close(self) -> None:
        if self._open is not None:
            self._open.close()


@contextmanager
def serving(folder: Path, limits: Mapping[str, str] | None = None) -> Iterator[Api]:
    """Start the server on a folder that holds an artifact, and stop it at the end. It starts while others work.

    Args:
        limits: settings that hold here, whatever they are in production.
    """
    environment = os.environ | {"ARTIFACT_DIR": str(folder), "DATABASE": "off", "LOG_LEVEL": "error"}
    environment |= {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    # Whatever production is set to: this server is asked by nobody else.
    environment |= {"APP_ENV": "development", "AUTH": "none", "RATE_LIMIT": "off", "TRUSTED_HOSTS": ""}
    environment |= limits or {}
    command = [str(_python()), "-m", "serving", "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        api = Api(process)
        try:
            yield api
        finally:
            api.close()
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _url(process: "subprocess.Popen[str]") -> str:
    """Wait for the line that says where it listens; then keep reading, so that the pipe never fills."""
    assert process.stdout is not None
    said = ""
    slow = threading.Timer(SECONDS, process.kill)
    slow.start()
    try:
        for line in process.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if event.get("step") == "serving" and event.get("state") == "done":
                threading.Thread(target=process.stdout.read, daemon=True).start()
                return str(event["text"])
            said = str(event.get("text", said))
    finally:
        slow.cancel()
    raise CannotPublish(
        f"The server does not start on this model: {said or 'it said nothing'}", "Then run the command again."
    )


def _python() -> Path:
    """Prefer the environment that serves in earnest, which holds nothing that made the model."""
    inside = Path("Scripts", "python.exe") if os.name == "nt" else Path("bin", "python")
    own = ROOT / ".venv-serving" / inside
    return own if own.exists() else Path(sys.executable)
