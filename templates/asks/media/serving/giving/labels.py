"""`scores` [1, K] → the likeliest labels."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from contract.schema import Label, Labels
from serving.giving.giver import named, rows_of
from serving.inference import Outputs
from serving.question import Question
from serving.tensors import check_finite

SCORES = "scores"


class GivesLabels:
    """Tells the best `top` labels."""

    def __init__(self, labels: Sequence[str], top: int) -> None:
        self._labels, self._top = labels, top

    def give(self, outputs: Outputs, question: Question) -> Labels:
        """Return them, the best first."""
        scores = self.scores(outputs)
        best = np.argsort(-scores, kind="stable")[: self._top].tolist()
        return Labels(
            predictions=[Label(label=named(self._labels, at), score=float(scores[at])) for at in best]
        )

    def scores(self, outputs: Outputs) -> np.ndarray[Any, Any]:
        """Return the score of every label."""
        scores: np.ndarray[Any, Any] = rows_of(outputs[SCORES])[0]
        check_finite(scores)
        return scores

    def in_a_word(self, answer: Labels) -> str:
        """Return the best label; of a single one, its score."""
        if len(self._labels) == 1:
            return f"{answer.predictions[0].score:.4g}"
        return answer.predictions[0].label if answer.predictions else ""
