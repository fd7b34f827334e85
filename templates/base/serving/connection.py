"""One connection: whoever is slow in sending or reading cannot hold the server, and what is no HTTP is told so.

uvicorn waits as long as a client likes, and keeps headers of any length. A proxy in front would see to both, but a product
must stand without one.
"""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from http import HTTPStatus
from typing import Any
from weakref import proxy

from starlette.types import ASGIApp
from ulid import ULID
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from serving.headers import Headers
from serving.load import Load
from serving.logs import log
from serving.problems import Problem, problem_response

MOST_HEAD = 65_536  # bytes of a request's line and headers
SLOWEST_BODY = 1_000  # bytes a second
_JOINED = 65_536  # bytes; a longer part would be copied for nothing


class OneWrite:
    """A transport for one answer: its head goes out with what follows it in the same moment, not by itself.

    uvicorn writes both one after the other: two calls of the system, and a client that is woken twice.
    """

    def __init__(self, cycle: RequestResponseCycle, transport: Transport, loop: AbstractEventLoop) -> None:
        """Take whose answer it is, and where it goes."""
        self._transport, self._loop = transport, loop
        self._cycle = proxy(cycle)  # it holds this, and the body as far as nobody read it
        self._head: bytes | None = None
        self.is_closing = transport.is_closing

    def write(self, data: bytes) -> None:
        """Send bytes; of an answer's head at the latest in the loop's next round."""
        if self._head is None and self._cycle.response_started:
            self._head = data
            self._loop.call_soon(self._flush)
        elif self._head and len(data) <= _JOINED:
            head, self._head = self._head, b""
            self._transport.write(head + data)
        else:
            self._flush()
            self._transport.write(data)

    def close(self) -> None:
        """Send what is left, and close; while the question still arrives only this way, for a reset would outrun the answer."""
        self._flush()
        if self._cycle.response_complete and self._cycle.more_body and not self.is_closing():
            self._transport.write_eof()
        else:
            self._transport.close()

    def _flush(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            if not self.is_closing():
                self._transport.write(head)


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with an end to patience.

    Three things are waited for, each for `patience` seconds: the whole head of a request, another
    `SLOWEST_BODY * patience` bytes of its body, and a client that reads what it was sent. What is left of a body that was
    answered without it is read and thrown away, for as long as that: a client that is still sending reads no answer.
    """

    def __init__(self, load: Load, headers: Headers, patience: float, **given: Any) -> None:
        """Take what refusals are sent with, and what uvicorn gives any connection of its own."""
        super().__init__(**given)
        self._load = load
        self._refusal_headers = headers
        self._patience = patience
        self._head_timer: TimerHandle | None = None
        self._body_timer: TimerHandle | None = None
        self._read_timer: TimerHandle | None = None
        self._rest_timer: TimerHandle | None = None
        self._head_size = 0
        self._body_size = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(self._patience, self._head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget all timers: they would keep the connection in memory."""
        self._stop_waiting_for_head()
        self._stop_waiting_for_body()
        self._stop_waiting_for_rest()
        if self._read_timer:
            self._read_timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and begin to wait for what is not there yet."""
        is_rest = self._rest_timer is not None
        super().data_received(data)
        if self.transport.is_closing() or is_rest:
            return
        if self.cycle is None or self.cycle.response_complete:
            self._head_size += len(data)
            if self._head_size > MOST_HEAD:
                self._refuse(431, f"The headers are longer than {MOST_HEAD} bytes.")
            elif self._head_timer is None:
                self._head_timer = self.loop.call_later(self._patience, self._head_is_late)
        elif self.cycle.more_body:
            self._body_size += len(data)
            if self._body_timer is None:
                self._load.arriving += 1
                self._body_timer = self.loop.call_later(self._patience, self._body_is_late)

    def on_headers_complete(self) -> None:
        """Begin to answer, unless this is the last that is heard."""
        self._stop_waiting_for_head()
        if not self.transport.is_closing():
            super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGIApp) -> None:  # type: ignore[override]
        """Note whether it is taken: once its turn comes, those behind it would count as well, and all be refused."""
        cycle.scope["state"]["taken"] = self._load.take()
        cycle.transport = OneWrite(cycle, self.transport, self.loop)  # type: ignore[assignment]
        super()._start_asgi_task(cycle, app)  # type: ignore[arg-type]

    def on_message_complete(self) -> None:
        """Stop waiting for more of the body."""
        self._stop_waiting_for_body()
        super().on_message_complete()
        if self._rest_timer:
            self._stop_waiting_for_rest()
            if not self.cycle.keep_alive:
                self.transport.close()

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the rest of one that was answered without it."""
        self._stop_waiting_for_body()
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body and not self.transport.is_closing():
            self._rest_timer = self.loop.call_later(self._patience, self.transport.abort)
        self._close_in_time()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection on which nothing more came."""
        super().timeout_keep_alive_handler()
        self._close_in_time()

    def shutdown(self) -> None:
        """Close it, or have it closed after the answer that is under way."""
        super().shutdown()
        self._close_in_time()

    def pause_writing(self) -> None:
        """Begin to wait for a client that does not read."""
        super().pause_writing()
        if self._read_timer is None:
            self._read_timer = self.loop.call_later(self._patience, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads on."""
        super().resume_writing()
        if self._read_timer and not self.transport.is_closing():
            self._read_timer.cancel()
            self._read_timer = None

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read."""
        self._refuse(
            400, "This is no HTTP request that can be read: its headers or its body break the protocol."
        )

    def _unsupported_upgrade_warning(self) -> None:
        """Other protocols are offered by nobody here; whoever asks for one gets HTTP. Nothing to warn of."""

    def _head_is_late(self) -> None:
        if self._head_size:
            self._refuse(408, f"The headers did not come within {self._patience:g} seconds.")
        else:  # a browser opens connections that it may never need
            self.transport.close()
            self._close_in_time()

    def _body_is_late(self) -> None:
        held_by_us = self.flow.read_paused
        if held_by_us or self._body_size >= SLOWEST_BODY * self._patience:
            self._body_size = 0
            self._body_timer = self.loop.call_later(self._patience, self._body_is_late)
        else:
            self._refuse(408, f"The body came at less than {SLOWEST_BODY} bytes a second.")

    def _stop_waiting_for_head(self) -> None:
        self._head_size = 0
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None

    def _stop_waiting_for_body(self) -> None:
        self._body_size = 0
        if self._body_timer:
            self._body_timer.cancel()
            self._body_timer = None
            self._load.arriving -= 1

    def _stop_waiting_for_rest(self) -> None:
        if self._rest_timer:
            self._rest_timer.cancel()
            self._rest_timer = None

    def _close_in_time(self) -> None:
        """Whoever does not read the last bytes loses them: they would be kept for ever."""
        if self.transport.is_closing() and self._read_timer is None:
            self._read_timer = self.loop.call_later(self._patience, self.transport.abort)

    def _refuse(self, status: int, detail: str) -> None:
        """Send a problem, unless an answer has begun, and close."""
        under_way = (
            self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        )
        if not under_way:
            request_id = str(ULID())
            log().info("refused", id=request_id, status=status)
            self.transport.write(self._problem(Problem(status, detail), request_id))
        self.transport.close()
        self._close_in_time()

    def _problem(self, problem: Problem, request_id: str) -> bytes:
        response = problem_response(problem, request_id)
        headers = [
            *self.server_state.default_headers,
            *response.raw_headers,
            *self._refusal_headers,
            (b"x-request-id", request_id.encode("ascii")),
            (b"connection", b"close"),
        ]
        start = f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}\r\n".encode("ascii")
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        return start + lines + b"\r\n" + bytes(response.body)
