"""A stop in the middle of a batch: all of it is answered and kept."""

import http.client
import json
import os
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from rows import example
from running import running

ROWS = 20_000

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM that a program can catch")


def test_a_batch_that_is_under_way_is_finished_and_kept(tmp_path: Path) -> None:
    database = tmp_path / "predictions.sqlite3"
    limits = {"DRAIN_SECONDS": "0", "STOP_SECONDS": "600", "CLIENT_SECONDS": "600"}
    with running(DATABASE=str(database), **limits) as server:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=300)
        body = (json.dumps(example()) + "\n").encode("utf-8") * ROWS
        connection.request("POST", "/api/v1/predict/batch", body, {"Content-Type": "application/x-ndjson"})
        answer = connection.getresponse()
        first = answer.readline()
        server.process.terminate()
        answers = [json.loads(line) for line in (first, *answer)]
        assert [told["row"] for told in answers] == list(range(1, ROWS + 1))
        assert not any("errors" in told for told in answers)
        assert server.process.wait(300) == 0
    with sqlite3.connect(database) as kept:
        (count,) = kept.execute("SELECT count(*) FROM predictions WHERE operation = 'batch'").fetchone()
    assert count == ROWS
