"""What a text's tokens are called → its named parts."""

import numpy as np

from serving.giving.spans import GivesSpans
from serving.question import Question


def test_a_part_has_no_blanks_around_it_and_none_is_nothing_but_blanks() -> None:
    text = "  Ada in  "
    # The tokens of SentencePiece: some are a blank alone.
    offsets: list[tuple[int, int] | None] = [None, (0, 1), (1, 5), (5, 6), (6, 8), (8, 9), None]
    chosen = [0, 2, 1, 1, 0, 2, 0]
    gives = GivesSpans(["O", "I-person", "B-place"], 0.5)
    found = gives.give(
        {"scores": np.eye(3)[chosen][None]}, Question({}, {}, text=text, offsets=offsets)
    ).spans
    assert [(one.start, one.end, one.label, one.text) for one in found] == [(2, 5, "person", "Ada")]
