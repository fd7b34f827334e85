"""contract/steps.json: what stands before and behind the model. The owner's; read here and checked to the last word."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from publishing.errors import CannotPublish
from publishing.places import ROOT

STEPS = ROOT / "contract" / "steps.json"

Task = Literal[
    "image-classification",
    "object-detection",
    "image-to-image",
    "tabular",
    "text-classification",
    "embedding",
    "token-classification",
    "audio",
    "tensor",
]
Size = Annotated[int, Field(ge=1, le=16_384)]


class Part(BaseModel):
    """A part of the steps. A word that nobody knows is refused: it might be a misspelt one."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())


class ImageSteps(Part):
    """From a decoded upright RGB picture to the model's input.

    Attributes:
        height, width: what the model sees; None: as large as the picture was sent.
        resize: "stretch" to that size; "crop": the short side to `short_side` (None: just covering the size), then the
            middle; "pad": inside that size, the rest filled with `fill`; "none": the picture has the size.
        scale: what a byte is multiplied by, before `mean` is taken off and `std` divides, one value a channel.
    """

    input: str
    height: Size | None = None
    width: Size | None = None
    resize: Literal["stretch", "crop", "pad", "none"] = "stretch"
    short_side: Size | None = None
    filter: Literal["bilinear", "bicubic", "nearest", "lanczos"] = "bilinear"
    colour: Literal["RGB", "BGR", "L"] = "RGB"
    scale: float = 1 / 255
    mean: list[float] = []
    std: list[float] = []
    layout: Literal["NCHW", "NHWC"] = "NCHW"
    type: str = "float32"
    fill: Annotated[int, Field(ge=0, le=255)] = 114

    @property
    def channels(self) -> int:
        """How many numbers a pixel has."""
        return 1 if self.colour == "L" else 3

    @model_validator(mode="after")
    def _fits(self) -> "ImageSteps":
        if self.resize != "none" and (self.height is None or self.width is None):
            raise ValueError(f"resize '{self.resize}' needs height and width")
        if self.resize == "crop" and self.short_side is not None:
            longest = max(self.height or 0, self.width or 0)
            if self.short_side < longest:
                raise ValueError(
                    f"short_side {self.short_side} is smaller than the crop: it must be {longest} or more"
                )
        for name in ("mean", "std"):
            values = getattr(self, name)
            if len(values) not in (0, 1, self.channels):
                raise ValueError(f"{name} needs {self.channels} numbers, one a channel")
        if not all(self.std):
            raise ValueError("std must not be 0: it divides")
        return self


class TextInputs(Part):
    """Names of the model's inputs for what a tokenizer gives."""

    ids: str
    mask: str | None = None
    types: str | None = None


class TextSteps(Part):
    """From a text to the model's inputs; the tokenizer itself runs before the file."""

    tokenizer: str | None = None
    max_length: Size
    inputs: TextInputs
    pair: bool = False


class Seconds(Part):
    """How long a sound may be; a shorter one is followed by silence, a longer one cut."""

    min: Annotated[float, Field(ge=0)] = 0.0
    max: Annotated[float, Field(gt=0)] = 30.0


class AudioSteps(Part):
    """From decoded samples, one channel, to the model's input."""

    input: str
    rate: Annotated[int, Field(ge=1000, le=192_000)]
    channels: Literal[1] = 1
    seconds: Seconds = Seconds()
    shape: Literal["samples", "batch,samples", "batch,1,samples"] = "batch,samples"
    normalise: Literal["none", "peak", "mean-std"] = "none"


class Scaler(Part):
    """(x - mean) / scale, a number a field."""

    mean: list[float]
    scale: list[float]


class RowSteps(Part):
    """From the contract's columns to the model's inputs: all of them in one matrix, or one input a field."""

    input: str | None = None
    inputs: dict[str, str] = {}
    scaler: Scaler | None = None


class BoxSteps(Part):
    """How a detector writes its boxes."""

    format: Literal["xyxy", "yxyx", "xywh", "cxcywh"]
    normalised: bool = False
    scores: str | None = None
    classes: str | None = None
    layout: Literal["yolo", "ssd", "detr"]
    iou: Annotated[float, Field(ge=0, le=1)] = 0.5


class OutputSteps(Part):
    """From the model's output to an answer."""

    name: str
    activation: Literal["none", "softmax", "sigmoid", "logits-binary"] = "none"
    labels: str | None = None
    top: Annotated[int, Field(ge=1)] = 5
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.5
    boxes: BoxSteps | None = None
    pool: Literal["mean", "cls", "none"] = "none"
    unit_length: bool = True


class Steps(Part):
    """The whole file. What a task does not need is null."""

    task: Task
    model: str
    image: ImageSteps | None = None
    text: TextSteps | None = None
    audio: AudioSteps | None = None
    rows: RowSteps | None = None
    output: OutputSteps | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Steps":
        needed: dict[str, str] = {
            "image-classification": "image",
            "object-detection": "image",
            "image-to-image": "image",
            "tabular": "rows",
            "text-classification": "text",
            "token-classification": "text",
            "audio": "audio",
        }
        part = needed.get(self.task)
        if part is not None and getattr(self, part) is None:
            raise ValueError(f"task {self.task} needs the part '{part}'")
        if self.task == "embedding" and self.image is None and self.text is None:
            raise ValueError("task embedding needs the part 'image' or 'text'")
        if self.task != "tensor" and self.output is None:
            raise ValueError(f"task {self.task} needs the part 'output'")
        if self.task == "object-detection" and self.output and self.output.boxes is None:
            raise ValueError("task object-detection needs output.boxes")
        return self

    @classmethod
    def load(cls, path: Path = STEPS) -> "Steps":
        """Read the file.

        Raises:
            CannotPublish: it is not there, or something in it is wrong.
        """
        where = f"contract/{path.name}"
        try:
            told: Any = json.loads(path.read_text(encoding="utf-8"))
        except OSError:
            raise CannotPublish(f"{where} is missing or cannot be read.", "Restore it.") from None
        except ValueError as error:
            raise CannotPublish(f"{where} is not JSON: {error}.", "Correct it there.") from None
        try:
            return cls.model_validate(told)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            said = first["msg"].removeprefix("Value error, ")
            raise CannotPublish(
                f"{where}{f', {place}' if place else ''}: {said[0].lower()}{said[1:]}.", "Correct it there."
            ) from None


def labels_of(steps: Steps, root: Path = ROOT) -> list[str] | None:
    """Read the names of the classes, one a line; None where there are none.

    Raises:
        CannotPublish: the file that steps.json names is missing or is no text.
    """
    if steps.output is None or steps.output.labels is None:
        return None
    path = root / steps.output.labels
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise CannotPublish(
            f"The names of the classes, {steps.output.labels}, are missing or no UTF-8 text.",
            "Put them there, one a line, or set output.labels to null in contract/steps.json.",
        ) from None
    return [line.strip() for line in text.splitlines() if line.strip()]
