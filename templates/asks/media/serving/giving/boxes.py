"""`boxes` [M, 4] in pixels, `scores` [M], `classes` [M] → what was found in a picture."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from contract.schema import Box, Boxes
from serving.giving.giver import named
from serving.inference import Outputs
from serving.question import Question
from serving.tensors import check_finite


class GivesBoxes:
    """Tells what was found from a threshold on."""

    def __init__(self, labels: Sequence[str], threshold: float) -> None:
        self._labels, self._threshold = labels, threshold

    def give(self, outputs: Outputs, question: Question) -> Boxes:
        """Return the boxes, the surest first, none beyond the picture's edges."""
        boxes = np.asarray(outputs["boxes"], np.float64).reshape(-1, 4)
        scores = np.asarray(outputs["scores"], np.float64).reshape(-1)
        classes = np.asarray(outputs["classes"], np.int64).reshape(-1)
        check_finite(boxes)
        check_finite(scores)
        height, width = question.size
        boxes = boxes * np.tile(np.array([width, height]) / question.shown[::-1], 2)
        boxes = np.clip(boxes, 0, (width, height, width, height))
        sure = [at for at in np.argsort(-scores, kind="stable").tolist() if scores[at] >= self._threshold]
        return Boxes(
            boxes=[
                Box(
                    label=named(self._labels, int(classes[at])),
                    score=float(scores[at]),
                    box=tuple(boxes[at].tolist()),
                )
                for at in sure
            ]
        )

    def in_a_word(self, answer: Boxes) -> str:
        """Count what was found: "2 cat, 1 dog"."""
        counts = Counter(box.label for box in answer.boxes)
        return ", ".join(f"{count} {label}" for label, count in counts.most_common()) or "nothing"
