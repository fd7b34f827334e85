"""Texts that are longer or shorter than what the model reads: what is left out, and where it is filled up."""

import json
from pathlib import Path
from typing import Any

import pytest
import small_models as tiny

from contract.steps import TextInputs, TextSteps
from serving.own_settings import OwnSettings
from serving.question import Node
from serving.taking.texts import Texts

LONG = "Ada lives in London . good bad"


def texts(folder: Path, length: int | None = None, own: str | None = None, **sides: Any) -> Texts:
    """Take texts for a model that reads four tokens; `own`: what the tokenizer's own file says of cutting."""
    file = folder / "tokenizer.json"
    tiny.tokenizer(file)
    if own is not None:
        told = json.loads(file.read_text(encoding="utf-8"))
        told["truncation"] = {"direction": own, "max_length": 9, "strategy": "LongestFirst", "stride": 0}
        file.write_text(json.dumps(told), encoding="utf-8")
    inputs = {name: Node(name, "tensor(int64)", ["n", length or "t"]) for name in ("ids", "mask")}
    names = TextInputs(ids="ids", mask="mask")
    steps = TextSteps(tokenizer="tokenizer.json", max_length=4, inputs=names, **sides)
    return Texts(inputs, steps, file, OwnSettings())


def read(taken: Texts, text: str) -> list[str]:
    """Return the words that the model gets, without what fills up."""
    feeds = taken.question(text).feeds
    return [tiny.WORDS[at] for at, counts in zip(feeds["ids"][0], feeds["mask"][0], strict=True) if counts]


@pytest.mark.parametrize(
    ("own", "told", "words", "left"),
    [
        (None, None, ["Ada", "lives", "in", "London"], "the rest"),
        ("Left", None, ["London", ".", "good", "bad"], "its beginning"),
        ("Right", "left", ["London", ".", "good", "bad"], "its beginning"),
    ],
)
def test_a_long_text_is_cut_where_the_tokenizer_or_the_steps_say(
    own: str | None, told: str | None, words: list[str], left: str, tmp_path: Path
) -> None:
    taken = texts(tmp_path, own=own, truncate=told)
    assert read(taken, LONG) == words
    assert left in taken.question(LONG).warnings[0].message


def test_a_short_text_is_filled_up_on_the_left_and_its_parts_stay_where_they_are(tmp_path: Path) -> None:
    question = texts(tmp_path, length=4, pad="left").question("Ada lives")
    assert question.feeds["mask"].tolist() == [[0, 0, 1, 1]]
    assert question.offsets == [None, None, (0, 3), (4, 9)]
