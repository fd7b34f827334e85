"""A real server, as `npm start` starts it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serving.settings import ROOT

# Whatever this machine is set to: a test's server is open and on its own.
OPEN = {
    "APP_ENV": "development",
    "AUTH": "none",
    "RATE_LIMIT": "off",
    "TRUSTED_HOSTS": "",
    "DATABASE_URL": "",
}


@dataclass
class Server:
    """A server that is ready: where it answers, and its process."""

    url: str
    process: "subprocess.Popen[str]"


def start(*flags: str, cwd: Path = ROOT, **environment: str) -> "subprocess.Popen[str]":
    """Start a server on a free port; `environment` holds its settings, `cwd` the product."""
    return subprocess.Popen(
        [sys.executable, "-m", "serving", "--port", environment.pop("PORT", "0"), *flags],
        cwd=cwd,
        env=os.environ | {"DATABASE": "off", "PYTHONUTF8": "1"} | OPEN | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def last_word(process: "subprocess.Popen[str]") -> tuple[int, dict[str, Any]]:
    """Wait for a server that cannot serve; return its exit code and the last line it printed."""
    output, _ = process.communicate(timeout=300)
    return process.returncode, json.loads(output.splitlines()[-1])


@contextmanager
def running(*flags: str, cwd: Path = ROOT, **environment: str) -> Iterator[Server]:
    """Run a server until the block ends; `cwd` holds the product."""
    process = start(*flags, cwd=cwd, **environment)
    assert process.stdout
    try:
        for line in process.stdout:
            event = json.loads(line)
            if event["state"] == "done":
                yield Server(event["text"], process)
                return
        raise AssertionError(f"the server did not start: {process.communicate()[1]}")
    finally:
        process.kill()
        process.communicate()
