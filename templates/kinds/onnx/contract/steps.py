"""What stands before and behind the model: `contract/steps.json`, the owner's, as making and serving both read it."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contract.steps_file import read

FILE = Path(__file__).resolve().parent / "steps.json"

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
Way = Literal["image", "text", "audio", "rows", "tensor"]
Answers = Literal["labels", "boxes", "image", "spans", "embedding", "outputs", "row"]

Name = Annotated[str, Field(min_length=1)]
Size = Annotated[int, Field(ge=1, le=16_384)]
Side = Literal["left", "right"]
Share = Annotated[float, Field(ge=0, le=1)]


class Part(BaseModel):
    """A part of the steps. A word that nobody knows is refused: it might be a misspelt one."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, allow_inf_nan=False, protected_namespaces=()
    )


class ImageSteps(Part):
    """From a decoded upright RGB picture to the model's input.

    Attributes:
        height, width: what the model sees; None: as large as the picture was sent.
        resize: "stretch" to that size; "crop": the short side to `short_side` (None: just covering the size), then the
            middle; "pad": inside that size, the rest filled with `fill`; "none": the picture has the size;
            "own": the picture keeps its size, if it has no more than `most_pixels` (else it is made smaller), and is
            lengthened at the right and at the bottom by its last pixels to multiples of `multiple`, `least` at least.
        padded: what "pad" fills: "around" the picture, which is in the middle, or "behind" it, which is at the top left.
        scale: what a byte is multiplied by, before `mean` is taken off and `std` divides, one value a channel.
        type: of the model's input, for people: values get the type that the model's file says.
    """

    input: Name
    height: Size | None = None
    width: Size | None = None
    resize: Literal["stretch", "crop", "pad", "none", "own"] = "stretch"
    short_side: Size | None = None
    filter: Literal["bilinear", "bicubic", "nearest", "lanczos"] = "bilinear"
    colour: Literal["RGB", "BGR", "L"] = "RGB"
    scale: float = 1 / 255
    mean: list[float] = []
    std: list[float] = []
    layout: Literal["NCHW", "NHWC"] = "NCHW"
    type: str = "float32"
    fill: Annotated[int, Field(ge=0, le=255)] = 114
    padded: Literal["around", "behind"] = "around"
    multiple: Size = 1
    least: Size = 1
    most_pixels: Annotated[int, Field(ge=1)] = 1 << 20

    @property
    def channels(self) -> int:
        """How many numbers a pixel has."""
        return 1 if self.colour == "L" else 3

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.resize == "own" and (self.height, self.width) != (None, None):
            raise ValueError("resize 'own' keeps a picture's size: expected height and width null")
        if self.resize not in ("none", "own") and (self.height is None or self.width is None):
            raise ValueError(
                f"resize '{self.resize}' needs height and width: expected two numbers, found null"
            )
        if self.resize == "crop" and self.short_side is not None:
            longest = max(self.height or 0, self.width or 0)
            if self.short_side < longest:
                raise ValueError(
                    f"short_side: expected {longest} or more, as large as the crop, found {self.short_side}"
                )
        for name in ("mean", "std"):
            values = getattr(self, name)
            if len(values) not in (0, 1, self.channels):
                raise ValueError(
                    f"{name}: expected {self.channels} numbers, one a channel ({self.colour}), found {len(values)}"
                )
        if not all(self.std):
            raise ValueError("std: expected numbers that can divide, found 0")
        if self.scale == 0:
            raise ValueError(
                "scale: expected what a byte is multiplied by, such as 0.00392156862745098, found 0"
            )
        return self


class TextInputs(Part):
    """Names of the model's inputs for what a tokenizer gives."""

    ids: Name
    mask: Name | None = None
    types: Name | None = None


class TextSteps(Part):
    """From a text to the model's inputs; the tokenizer itself runs before the file.

    Attributes:
        tokenizer: its file; None: the model takes texts as they are.
        max_length: the most tokens that the model reads.
        pair: it reads two texts, one after the other: a claim and what speaks for it, a question and a passage.
        truncate, pad: where tokens are left out of a longer text, and where a shorter one is filled up for a model of a
            fixed length; None: as the tokenizer's file says, else on the right.
    """

    tokenizer: Name | None = None
    max_length: Annotated[int, Field(ge=1)] = 512
    inputs: TextInputs
    pair: bool = False
    truncate: Side | None = None
    pad: Side | None = None

    @model_validator(mode="after")
    def _cuts_pairs(self) -> Self:
        if self.pair and self.tokenizer is None:
            raise ValueError(
                "pair: expected false, since without a tokenizer two texts cannot become one, found true"
            )
        return self


class Seconds(Part):
    """How long a sound may be; a shorter one is followed by silence, a longer one cut."""

    min: Annotated[float, Field(ge=0)] = 0.0
    max: Annotated[float, Field(gt=0)] = 30.0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max < self.min:
            raise ValueError(f"max: expected min, {self.min:g}, or more, found {self.max:g}")
        return self


class AudioSteps(Part):
    """From decoded samples, one channel, to the model's input; `rate` is in samples a second."""

    input: Name
    rate: Annotated[int, Field(ge=1000, le=192_000)]
    channels: Literal[1] = 1
    seconds: Seconds = Seconds()
    shape: Literal["samples", "batch,samples", "batch,1,samples"] = "batch,samples"
    normalise: Literal["none", "peak", "mean-std"] = "none"


class Scaler(Part):
    """(x - mean) / scale, a number a field."""

    mean: list[float]
    scale: list[float]

    @model_validator(mode="after")
    def _alike(self) -> Self:
        if len(self.mean) != len(self.scale):
            raise ValueError(
                f"expected as many means as scales, found {len(self.mean)} and {len(self.scale)}"
            )
        return self


class RowSteps(Part):
    """From the contract's columns to the model's inputs.

    Attributes:
        input: the one matrix that takes all of them, as numbers; None: `inputs` says where each goes.
        inputs: field → the model's input, where they are not called the same; several in one stand side by side.
    """

    input: Name | None = None
    inputs: dict[str, Name] = {}
    scaler: Scaler | None = None

    def by_input(self, fields: list[str]) -> dict[str, list[str]]:
        """Return which of these fields each input of the model takes, in their order."""
        found: dict[str, list[str]] = {}
        for field in fields:
            found.setdefault(self.inputs.get(field, field), []).append(field)
        return found


class BoxSteps(Part):
    """How a detector writes its boxes.

    Attributes:
        layout: "yolo": a grid of candidates, box and classes in one; "finished": rows of left, top, right, bottom, score
            and class, of which none need to be dropped; "ssd", "detr": scores in an output of their own.
        normalised: from 0 to 1 of what the model saw, instead of its pixels; None: no box of a picture reaches beyond 2,
            which in pixels would be a corner.
        cells: of a "yolo" grid, the strides of the cells that its boxes are told from, as YOLOX leaves them: the centre in
            cells from its own cell's corner, the size as the logarithm of cells; empty: boxes need no such thing.
        background: the first class of scores in an output of their own is "nothing", and never told.
        iou: of two boxes of a class that overlap more than this, the weaker one is dropped.
    """

    format: Literal["xyxy", "yxyx", "xywh", "cxcywh"]
    normalised: bool | None = False
    cells: list[Annotated[int, Field(ge=1)]] = []
    background: bool = False
    scores: Name | None = None
    classes: Name | None = None
    layout: Literal["yolo", "ssd", "detr", "finished"]
    iou: Share = 0.5

    @model_validator(mode="after")
    def _has_scores(self) -> Self:
        if self.layout in ("ssd", "detr") and self.scores is None:
            raise ValueError(
                f"scores: layout '{self.layout}' has them in an output of their own, found none named"
            )
        return self


class OutputSteps(Part):
    """From the model's output to an answer: the best `top` labels, or all boxes and spans from `threshold` on.

    Attributes:
        shows: what a picture is made of: "picture": its own pixels, normalised as the model's input is; "classes": a score
            for each class and pixel, or the best class of each pixel; "mask": a score for each pixel, of which those
            from `threshold` on are painted; "depth": a number for each pixel, shown in grey from the least to the most.
        column: of a regression of several numbers a row, the place of the one that is answered; None: there is one.
    """

    name: Name
    activation: Literal["none", "softmax", "sigmoid", "logits-binary"] = "none"
    column: Annotated[int, Field(ge=0)] | None = None
    labels: Name | None = None
    top: Annotated[int, Field(ge=1)] = 5
    threshold: Share = 0.5
    boxes: BoxSteps | None = None
    shows: Literal["picture", "classes", "mask", "depth"] = "picture"
    pool: Literal["mean", "cls", "none"] = "none"
    unit_length: bool = True


# What each task can be asked with.
_WAYS: dict[Task, tuple[Way, ...]] = {
    "image-classification": ("image",),
    "object-detection": ("image",),
    "image-to-image": ("image",),
    "tabular": ("rows",),
    "text-classification": ("text",),
    "embedding": ("image", "text"),
    "token-classification": ("text",),
    "audio": ("audio",),
    "tensor": ("tensor",),
}
_ANSWERS: dict[Task, Answers] = {
    "image-classification": "labels",
    "object-detection": "boxes",
    "image-to-image": "image",
    "tabular": "row",
    "text-classification": "labels",
    "embedding": "embedding",
    "token-classification": "spans",
    "audio": "labels",
    "tensor": "outputs",
}


class Steps(Part):
    """The whole file. What a task does not need is not there, or null."""

    task: Task
    model: Name
    image: ImageSteps | None = None
    text: TextSteps | None = None
    audio: AudioSteps | None = None
    rows: RowSteps | None = None
    output: OutputSteps | None = None

    @model_validator(mode="after")
    def _fit_the_task(self) -> Self:
        ways = _WAYS[self.task]
        given = [name for name in ("image", "text", "audio", "rows") if getattr(self, name) is not None]
        wanted = " or ".join(f"'{way}'" for way in ways)
        if ways == ("tensor",):
            if given:
                raise ValueError(f"task tensor asks for tensors as they are: expected no part '{given[0]}'")
            return self
        if len(given) != 1 or given[0] not in ways:
            found = " and ".join(f"'{name}'" for name in given) or "none of them"
            raise ValueError(f"task {self.task}: expected the part {wanted}, found {found}")
        if self.output is None:
            raise ValueError(f"task {self.task}: expected the part 'output', found none")
        if self.task == "object-detection" and self.output.boxes is None:
            raise ValueError("task object-detection: expected output.boxes, found null")
        return self

    @property
    def asked_with(self) -> Way:
        """What the model is asked with."""
        ways = _WAYS[self.task]
        return next((way for way in ways if getattr(self, way, None) is not None), ways[0])

    @property
    def answers_with(self) -> Answers:
        """What the model answers with; of a sound, labels where its scores are told to be some."""
        told = self.output is not None and (self.output.labels or self.output.activation != "none")
        return "outputs" if self.task == "audio" and not told else _ANSWERS[self.task]


def read_steps(file: Path = FILE) -> Steps:
    """Return the owner's steps.

    Raises:
        ValueError: the file is missing, or something in it is wrong; the message begins with its path and says what
            was expected and found.
    """
    return read(Steps, file)
