"""How many requests one may send: a fixed window of time, counted in this process.

A library for it would cost three packages and a twentieth of the start for one dictionary.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from time import monotonic

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_MOST_KNOWN = 100_000


@dataclass
class Rate:
    """So many requests in so many seconds, for each who sends."""

    amount: int
    seconds: int
    _window: int = 0
    _counts: dict[str, int] = field(default_factory=dict)

    def takes(self, who: str) -> bool:
        """Count a request, and say whether it is one too many."""
        window = int(monotonic() // self.seconds)
        if window != self._window or len(self._counts) > _MOST_KNOWN:
            self._window = window
            self._counts.clear()
        count = self._counts[who] = self._counts.get(who, 0) + 1
        return count <= self.amount

    def wait(self) -> int:
        """Return after how many seconds requests are taken again."""
        return max(1, self.seconds - int(monotonic() % self.seconds))


def parse(text: str) -> Rate | None:
    """Read `600/minute`; `off` is no limit.

    Raises:
        ValueError: it is neither.
    """
    if text == "off":
        return None
    found = re.fullmatch(r"(\d{1,9})\s*/\s*(second|minute|hour)", text.strip())
    if not found or int(found[1]) == 0:
        raise ValueError("expected such as 600/minute, 20/second or off")
    return Rate(int(found[1]), _SECONDS[found[2]])


@lru_cache(maxsize=4096)
def neighbourhood(address: str) -> str:
    """Return what stands for an address: with IPv6 its /64, of which one customer has all 2**64."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(read, IPv6Address) and read.ipv4_mapped is None:
        return str(IPv6Address(int(read) >> 64 << 64))
    return str(read)
