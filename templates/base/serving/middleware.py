"""The trail of a request: its id, its count and its log line. Plain ASGI: the usual base class halves the throughput."""

from collections.abc import Iterable
from time import perf_counter
from typing import Any

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from ulid import ULID

from serving.headers import SecurityHeaders
from serving.load import Load
from serving.logs import log
from serving.metrics import Metrics
from serving.problems import Problem, problem_response

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Answers are for whoever asked; and who came over TLS shall never come without.
_KEPT_BY_NOBODY = (b"cache-control", b"no-store")
_ALWAYS_TLS = (b"strict-transport-security", b"max-age=31536000")


class CompressedReads(GZipMiddleware):
    """Compress what is read, such as the page; an answer is short, and time matters more."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope.get("method") == "GET":
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class RequestTrail:
    """Give every request an id, send it back in `x-request-id`, count it, log it, and let no exception out.

    What a browser may do with the answer is said here too: no answer goes out without.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, headers: SecurityHeaders, load: Load) -> None:
        self._app = app
        self._metrics = metrics
        self._load = load
        self._headers = headers
        self._log = log()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        request_id = str(ULID())
        state = scope.setdefault("state", {})
        state["id"] = request_id
        header = (b"x-request-id", request_id.encode("ascii"))
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], header, *self._more(scope, message["headers"])]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            self._log.exception("failed", id=request_id)
            if status:  # the answer is under way: only breaking it off tells the client
                raise
            problem = Problem(
                500, f"This is a defect of the server. Its log holds the reason under the id {request_id}."
            )
            await problem_response(problem, request_id)(scope, receive, send_with_id)
        finally:
            self._note(scope, state, status, perf_counter() - started)

    def _more(self, scope: Scope, given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        more = [*self._headers.of(scope["path"])]
        if not any(name == b"cache-control" for name, _ in given):
            more.append(_KEPT_BY_NOBODY)
        if scope["scheme"] == "https":
            more.append(_ALWAYS_TLS)
        if self._load.stopping:  # the next request is to find another server
            more.append((b"connection", b"close"))
        return more

    def _note(self, scope: Scope, state: dict[str, Any], status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path", "page")
        self._metrics.answered(method, route, status, seconds)
        line = self._log.info if route.startswith("/api/") or status >= 400 else self._log.debug
        line(
            "answered",
            id=state["id"],
            method=method,
            path=scope["path"],
            status=status,
            ms=round(seconds * 1000, 2),
            **state.get("log", {}),
        )
