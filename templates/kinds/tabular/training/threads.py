"""How many threads compute: few, and always as many for the same table."""

from contextlib import AbstractContextManager
from typing import Any

from threadpoolctl import threadpool_limits

WORTH_IT = 50_000


def steady(rows: int) -> AbstractContextManager[Any]:
    """Limit threads while a table of so many rows is computed on.

    Few rows are not worth waking a thread for. More than two threads add up in an order that changes from run to
    run, and a sum of floats with it: the same table would not give the same file.
    """
    limits: AbstractContextManager[Any] = threadpool_limits(
        {"openmp": 1 if rows < WORTH_IT else 2, "blas": 1}
    )
    return limits
