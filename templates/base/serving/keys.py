"""API keys: named, scoped, revocable. Only their hashes are known here.

A key is 32 random bytes, so nobody can try them all, and one SHA-256 is enough: slow hashes are for passwords.
`API_KEYS` holds `name:scopes:hash` for each key, `;` or line breaks between them; `npm run keys` writes it.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass

SCOPES = ("predict", "history", "admin")
COOKIE = "session"  # holds the key of whoever signed in

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Key:
    """A key that is accepted.

    Attributes:
        name: who asks, as it stands in the log.
        scopes: what the key may; "admin" may everything.
        hash: SHA-256 of the key, as hexadecimal digits.
    """

    name: str
    scopes: frozenset[str]
    hash: str

    def may(self, scope: str) -> bool:
        """Say whether the key may do what wants this scope."""
        return scope in self.scopes or "admin" in self.scopes


class Keys:
    """All keys that are accepted."""

    def __init__(self, keys: tuple[Key, ...]) -> None:
        self._keys = keys

    def find(self, presented: str) -> Key | None:
        """Return the key that was presented, or None. Takes the same time whichever it is, or none."""
        told = hashlib.sha256(presented.encode("utf-8", "surrogatepass")).hexdigest()
        found = None
        for key in self._keys:
            if hmac.compare_digest(key.hash, told):
                found = key
        return found


def parse(text: str) -> tuple[Key, ...]:
    """Read `API_KEYS`. Quotes around all of it are no part of it: `docker run --env-file` leaves them there.

    Raises:
        ValueError: an entry is not `name:scopes:hash`, or a name comes twice; the message holds no hash.
    """
    keys = tuple(
        _key(entry.strip()) for entry in re.split(r"[;\n]", text.strip().strip("\"'")) if entry.strip()
    )
    names = [key.name for key in keys]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"the name '{name}' comes twice")
    return keys


def _key(entry: str) -> Key:
    parts = entry.split(":")
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
        raise ValueError("expected name:scopes:hash for each key; `npm run keys -- add NAME` writes it")
    name, scopes, digest = parts
    given = frozenset(scope.strip() for scope in scopes.split(","))
    if not given <= set(SCOPES):
        raise ValueError(f"the key '{name}' has the scopes '{scopes}'; expected some of {', '.join(SCOPES)}")
    if not _HASH.fullmatch(digest):
        raise ValueError(
            f"the key '{name}' has no SHA-256 hash; `npm run keys -- add {name}` makes a new one"
        )
    return Key(name, given, digest)
