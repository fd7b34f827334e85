"""The door: which requests are let in. Each refusal is a problem with the way out."""

from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from starlette.requests import cookie_parser
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.keys import COOKIE, Key, Keys
from serving.problems import Problem, problem_response
from serving.rate import neighbourhood
from serving.scopes import OPEN, wanted
from serving.service import Service

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HEALTH = frozenset({"/healthz", "/readyz"})


class Guard:
    """Lets a request in, or answers it: 400 foreign host, 401 no key, 403 not allowed, 429 too many, 503 too busy."""

    def __init__(self, app: ASGIApp, service: Service, routes: Sequence[BaseRoute]) -> None:
        """Take the app behind the door, and its routes: what none of them answers is the page."""
        self._app = app
        self._service = service
        self._routes = routes
        self._keys = service.keys
        self._hosts = service.settings.trusted_hosts
        self._rate = service.settings.rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._answer(scope, receive, send)
        finally:
            if scope["state"].get("taken"):
                self._service.load.taken -= 1

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] not in _HEALTH:
            try:
                self._let_in(scope)
            except Problem as problem:
                await problem_response(problem, scope["state"]["id"])(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _let_in(self, scope: Scope) -> None:
        """Raise a problem unless the request may go on."""
        if not scope["state"].get("taken", True):
            raise Problem(
                503, "Too many requests wait already. Try again in a second.", headers={"Retry-After": "1"}
            )
        headers = dict(scope["headers"])
        self._check_host(headers)
        if headers.get(b"upgrade", b"").lower() == b"websocket":
            raise Problem(
                400, "There are no WebSockets here. Send plain HTTP; the API is described at /openapi.json."
            )
        key, by_cookie = (None, False) if self._keys is None else self._who(self._keys, headers)
        scope["state"]["key"] = key
        self._check_rate(scope, key)
        if scope["method"] not in _SAFE and (by_cookie or key is None):
            self._check_origin(headers, must_be_told=by_cookie)
        if self._keys is not None:
            _check_scope(wanted(scope, self._routes), key, headers)

    def _check_host(self, headers: dict[bytes, bytes]) -> None:
        if not self._hosts:
            return
        host = _split(b"//" + headers.get(b"host", b"").rpartition(b"@")[2])
        if host is None or host.hostname not in self._hosts:
            raise Problem(
                400, "The server is not called by this name. TRUSTED_HOSTS lists those it answers to."
            )

    def _who(self, keys: Keys, headers: dict[bytes, bytes]) -> tuple[Key | None, bool]:
        """Return the key that was presented, if it is known, and whether a cookie held it."""
        told = headers.get(b"authorization", b"").decode("latin-1")
        kind, _, presented = told.partition(" ")
        if kind.lower() == "bearer":
            return keys.find(presented.strip()), False
        direct = headers.get(b"x-api-key")
        if direct is not None:
            return keys.find(direct.decode("latin-1").strip()), False
        cookie = cookie_parser(headers.get(b"cookie", b"").decode("latin-1")).get(COOKIE)
        return (keys.find(cookie), True) if cookie else (None, False)

    def _check_rate(self, scope: Scope, key: Key | None) -> None:
        if self._rate is None:
            return
        who = f"key {key.name}" if key else f"address {neighbourhood((scope.get('client') or ('',))[0])}"
        if not self._rate.takes(who):
            raise Problem(
                429,
                f"More than {self._rate.amount} requests in {self._rate.seconds} seconds. Wait, and send fewer; "
                "RATE_LIMIT sets this.",
                headers={"Retry-After": str(self._rate.wait())},
            )

    def _check_origin(self, headers: dict[bytes, bytes], *, must_be_told: bool) -> None:
        """Refuse what another site made a browser send, with a cookie of ours or into a product that asks for no key.

        A browser says where a request comes from in `Sec-Fetch-Site`, on a plain HTTP address only in `Origin`.
        """
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            is_own = site == b"same-origin"
        elif b"origin" in headers:
            origin = _split(headers[b"origin"])
            host = headers.get(b"host", b"").decode("latin-1").lower()
            is_own = origin is not None and (origin.netloc.lower() == host or origin.hostname in self._hosts)
        else:
            is_own = not must_be_told
        if not is_own:
            raise Problem(
                403,
                "This request came from another site. Send it from the product's own page, or with a key.",
            )


def _check_scope(scope: str, key: Key | None, headers: dict[bytes, bytes]) -> None:
    if scope == OPEN:
        return
    if key is None:
        raise _unknown(headers)
    if not key.may(scope):
        raise Problem(403, f"The key '{key.name}' may not do this: it wants the scope '{scope}'.")


def _split(url: bytes) -> SplitResult | None:
    """Return the parts of a URL that has a host, or None."""
    try:
        parts = urlsplit(url.decode("latin-1"))
        return parts if parts.hostname else None
    except ValueError:
        return None


def _unknown(headers: dict[bytes, bytes]) -> Problem:
    presented = any(name in headers for name in (b"authorization", b"x-api-key", b"cookie"))
    detail = (
        "The key is not known: it may have been revoked, or not all of it was copied."
        if presented
        else "Send a key: 'Authorization: Bearer …'. Whoever runs this service gives them out."
    )
    return Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})
