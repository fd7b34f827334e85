"""How long answers are kept, and how large their file may grow: a little is deleted at a time, so that nobody waits long for it."""

from datetime import UTC, datetime, timedelta
from time import monotonic

from serving.giving_up import LONG, lighter
from serving.logs import log
from serving.stores import Store

EVERY = 600.0  # seconds from one look to the next
AT_ONCE = 500  # answers a statement
LONG_AT_ONCE = 8  # of those that hold files
ENOUGH = 0.9  # of the bytes that are allowed: until then the oldest are given up, so that not each answer pays for it

_DELETE = (
    "DELETE FROM predictions WHERE place IN (SELECT place FROM predictions WHERE at < ? ORDER BY at LIMIT ?)"
)
_LONG = (
    "SELECT place, request, answer FROM predictions "
    "WHERE place > ? AND length(request) + length(answer) > ? ORDER BY place LIMIT ?"
)
_LIGHTEN = "UPDATE predictions SET request = ?, answer = ? WHERE place = ?"


class Retention:
    """Deletes answers that are older than some days, and gives up what is long of the oldest where the file is too large."""

    def __init__(self, keep_days: int | None = None, keep_bytes: int | None = None) -> None:
        """Take how many days and how many bytes of a file; None: for ever, and as large as it grows. The first look is due at once."""
        self._keep = None if keep_days is None else timedelta(days=keep_days)
        self._due = monotonic()
        self._most = keep_bytes
        self._is_full = False
        self._seen = 0  # the last place that has nothing long any more

    @property
    def due_in(self) -> float | None:
        """In how many seconds to look again; None: when something was written."""
        if self._is_full:
            return 0.0
        return None if self._keep is None else max(0.0, self._due - monotonic())

    def step(self, store: Store) -> None:
        """Delete some of what is too old or too large, if it is time; what is left is due at once."""
        self._forget(store)
        self._lighten(store)

    def _forget(self, store: Store) -> None:
        if self._keep is None or monotonic() < self._due:
            return
        oldest = (datetime.now(UTC) - self._keep).isoformat(timespec="milliseconds")
        if store.change(_DELETE, [(oldest, AT_ONCE)]) < AT_ONCE:
            self._due = monotonic() + EVERY

    def _lighten(self, store: Store) -> None:
        used = store.used_bytes() if self._most else None
        if self._most is None or used is None or used < self._most * (ENOUGH if self._is_full else 1):
            self._is_full = False
            return
        with store.reading() as ask:
            rows = list(ask(_LONG, (self._seen, LONG, LONG_AT_ONCE)))
        if rows and not self._seen:
            log().warning("prediction log is full: what is long of the oldest is given up", most=self._most)
        light = [(lighter(request, answer), place) for place, request, answer in rows]
        store.change(_LIGHTEN, [(*one, place) for one, place in light if one])
        self._seen = rows[-1][0] if rows else self._seen
        self._is_full = bool(rows)
