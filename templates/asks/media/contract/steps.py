"""What stands before and behind the model: of `steps.json`, what serving needs; `making` puts the rest into the artifact."""

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE = Path(__file__).resolve().parent / "steps.json"

Task = Literal[
    "image-classification",
    "object-detection",
    "image-to-image",
    "text-classification",
    "embedding",
    "token-classification",
    "audio",
    "tensor",
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, protected_namespaces=())


class Image(_Part):
    """The size that the model sees a picture in, and how it gets there."""

    height: int | None = None
    width: int | None = None
    resize: Literal["stretch", "crop", "pad", "none"] = "stretch"
    short_side: int | None = None
    filter: Literal["bilinear", "bicubic", "nearest", "lanczos"] = "bilinear"
    colour: Literal["RGB", "BGR", "L"] = "RGB"


class TextInputs(_Part):
    """The model's inputs for a text, by name."""

    ids: str
    mask: str | None = None
    types: str | None = None


class Text(_Part):
    """How a text is cut into tokens."""

    tokenizer: str | None = "model/tokenizer.json"
    max_length: int = Field(default=512, ge=1)
    inputs: TextInputs
    pair: bool = False


class Seconds(_Part):
    """How long a sound may be; None: as long as the server allows."""

    min: float | None = None
    max: float | None = None


class Audio(_Part):
    """How a sound reaches the model: `rate` samples a second, one channel."""

    input: str
    rate: int = Field(ge=1)
    seconds: Seconds = Seconds()
    shape: Literal["samples", "batch,samples", "batch,1,samples"] = "batch,samples"


class Output(_Part):
    """What is told of the answer: the best `top` labels, or all boxes and spans from `threshold` on."""

    top: int = Field(default=5, ge=1)
    threshold: float = 0.5
    activation: str = "none"
    labels: str | None = None


class Steps(_Part):
    """The steps that serving needs to know; all others are in the artifact's graph."""

    task: Task
    image: Image | None = None
    text: Text | None = None
    audio: Audio | None = None
    output: Output | None = None  # of tensors, nothing is told but what they are

    @property
    def asked_with(self) -> Literal["image", "text", "audio", "tensor"]:
        """What the model is asked with."""
        if self.task == "embedding":
            return "image" if self.image else "text"
        return _ASKED_WITH[self.task]

    @property
    def answers_with(self) -> Literal["labels", "boxes", "image", "spans", "embedding", "outputs"]:
        """What the model answers with; of a sound, labels where its scores are told to be some."""
        told = self.output is not None and (self.output.labels or self.output.activation != "none")
        return "outputs" if self.task == "audio" and not told else _ANSWERS_WITH[self.task]


_ASKED_WITH: dict[Task, Literal["image", "text", "audio", "tensor"]] = {
    "image-classification": "image",
    "object-detection": "image",
    "image-to-image": "image",
    "text-classification": "text",
    "token-classification": "text",
    "audio": "audio",
    "tensor": "tensor",
}
_ANSWERS_WITH: dict[Task, Literal["labels", "boxes", "image", "spans", "embedding", "outputs"]] = {
    "image-classification": "labels",
    "object-detection": "boxes",
    "image-to-image": "image",
    "text-classification": "labels",
    "embedding": "embedding",
    "token-classification": "spans",
    "audio": "labels",
    "tensor": "outputs",
}


def read_steps(file: Path = FILE) -> Steps:
    """Return the owner's steps.

    Raises:
        ValueError: the file is missing, or a step cannot be used; the message begins with its path.
    """
    try:
        return Steps.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except OSError:
        raise ValueError("contract/steps.json is missing. Restore it.") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise ValueError(f"contract/steps.json: {place}: {first['msg']}; found {first['input']!r}.") from None
    except ValueError as error:
        raise ValueError(f"contract/steps.json is not JSON: {error}. Correct it there.") from None
