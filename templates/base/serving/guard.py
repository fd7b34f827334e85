"""The door: which requests are let in. Each refusal is a problem with the way out."""

from urllib.parse import urlsplit

from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.keys import Key
from serving.problems import Problem, problem_response
from serving.scopes import OPEN, wanted
from serving.service import Service
from serving.sign_in import COOKIE

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HEALTH = frozenset({"/healthz", "/readyz"})


class Guard:
    """Lets a request in, or answers it: 400 foreign host, 401 no key, 403 not allowed, 429 too many, 503 too busy."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service
        self._keys = service.keys
        self._hosts = service.settings.trusted_hosts
        self._rate = service.settings.rate
        self._most_waiting = service.settings.queue_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] in _HEALTH:
            await self._app(scope, receive, send)
            return
        try:
            self._let_in(scope)
        except Problem as problem:
            await problem_response(problem, scope["state"]["id"])(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _let_in(self, scope: Scope) -> None:
        """Raise a problem unless the request may go on."""
        if self._service.waiting() > self._most_waiting:
            raise Problem(
                503, "Too many requests wait already. Try again in a second.", headers={"Retry-After": "1"}
            )
        headers = dict(scope["headers"])
        self._check_host(headers)
        if self._keys is None:
            self._check_rate(scope, None)
            return
        key, by_cookie = self._who(headers)
        scope["state"]["key"] = key
        self._check_rate(scope, key)
        scope_wanted = wanted(scope["method"], scope["path"])
        if by_cookie and scope["method"] not in _SAFE:
            self._check_origin(headers)
        if scope_wanted == OPEN:
            return
        if key is None:
            raise _unknown(headers)
        if not key.may(scope_wanted):
            raise Problem(403, f"The key '{key.name}' may not do this: it wants the scope '{scope_wanted}'.")

    def _check_host(self, headers: dict[bytes, bytes]) -> None:
        if not self._hosts:
            return
        host = headers.get(b"host", b"").decode("latin-1").rpartition("@")[2]
        name = urlsplit(f"//{host}").hostname or ""
        if name not in self._hosts:
            raise Problem(
                400, "The server is not called by this name. TRUSTED_HOSTS lists those it answers to."
            )

    def _who(self, headers: dict[bytes, bytes]) -> tuple[Key | None, bool]:
        """Return the key that was presented, if it is known, and whether a cookie held it."""
        assert self._keys is not None
        told = headers.get(b"authorization", b"").decode("latin-1")
        kind, _, presented = told.partition(" ")
        if kind.lower() == "bearer":
            return self._keys.find(presented.strip()), False
        direct = headers.get(b"x-api-key")
        if direct is not None:
            return self._keys.find(direct.decode("latin-1").strip()), False
        cookie = cookie_parser(headers.get(b"cookie", b"").decode("latin-1")).get(COOKIE)
        return (self._keys.find(cookie), True) if cookie else (None, False)

    def _check_rate(self, scope: Scope, key: Key | None) -> None:
        if self._rate is None:
            return
        who = f"key {key.name}" if key else f"address {(scope.get('client') or ('unknown',))[0]}"
        if not self._rate.takes(who):
            raise Problem(
                429,
                f"More than {self._rate.amount} requests in {self._rate.seconds} seconds. Wait, and send fewer; "
                "RATE_LIMIT sets this.",
                headers={"Retry-After": str(self._rate.wait())},
            )

    def _check_origin(self, headers: dict[bytes, bytes]) -> None:
        """Refuse what another site made a signed-in browser send: browsers name the origin of all that changes something."""
        origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
        own = headers.get(b"host", b"").decode("latin-1").lower()
        if not origin.netloc or (origin.netloc.lower() != own and origin.hostname not in self._hosts):
            raise Problem(
                403,
                "This request came from another site. Send it from the product's own page, or with a key.",
            )


def _unknown(headers: dict[bytes, bytes]) -> Problem:
    presented = any(name in headers for name in (b"authorization", b"x-api-key", b"cookie"))
    detail = (
        "The key is not known: it may have been revoked, or not all of it was copied."
        if presented
        else "Send a key: 'Authorization: Bearer …'. Whoever runs this service gives them out."
    )
    return Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})
