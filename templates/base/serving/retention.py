"""How long answers are kept: what is older is deleted with all that was said about it, a little at a time."""

from datetime import UTC, datetime, timedelta
from time import monotonic

from serving.stores import Store

EVERY = 600.0  # seconds from one look to the next
AT_ONCE = 500  # answers a statement, so that nobody waits long for it

_DELETE = (
    "DELETE FROM predictions WHERE place IN (SELECT place FROM predictions WHERE at < ? ORDER BY at LIMIT ?)"
)


class Retention:
    """Deletes answers that are older than some days; None keeps them for ever."""

    def __init__(self, keep_days: int | None) -> None:
        """Take how many days; the first look is due at once."""
        self._keep = None if keep_days is None else timedelta(days=keep_days)
        self._due = monotonic()

    @property
    def due_in(self) -> float | None:
        """In how many seconds to look again; None: never."""
        return None if self._keep is None else max(0.0, self._due - monotonic())

    def step(self, store: Store) -> None:
        """Delete some of what is too old, if it is time; what is left is due at once."""
        if self._keep is None or monotonic() < self._due:
            return
        oldest = (datetime.now(UTC) - self._keep).isoformat(timespec="milliseconds")
        if store.change(_DELETE, [(oldest, AT_ONCE)]) < AT_ONCE:
            self._due = monotonic() + EVERY
