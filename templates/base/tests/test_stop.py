"""A stop: announced first, then nothing new, what is under way finished, and the log written."""

import json
import os
import socket
from contextlib import suppress
from hashlib import sha256
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from running import Server, running

PATIENCE = 120.0  # seconds; nothing here takes as long unless something is broken
HALF = (
    b"POST /api/v1/session HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
    b"Content-Length: 16\r\nExpect: 100-continue\r\n\r\n"
)
REST = b'{"key": "wrong"}'

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM that a program can catch")


def closed(**environment: str) -> dict[str, str]:
    return {"AUTH": "keys", "API_KEYS": f"test:admin:{sha256(b'x').hexdigest()}"} | environment


def connected(server: Server) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname, address.port), timeout=PATIENCE)


def half_sent(server: Server) -> socket.socket:
    """A request that the server has begun to answer, and whose body it waits for."""
    connection = connected(server)
    connection.sendall(HALF)
    assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
    return connection


def wait_until_nothing_new_is_taken(server: Server) -> None:
    with suppress(OSError):
        while True:
            connected(server).close()


def readiness(server: Server) -> int:
    try:
        with urlopen(f"{server.url}/readyz", timeout=PATIENCE) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


def test_it_is_announced_while_everything_is_still_answered() -> None:
    with running(DRAIN_SECONDS="600") as server:
        server.process.terminate()
        while readiness(server) != 503:
            pass
        with urlopen(f"{server.url}/healthz", timeout=PATIENCE) as answer:
            assert json.load(answer) == {"status": "ok"}
            assert answer.headers["connection"] == "close"
        server.process.terminate()  # once more: somebody is in a hurry
        assert server.process.wait(PATIENCE) == 0


def test_what_is_under_way_is_finished_and_nothing_new_is_taken() -> None:
    with running(**closed(DRAIN_SECONDS="0", STOP_SECONDS="600", CLIENT_SECONDS="600")) as server:
        with half_sent(server) as connection:
            server.process.terminate()
            wait_until_nothing_new_is_taken(server)
            connection.sendall(REST)
            answered = b""
            while more := connection.recv(65_536):
                answered += more
        assert answered.startswith(b"HTTP/1.1 401 ") and b"This key is not known" in answered
        assert server.process.wait(PATIENCE) == 0


def test_a_client_that_never_ends_cannot_hold_it() -> None:
    limits = closed(DRAIN_SECONDS="0", STOP_SECONDS="1", CLIENT_SECONDS="600")
    with running(**limits) as server, half_sent(server):
        server.process.terminate()
        assert server.process.wait(PATIENCE) == 0
