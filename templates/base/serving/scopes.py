"""Which scope a request wants. What is not named here wants "admin": a new route is closed until someone opens it."""

import re
from collections.abc import Iterable

from starlette.routing import BaseRoute, Match
from starlette.types import Scope

OPEN = "open"

# The page itself holds nothing of anyone; whoever signs in must reach the session; a platform asks after health.
_OPEN = re.compile(r"/(healthz|readyz|api/v1/session)")
_CLOSED = ("/api/", "/metrics", "/docs", "/openapi", "/redoc")
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("GET", re.compile(r"/(openapi\.json|docs|static-offline-docs/.*)"), "predict"),
    ("GET", re.compile(r"/api/v1/(model|template\.csv)"), "predict"),
    ("POST", re.compile(r"/api/v1/(predict|predict/batch|explain)"), "predict"),
    # An id cannot be guessed: who has it was given the answer, and may say whether it was right.
    ("POST", re.compile(r"/api/v1/predictions/[^/]+/feedback"), "predict"),
    ("POST", re.compile(r"/api/v1/feedback/batch"), "history"),
    ("GET", re.compile(r"/api/v1/(predictions|predictions/[^/]+|feedback/summary)"), "history"),
)


def wanted(scope: Scope, routes: Iterable[BaseRoute]) -> str:
    """Return the scope that a request wants, or OPEN. Whatever none of `routes` answers is the page, or no file of it."""
    path: str = scope["path"]
    if _OPEN.fullmatch(path):
        return OPEN
    asked = "GET" if scope["method"] == "HEAD" else scope["method"]
    for known, pattern, wants in _RULES:
        if asked == known and pattern.fullmatch(path):
            return wants
    if asked != "GET" or path.startswith(_CLOSED):
        return "admin"
    return "admin" if any(route.matches(scope)[0] is not Match.NONE for route in routes) else OPEN
