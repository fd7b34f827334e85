"""How sure one can be of a share: for the model's card and for how it does in use alike."""

from math import sqrt

Z = 1.959964  # of a normal distribution, 95 % lie within so many standard deviations


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return a share's 95 % interval, of n ≥ 1 rows (Wilson, 1927). It does not call 20 of 20 certain."""
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
