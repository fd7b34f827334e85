"""What the API answers, as types: the contract's answer with its id, and several of them for several files."""

from typing import Any

from pydantic import BaseModel, ConfigDict, FiniteFloat, create_model

from contract.schema import ANSWERED, STEPS
from serving.question import Notice


class Envelope(BaseModel):
    """An answer's id, the task, the version that answered and what makes it less sure."""

    model_config = ConfigDict(protected_namespaces=())

    id: str
    task: str
    model_version: str
    warnings: list[Notice]


def _answer(name: str, part: type[BaseModel]) -> type[BaseModel]:
    return create_model(name, __base__=(Envelope, part), __doc__=part.__doc__)


# The answer to one question, by what the model answers with; `Answer` is this product's.
ANSWERS: dict[str, type[BaseModel]] = {
    name: _answer("Answer" if name == STEPS.answers_with else f"{part.__name__}Answer", part)
    for name, part in ANSWERED.items()
}
Answer: Any = ANSWERS[STEPS.answers_with]


class Answers(BaseModel):
    """The answers to several files, in their order. Each has an id of its own: `<id>-1` …"""

    id: str
    items: list[Answer]


class Occlusion(BaseModel):
    """How much the score falls where a part of the picture is covered, by rows of the grid from the top left."""

    id: str
    label: str
    base: FiniteFloat
    grid: list[list[FiniteFloat]]


class Word(BaseModel):
    """How much the score falls when a word is left out."""

    start: int
    end: int
    text: str
    contribution: FiniteFloat


class WordsLeftOut(BaseModel):
    """What each word of a text adds to the score of the best label."""

    id: str
    label: str
    base: FiniteFloat
    words: list[Word]
