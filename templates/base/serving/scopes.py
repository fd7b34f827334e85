"""Which scope a request wants. What is not named here wants "admin": a new route is closed until someone opens it."""

import re

OPEN = "open"

# The page itself holds nothing of anyone; whoever signs in must reach the session; a platform asks after health.
_OPEN = re.compile(r"/(healthz|readyz|api/v1/session)")
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("GET", re.compile(r"/(openapi\.json|docs|static-offline-docs/.*)"), "predict"),
    ("GET", re.compile(r"/api/v1/(model|template\.csv)"), "predict"),
    ("POST", re.compile(r"/api/v1/(predict|predict/batch|explain)"), "predict"),
    # An id cannot be guessed: who has it was given the answer, and may say whether it was right.
    ("POST", re.compile(r"/api/v1/predictions/[^/]+/feedback"), "predict"),
    ("POST", re.compile(r"/api/v1/feedback/batch"), "history"),
    ("GET", re.compile(r"/api/v1/(predictions|predictions/[^/]+|feedback/summary)"), "history"),
)


def wanted(method: str, path: str) -> str:
    """Return the scope that a request wants, or OPEN."""
    if _OPEN.fullmatch(path):
        return OPEN
    asked = "GET" if method == "HEAD" else method
    for known, pattern, scope in _RULES:
        if asked == known and pattern.fullmatch(path):
            return scope
    is_page = asked == "GET" and not path.startswith(("/api/", "/metrics", "/docs", "/openapi", "/redoc"))
    return OPEN if is_page else "admin"
