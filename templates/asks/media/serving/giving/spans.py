"""`scores` [1, T, K], a label for every token → the parts of the text that they name."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from contract.schema import Span, Spans
from serving.giving.giver import named
from serving.inference import Outputs
from serving.question import Question
from serving.tensors import check_finite

# Without names of their own, classes are numbers, and the first is what most tokens are: no part.
_OUTSIDE = frozenset({"O", "", "LABEL_0", "class 0"})
# Begin, Inside, Last, Unit, End, Single: the schemes that token classifiers are trained with (IOB2, BILOU, BIOES).
_BEGINS = frozenset("BUS")
_PREFIXES = frozenset("BILUES")


class GivesSpans:
    """Tells the named parts, each with the mean score of its tokens, from a threshold on."""

    def __init__(self, labels: Sequence[str], threshold: float) -> None:
        self._labels, self._threshold = labels, threshold

    def give(self, outputs: Outputs, question: Question) -> Spans:
        """Return them in order."""
        scores: np.ndarray[Any, Any] = np.asarray(outputs["scores"], np.float64)
        scores = scores.reshape(-1, scores.shape[-1])
        check_finite(scores)
        sure = (span for span in self._spans(scores, question) if span.score >= self._threshold)
        # Some tokenizers have tokens for blanks alone: such a part has nothing to show.
        return Spans(spans=[span for span in sure if span.text])

    def in_a_word(self, answer: Spans) -> str:
        """Return the first few parts."""
        return ", ".join(span.text for span in answer.spans[:5])[:200] or "nothing"

    def _spans(self, scores: np.ndarray[Any, Any], question: Question) -> Iterator[Span]:
        """Join tokens of one label that follow each other, unless one begins anew."""
        start = end = 0
        label = ""
        sure: list[float] = []
        for row, offset in zip(scores, question.offsets, strict=False):
            if offset is None or offset[0] == offset[1]:
                continue
            best = int(row.argmax())
            begins, name = _parts(named(self._labels, best))
            if label and (name != label or begins):
                yield _span(question.text, start, end, label, sure)
                label, sure = "", []
            if name and not label:
                label, start = name, offset[0]
            if name:
                end = offset[1]
                sure.append(float(row[best]))
        if label:
            yield _span(question.text, start, end, label, sure)


def _parts(label: str) -> tuple[bool, str]:
    """Cut "B-PER" into whether it begins a part, and "PER"; what is outside of all parts has no name."""
    if label in _OUTSIDE:
        return False, ""
    if len(label) > 2 and label[0] in _PREFIXES and label[1] in "-_":
        return label[0] in _BEGINS, label[2:]
    return False, label


def _span(text: str, start: int, end: int, label: str, sure: list[float]) -> Span:
    begin = start + len(text[start:end]) - len(text[start:end].lstrip())
    words = text[begin:end].rstrip()
    return Span(start=begin, end=begin + len(words), label=label, score=float(np.mean(sure)), text=words)
