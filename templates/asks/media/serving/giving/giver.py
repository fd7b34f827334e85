"""What makes an answer of the model's outputs."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from pydantic import BaseModel

from serving.inference import Outputs
from serving.question import Question


class Giver(Protocol):
    """Makes answers."""

    def give(self, outputs: Outputs, question: Question) -> BaseModel:
        """Return one of the contract's answers; raises a Problem (422) where the model has none."""
        ...

    def in_a_word(self, answer: Any) -> str:
        """Return what was predicted as short text, by which answers are found again."""
        ...


def named(labels: Sequence[str], place: int) -> str:
    """Return the label of a class; where nobody gave it one, its number."""
    return labels[place] if 0 <= place < len(labels) else f"class {place}"


def rows_of(output: Any) -> np.ndarray[Any, Any]:
    """Return an output as [n, its last dimension], in float64."""
    found = np.asarray(output, dtype=np.float64)
    return found.reshape(-1, found.shape[-1]) if found.ndim else found.reshape(1, 1)
