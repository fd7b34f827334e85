"""What a text's tokens are called → its named parts."""

import numpy as np
import pytest

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


@pytest.mark.parametrize(
    ("labels", "named"), [(["LABEL_0", "LABEL_1", "LABEL_2"], "LABEL_2"), ([], "class 2")]
)
def test_the_first_class_is_no_part_where_classes_have_no_names(labels: list[str], named: str) -> None:
    question = Question({}, {}, text="Ada in", offsets=[(0, 3), (4, 6)])
    found = GivesSpans(labels, 0.5).give({"scores": np.eye(3)[[2, 0]][None]}, question).spans
    assert [(one.text, one.label) for one in found] == [("Ada", named)]
