"""How much the server has to do, and whether it is about to stop."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Load:
    """What the server, which knows, tells the app, which answers by it.

    Attributes:
        taken: tells how many requests have come and are not yet answered.
        arriving: of these, how many are still being sent: they wait for their client, not for us.
        stopping: a stop was asked for; what comes now is still answered, but `/readyz` says no.
    """

    taken: Callable[[], int] = lambda: 0
    arriving: int = 0
    stopping: bool = False

    def waiting(self) -> int:
        """Return how many requests wait for an answer."""
        return self.taken() - self.arriving
