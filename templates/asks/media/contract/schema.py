"""The contract: what the model is asked and what it answers, by the task that `steps.json` names.

Limits such as the most bytes or pixels are settings of the server (`serving/own_settings.py`).
"""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, create_model, model_validator

from contract.steps import Steps, read_steps

Base64 = Annotated[
    str, Field(min_length=1, json_schema_extra={"format": "byte", "contentEncoding": "base64"})
]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PictureAsked(_Asked):
    """A picture, as the bytes of a file."""

    image: Annotated[Base64, Field(title="Picture", description="A JPEG, PNG, WebP, BMP or GIF, in base64.")]


class SoundAsked(_Asked):
    """A sound, as the bytes of a file."""

    audio: Annotated[Base64, Field(title="Sound", description="A WAV, FLAC, OGG or MP3, in base64.")]


class TextAsked(_Asked):
    """A text."""

    text: Annotated[str, Field(title="Text", min_length=1)]


class TextPairAsked(TextAsked):
    """Two texts that belong together: the model reads one after the other."""

    text_pair: Annotated[str, Field(title="Second text", min_length=1)]


class TextsAsked(_Asked):
    """A text, or several: of two, the answer says how similar they are."""

    text: Annotated[str, Field(title="Text", min_length=1)] | None = None
    texts: Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1, max_length=32)] | None = (
        None
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.text is None) == (self.texts is None):
            raise ValueError("Send either 'text', one text, or 'texts', a list of them")
        return self


class TensorsAsked(_Asked):
    """Every input of the model by its name, as nested lists."""

    inputs: Annotated[dict[str, Any], Field(title="Inputs")]


class Label(BaseModel):
    """A label, and how sure the model is of it."""

    label: str
    score: FiniteFloat


class Box(Label):
    """Something that was found in a picture: left, top, right, bottom, in pixels of the picture as it was sent."""

    box: tuple[FiniteFloat, FiniteFloat, FiniteFloat, FiniteFloat]


class Span(Label):
    """A part of a text: its characters from `start` to before `end`."""

    start: int
    end: int
    text: str


class Labels(BaseModel):
    """The likeliest labels, the best first."""

    predictions: list[Label]


class Boxes(BaseModel):
    """What was found in a picture, the surest first."""

    boxes: list[Box]


class Part(BaseModel):
    """A class that a picture is painted with: its colour as `#rrggbb`, and how much of the picture it has, 0 to 1."""

    label: str
    colour: str
    share: FiniteFloat


class Picture(BaseModel):
    """The picture that the model made, as PNG in base64; where it is painted by classes, these, the largest first."""

    image: str
    parts: list[Part] | None = None


class Spans(BaseModel):
    """The parts of a text that the model names, in order."""

    spans: list[Span]


class Embedding(BaseModel):
    """Where a text or picture lies among all others; of two texts, how near they are: 1 is the same, 0 is unrelated."""

    embedding: list[FiniteFloat] | list[list[FiniteFloat]]
    similarity: FiniteFloat | None = None


class Outputs(BaseModel):
    """Every output of the model by its name, as nested lists."""

    outputs: dict[str, Any]


ASKED: dict[str, type[BaseModel]] = {
    "image": PictureAsked,
    "text": TextAsked,
    "audio": SoundAsked,
    "tensor": TensorsAsked,
}
ANSWERED: dict[str, type[BaseModel]] = {
    "labels": Labels,
    "boxes": Boxes,
    "image": Picture,
    "spans": Spans,
    "embedding": Embedding,
    "outputs": Outputs,
}


def asked_by(steps: Steps) -> type[BaseModel]:
    """Return what a question looks like under these steps."""
    if steps.text is not None and steps.text.pair:
        return TextPairAsked
    several = steps.task == "embedding" and steps.asked_with == "text"
    return TextsAsked if several else ASKED[steps.asked_with]


STEPS = read_steps()
Features = create_model("Features", __base__=asked_by(STEPS), __doc__=asked_by(STEPS).__doc__)
Prediction = create_model(
    "Prediction", __base__=ANSWERED[STEPS.answers_with], __doc__=ANSWERED[STEPS.answers_with].__doc__
)
