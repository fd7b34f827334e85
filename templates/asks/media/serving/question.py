"""One thing that was asked: what the model gets, what is kept of it, and what is needed to answer in the asker's words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from pydantic import BaseModel

from serving.inference import Feeds, Outputs


class Notice(BaseModel):
    """Something that makes an answer less sure. `code` is for programs, `message` for people."""

    field: str
    code: Literal["truncated", "padded", "scaled"]
    message: str


@dataclass(frozen=True)
class SentFile:
    """A file of a form: the field's name, the file's own, and its bytes."""

    field: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Node:
    """An input or output of the model, as ONNX Runtime tells it."""

    name: str
    type: str
    shape: list[int | str | None]


@dataclass
class Question:
    """One question.

    Attributes:
        feeds: the model's inputs.
        kept: what the history keeps of it, as JSON.
        warnings: what the asker should know.
        size: of a picture: height and width as sent, turned upright.
        shown: of a picture: height and width as the artifact gets it.
        text: of a text.
        pair: of two texts that the model reads one after the other, the second.
        offsets: of each token, where it begins and ends in the text; None for tokens that are no part of it.
    """

    feeds: Feeds
    kept: dict[str, Any]
    warnings: list[Notice] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)
    shown: tuple[int, int] = (0, 0)
    text: str = ""
    pair: str | None = None
    offsets: list[tuple[int, int] | None] = field(default_factory=list)


class Taker(Protocol):
    """Makes questions of what was sent."""

    async def asked(self, body: Any) -> list[Question]:
        """Take a JSON body that fits the contract's Features; raises a Problem where it cannot be used."""
        ...

    async def sent(self, files: list[SentFile]) -> list[Question]:
        """Take the files of a form; raises a Problem where they cannot be used."""
        ...

    def sample(self) -> Feeds | None:
        """Return a question to measure the model with; None where it is not known what fits."""
        ...

    def try_shortcut(self, ask: Callable[[Feeds], Outputs]) -> None:
        """Try, with the loaded model, what would be quicker and only holds where the answers stay the same."""
        ...

    @property
    def batch_is_free(self) -> bool:
        """Whether several questions can be put into one."""
        ...

    @property
    def is_steady(self) -> bool:
        """Whether a question's size alone says how long its answer takes, as far as one can tell."""
        ...


def sizes(node: Node, **known: int) -> tuple[int, ...]:
    """Return a shape with every free dimension as 1, or as it is known by name."""
    return tuple(size if isinstance(size, int) else known.get(str(size), 1) for size in node.shape)


def zeros(node: Node, dtype: Any) -> np.ndarray[Any, Any]:
    """Return the smallest array that an input takes."""
    made: np.ndarray[Any, Any] = np.zeros(sizes(node), dtype)
    return np.full(made.shape, "", object) if made.dtype == object else made
