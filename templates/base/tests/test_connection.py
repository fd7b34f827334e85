"""The server beneath the app: clients that are slow, endless, or speak no HTTP. Nobody can hold it, and nobody sees a trace."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from running import Server, running

from serving.connection import OneWrite

PATIENCE = 120.0  # seconds; the server's own is one
END = b"\r\n\r\n"
KEY = b"a key of the test's own"
SIGNED = b"Host: here\r\nAuthorization: Bearer " + KEY
LINE = b"POST /api/v1/session HTTP/1.1\r\nHost: here\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(CLIENT_SECONDS="1", AUTH="keys", API_KEYS=f"test:admin:{sha256(KEY).hexdigest()}") as server:
        yield server


def connected(server: Server) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname, address.port), timeout=PATIENCE)


def everything(connection: socket.socket) -> bytes:
    """What the server sends until it closes."""
    received = b""
    try:
        while more := connection.recv(65_536):
            received += more
    except ConnectionResetError:
        pass
    return received


def said_to(server: Server, sent: bytes) -> bytes:
    with connected(server) as connection:
        connection.sendall(sent)
        return everything(connection)


def assert_problem(received: bytes, status: int) -> None:
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("ascii").lower().split("\r\n")
    assert lines[0].startswith(f"http/1.1 {status} "), received[:300]
    assert "content-type: application/problem+json" in lines
    assert "connection: close" in lines
    assert any(line.startswith("content-security-policy: default-src 'none'") for line in lines)
    assert "x-content-type-options: nosniff" in lines
    problem = json.loads(body)
    assert problem["status"] == status and problem["id"]
    assert b"Traceback" not in received


def assert_serves(server: Server) -> None:
    with urlopen(f"{server.url}/readyz", timeout=PATIENCE) as answer:
        assert json.load(answer)["status"] == "ready"


@pytest.mark.parametrize(
    "sent",
    [b"G", LINE, LINE + b"X-Long: " + b"a" * 1000, b"\r\n"],
    ids=["a letter", "no end of the headers", "half a header", "an empty line"],
)
def test_headers_that_never_end_are_not_waited_for(server: Server, sent: bytes) -> None:
    assert_problem(said_to(server, sent), 408)
    assert_serves(server)


def test_a_connection_on_which_nothing_is_said_is_closed(server: Server) -> None:
    assert said_to(server, b"") == b""


def test_a_second_request_is_not_waited_for_either(server: Server) -> None:
    received = said_to(server, b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\nGET /heal")
    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.count(b"HTTP/1.1 ") <= 2


def test_a_body_that_does_not_come_is_not_waited_for(server: Server) -> None:
    sent = LINE + b'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"k'
    assert_problem(said_to(server, sent), 408)
    chunked = LINE + b'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"k\r\n'
    assert_problem(said_to(server, chunked), 408)
    assert_serves(server)


def early(more_headers: bytes, length: int) -> bytes:
    """A question that is refused (415) before its body is there."""
    return LINE + b"Content-Type: text/plain\r\nContent-Length: %d" % length + more_headers + END + b"begin"


@pytest.mark.parametrize("more_headers", [b"", b"\r\nConnection: close"], ids=["kept open", "closed"])
def test_who_is_answered_while_still_sending_gets_the_whole_answer(
    server: Server, more_headers: bytes
) -> None:
    size = 8_000_000  # more than any socket holds
    with connected(server) as connection:
        connection.sendall(early(more_headers, size))
        begin = connection.recv(1)  # it is answered
        connection.sendall(b"." * (size - len(b"begin")))
        if not more_headers:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close" + END)
        answers = (begin + everything(connection)).split(b"HTTP/1.1 ")
    assert [answer[:3] for answer in answers] == ([b"", b"415"] if more_headers else [b"", b"415", b"200"])


@pytest.mark.parametrize("more_headers", [b"", b"\r\nConnection: close"], ids=["kept open", "closed"])
def test_who_goes_on_sending_after_the_answer_is_left(server: Server, more_headers: bytes) -> None:
    with connected(server) as connection, pytest.raises(ConnectionError):
        connection.sendall(early(more_headers, 10**15))
        while True:
            connection.sendall(b"." * 65_536)
    assert_serves(server)


def test_a_client_that_never_reads_is_left(server: Server) -> None:
    asked = 3000
    with connected(server) as connection:
        request = b"GET /openapi.json HTTP/1.1\r\n" + SIGNED + END
        with suppress(OSError):  # it may be left while it is still sending
            connection.sendall(request * asked)
        assert_serves(server)
        # Had it waited, all of them would come now.
        assert everything(connection).count(b"HTTP/1.1 200 ") < asked
    assert_serves(server)


def test_above_its_queue_limit_the_server_says_so_at_once_and_health_is_answered() -> None:
    with running(QUEUE_LIMIT="1", CLIENT_SECONDS="600") as server, connected(server) as held:
        held.sendall(
            (b"GET /openapi.json HTTP/1.1\r\nHost: here" + END) * 3000
        )  # and nobody reads the answers
        ask = b"GET /api/v1/model HTTP/1.1\r\nHost: here\r\nConnection: close" + END
        while (answer := said_to(server, ask)).startswith(b"HTTP/1.1 200 "):
            pass
        assert answer.startswith(b"HTTP/1.1 503 "), answer[:300]
        assert b"\r\nretry-after: 1\r\n" in answer
        assert_serves(server)


def test_bodies_that_are_still_arriving_hold_no_place_in_the_queue() -> None:
    key = f"test:admin:{sha256(KEY).hexdigest()}"
    with (
        running(QUEUE_LIMIT="1", CLIENT_SECONDS="600", AUTH="keys", API_KEYS=key) as server,
        ExitStack() as all_held,
    ):
        for _ in range(5):
            held = all_held.enter_context(connected(server))
            held.sendall(
                LINE + b"Content-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue" + END
            )
            assert held.recv(1000).startswith(b"HTTP/1.1 100 ")
        ask = b"GET /api/v1/model HTTP/1.1\r\nConnection: close\r\n" + SIGNED + END
        assert said_to(server, ask).startswith(b"HTTP/1.1 200 ")


def test_headers_without_measure_are_refused(server: Server) -> None:
    with connected(server) as connection:
        connection.sendall(LINE)
        try:
            for number in range(2000):
                connection.sendall(b"X-%d: %s\r\n" % (number, b"a" * 500))
        except OSError:
            return  # refused before it had all been sent, and the refusal was lost on the way
        assert_problem(everything(connection), 431)
    assert_serves(server)


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"hello" + END,
        b"GET / HTTP/9.9" + END,
        b"GET /\x00 HTTP/1.1" + END,
        b"GET /\xff HTTP/1.1\r\nHost: here" + END,
        b"GET / HTTP/1.1\r\nHost: here\r\nX: a\x00b" + END,
        b"GET / HTTP/1.1\r\nHost: here\r\n folded: header" + END,
        b"GET / HTTP/1.1\r\nHost : here" + END,
        b"CONNECT here:443 HTTP/1.1\r\nHost: here" + END,
        LINE + b"Content-Length: 1\r\nContent-Length: 2" + END + b"{}",
        LINE + b"Content-Length: 2\r\nContent-Length: 2" + END + b"{}",
        LINE + b"Content-Length: 2\r\nTransfer-Encoding: chunked" + END + b"0\r\n\r\n",
        LINE + b"Transfer-Encoding: chunked, identity" + END + b"0\r\n\r\n",
        LINE + b"Content-Length: -1" + END,
        LINE + b"Content-Length: 1e3" + END,
        LINE + b"Content-Length: 99999999999999999999999" + END,
        LINE + b"Transfer-Encoding: chunked" + END + b"zz\r\n{}\r\n",
        LINE + b"Transfer-Encoding: chunked" + END + b"ffffffffffffffffff\r\n",
    ],
)
def test_what_is_no_http_is_refused_in_words(server: Server, sent: bytes) -> None:
    assert_problem(said_to(server, sent), 400)
    assert_serves(server)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade, close", 400),
        (b"GET /api/v1/predict HTTP/1.1\r\nConnection: close", 405),
        (b"TRACE / HTTP/1.1\r\nConnection: close", 405),
        (b"OPTIONS * HTTP/1.1\r\nConnection: close", 405),
        (b"GET /assets/%00 HTTP/1.1\r\nConnection: close", 404),
        (b"GET /assets/" + b"a" * 5000 + b" HTTP/1.1\r\nConnection: close", 404),
        (b"POST /api/v1/session HTTP/1.1\r\nConnection: close\r\nContent-Length: 0", 415),
    ],
)
def test_what_is_http_and_cannot_be_had_is_a_problem(server: Server, sent: bytes, status: int) -> None:
    received = said_to(server, sent + b"\r\n" + SIGNED + END)
    assert received.startswith(f"HTTP/1.1 {status} ".encode()), received[:300]
    assert b"Traceback" not in received
    assert b"content-security-policy" in received


def test_another_protocol_that_is_only_offered_changes_nothing(server: Server) -> None:
    upgrade = b"GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: Upgrade, close\r\nUpgrade: h2c" + END
    assert said_to(server, upgrade).startswith(b"HTTP/1.1 200 ")


def test_an_answer_goes_out_in_one_piece_and_no_head_waits_for_a_body() -> None:
    class Transport:
        sent: list[bytes] = []

        def write(self, data: bytes) -> None:
            self.sent.append(data)

        def is_closing(self) -> bool:
            return False

    class Cycle:
        response_started = False

    async def answer() -> list[bytes]:
        cycle: Any = Cycle()
        transport: Any = Transport()
        loop = asyncio.get_running_loop()
        one = OneWrite(cycle, transport, loop)
        one.write(b"100")
        cycle.response_started = True
        one.write(b"head+")
        one.write(b"body")
        one.write(b"more")
        slow = OneWrite(cycle, transport, loop)
        slow.write(b"head alone")
        await asyncio.sleep(0)
        slow.write(b"body later")
        return list(Transport.sent)

    assert asyncio.run(answer()) == [b"100", b"head+body", b"more", b"head alone", b"body later"]
