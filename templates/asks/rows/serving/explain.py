"""Why this answer: Shapley values by sampling, through the artifact itself.

Shapley values say how much each field moves the answer away from a base, the mean answer over background rows. They
are estimated by walking from a background row to the row in question, one field at a time in random order, and noting
what each step changes (Castro et al., 2009); each order is walked backwards too, which halves the noise (antithetic
sampling, Mitchell et al., 2022). Every walk ends at the row, so base + contributions = answer, whatever the sample.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from contract.columns import Arrays, columns_of, encoding_of
from contract.schema import Features

# How many rows one explanation sends through the model. With few fields, each background row is walked from in several
# orders, up to PLENTY (3 ms); with hundreds of fields, from fewer background rows, down to MOST (0.2 s).
PLENTY = 4_000
MOST = 20_000
SEED = 0


class Explainer:
    """Explains rows against fixed background rows and fixed orders, so that a row always has the same explanation."""

    def __init__(
        self, background: Sequence[Mapping[str, Any]], run: Callable[[Arrays], np.ndarray[Any, Any]]
    ) -> None:
        """Take the artifact's background rows (JSON), and what answers encoded rows."""
        self._run = run
        self._fields = tuple(column.field for column in columns_of(Features))
        a_walk = 2 * (len(self._fields) + 1)  # there and back
        typical = [_typed(row) for row in background[: max(2, MOST // a_walk)]] or [
            dict.fromkeys(self._fields)
        ]
        rows = typical * max(1, PLENTY // (a_walk * len(typical)))
        self._background = encoding_of(Features).rows(rows)
        self._field_of = {name: self._position(name) for name in self._background}
        self._ranks = _ranks(len(rows), len(self._fields))

    def contributions(self, row: Mapping[str, Any], output: int) -> tuple[float, dict[str, float]]:
        """Return the base and each field's contribution to one output of the model, in that output's unit."""
        encoded = encoding_of(Features).rows((row,))
        walks, fields = self._ranks.shape
        steps = np.arange(fields + 1)[:, None]  # at step s, the fields of rank < s are the row's own
        arrays = {}
        for name, background in self._background.items():
            taken = self._ranks[:, self._field_of[name]][None, :] < steps
            typical = np.tile(background[:, 0], 2)[None, :]
            arrays[name] = np.where(taken, encoded[name][0, 0], typical).reshape(-1, 1)
        answers = self._run(arrays)[:, output].astype(np.float64).reshape(fields + 1, walks)
        changes = np.diff(answers, axis=0)
        parts = np.take_along_axis(changes, self._ranks.T, axis=0).mean(axis=1)
        return float(answers[0].mean()), dict(zip(self._fields, parts.tolist(), strict=True))

    def _position(self, name: str) -> int:
        """Return which field an input belongs to: its own, or the date that it is a part of."""
        field = name if name in self._fields else name.rpartition("__")[0]
        return self._fields.index(field)


def _ranks(walks: int, fields: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Draw an order of the fields for each walk, then each order backwards: ranks [2 * walks, fields]."""
    random = np.random.default_rng(SEED)
    forward = np.argsort(random.random((walks, fields)), axis=1)
    return np.concatenate([forward, fields - 1 - forward])


_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(info.annotation or Any) for name, info in Features.model_fields.items()
}


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values of a background row the contract's types; limits may have changed since, and do not matter."""
    return {name: _value(adapter, row.get(name)) for name, adapter in _ADAPTERS.items()}


def _value(adapter: TypeAdapter[Any], value: Any) -> Any:
    try:
        return adapter.validate_python(value)
    except ValueError:
        return value
