"""A database that is away, from the start or later: the server answers, waits for it, and keeps what it can."""

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from databases import PostgresDatabase
from postgres import PASSWORD, NoPostgres, Server
from postgres import running as running_postgres
from running import running
from structlog.testing import capture_logs
from test_prediction_log import entry, eventually

from serving.errors import CannotServe
from serving.prediction_log import PredictionLog, open_log
from serving.settings import Settings
from serving.stores import Unavailable
from serving.stores import postgres as store


@pytest.fixture
def server() -> Iterator[Server]:
    """A PostgreSQL that may be killed."""
    try:
        with running_postgres() as server:
            yield server
    except NoPostgres as error:
        pytest.skip(f"not tried on PostgreSQL: {error}")


@pytest.fixture
def nowhere() -> Iterator[str]:
    """The address of a PostgreSQL that is not there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and never listens
        yield f"postgresql://app:{PASSWORD}@127.0.0.1:{taken.getsockname()[1]}/predictions"


def answer(url: str) -> tuple[int, Any, dict[str, str]]:
    try:
        with urlopen(url) as found:
            return found.status, json.load(found), dict(found.headers)
    except HTTPError as error:
        return error.code, json.load(error), dict(error.headers)


def test_a_server_starts_answers_and_stops_without_its_database(nowhere: str) -> None:
    with running(DATABASE="", DATABASE_URL=nowhere, STOP_SECONDS="1") as server:
        status, ready, _ = answer(f"{server.url}/readyz")
        assert (status, ready["status"]) == (200, "ready")
        assert "PostgreSQL" in ready["prediction_log"]
        assert (ready["answers_waiting"], ready["answers_lost"]) == (0, 0)
        for path in ("predictions", "predictions/01J9ZZZZZZZZZZZZZZZZZZZZZZ"):
            status, problem, headers = answer(f"{server.url}/api/v1/{path}")
            assert status == 503
            assert "PostgreSQL" in problem["detail"] and int(headers["retry-after"])
        with urlopen(f"{server.url}/metrics") as metrics:
            assert "prediction_log_up 0.0" in metrics.read().decode()
        if os.name == "posix":
            server.process.terminate()
            _, said = server.process.communicate(timeout=300)
            assert "prediction log not written" in said and "refused" in said
            assert PASSWORD not in said


@pytest.mark.parametrize(
    "address",
    [
        "mysql://app:a-secret@host/name",
        "app:a-secret@host",
        "postgresql://app:a-sec@ret@host/name",
        "postgresql://app:a%ZZsecret@host/name",
        "postgresql://app:a-secret@host/name?wrong=a-secret",
    ],
)
def test_an_address_that_is_none_is_said_without_the_password(address: str) -> None:
    with pytest.raises(CannotServe) as caught:
        open_log(Settings.from_environment({"DATABASE_URL": address}))
    said = str(caught.value)
    assert said.startswith("DATABASE_URL cannot be ")
    assert "postgresql://user:password@host" in said or "%40" in said
    assert "sec" not in said


def test_the_password_is_not_in_the_settings_words() -> None:
    settings = Settings.from_environment({"DATABASE_URL": f"postgresql://app:{PASSWORD}@host/name"})
    assert PASSWORD not in f"{settings!r} {settings} {settings.model_dump()}"


def test_a_wrong_password_is_not_logged(server: Server) -> None:
    wrong = "another planted one"
    url = server.url.replace(PASSWORD, wrong.replace(" ", "%20"))
    with capture_logs() as lines:
        log = PredictionLog(PostgresDatabase(url).store())
        assert log.trouble and wrong not in log.trouble
        log.close()
    said = str(lines)
    assert "password authentication failed" in said
    assert wrong not in said and "another%20planted" not in said


def test_what_was_found_outlives_a_kill_and_is_there_once(server: Server) -> None:
    database = PostgresDatabase(server.url)
    log = PredictionLog(database.store())
    numbers, done, sure = count(), Event(), set[str]()

    def work() -> None:
        while not done.is_set():
            name = str(next(numbers))
            log.add(entry(name))
            try:
                if log.find(name):
                    sure.add(name)
            except Unavailable:
                time.sleep(0.01)

    with ThreadPoolExecutor(3) as workers:
        running = [workers.submit(work) for _ in range(3)]
        try:
            for _ in range(2):
                before = len(sure)
                eventually(lambda before=before: len(sure) > before + 20)  # type: ignore[misc]
                server.kill()
                eventually(lambda: log.trouble is not None)
                server.start()
                eventually(lambda: log.trouble is None)
        finally:
            done.set()
        for one in running:
            one.result()
    log.close()
    stored = [one for (one,) in database.run("SELECT id FROM predictions")]
    assert len(stored) == len(set(stored))
    assert sure <= set(stored)
    assert log.lost == 0 and len(stored) == next(numbers)  # and of the others none, either: there was room


def test_a_log_that_began_without_its_database_keeps_all(server: Server) -> None:
    database = PostgresDatabase(server.url)
    server.stop()
    log = PredictionLog(database.store())
    assert log.trouble
    for number in range(100):
        log.add(entry(str(number)))
    assert len(log) == 100
    server.start()
    eventually(lambda: log.trouble is None)
    assert log.find("0") and log.find("99")
    log.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot stop a process for a while")
def test_a_database_that_says_nothing_keeps_nobody_waiting(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PATIENCE", 2.0)
    database = PostgresDatabase(server.url)
    log = PredictionLog(database.store())
    log.add(entry("before"))
    assert log.find("before")
    pids = [
        pid
        for (pid,) in database.run("SELECT pid FROM pg_stat_activity WHERE application_name = 'predictions'")
    ]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        log.add(entry("meanwhile"))
        eventually(lambda: len(log) == 0)  # by a connection of its own
        assert log.find("meanwhile")
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    assert database.run("SELECT count(*) FROM predictions") == [(2,)]
    log.close()
