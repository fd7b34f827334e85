"""The headers that tell a browser what a page of ours may not do."""

from serving.own_settings import BROWSER_FEATURES

Headers = tuple[tuple[bytes, bytes], ...]

# Mantine writes its styles into the page; scripts come from files only.
_POLICY = (
    "default-src 'none'; script-src 'self'{more}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)

# What the page itself may ask its visitor for; nothing that it does not use.
_FEATURES = ", ".join(
    f"{name}=({'self' if name in BROWSER_FEATURES else ''})"
    for name in ("camera", "geolocation", "microphone", "payment", "usb")
).encode("ascii")


class SecurityHeaders:
    """What is sent with every answer, by the path that was asked for."""

    def __init__(self, frame_ancestors: str) -> None:
        """Take who may show the page in a frame: 'none', 'self' or an origin."""
        self._plain = _headers(_POLICY.format(more="", ancestors=frame_ancestors))
        # The page of /docs is FastAPI's, which starts it by a script of its own.
        self._docs = _headers(_POLICY.format(more=" 'unsafe-inline'", ancestors=frame_ancestors))

    def of(self, path: str) -> Headers:
        """Return the headers for what is asked at a path."""
        return self._docs if path == "/docs" else self._plain


def _headers(policy: str) -> Headers:
    return (
        (b"content-security-policy", policy.encode("latin-1")),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", _FEATURES),
    )
