"""How much the server has to do, and whether it is about to stop."""

from dataclasses import dataclass


@dataclass
class Load:
    """What connections, which know, tell the app, which answers by it.

    Attributes:
        most: with so many requests waiting, the next are turned away.
        taken: how many have come and are not yet answered, without those that were turned away.
        arriving: how many of these are still being sent: they wait for their client, not for us.
        stopping: a stop was asked for; what comes now is still answered, but `/readyz` says no.
    """

    most: int = 500
    taken: int = 0
    arriving: int = 0
    stopping: bool = False

    def take(self) -> bool:
        """Take a request that comes now, or say that it is one too many. Whoever answers it counts it down."""
        if self.taken - self.arriving >= self.most:
            return False
        self.taken += 1
        return True
