"""Which things stand around a model of each task."""

from contract.steps import ImageSteps, OutputSteps, RowSteps, Steps, TextSteps
from making.bare import Bare
from making.box_layout import box_layout, check_cells
from making.compose import boxes, maps, output, rows
from making.compose.build import FLOAT, INT64, UINT8
from making.compose.composition import Composition, named, shape_of, shapes_of
from making.compose.image import Frame, each_prepared, picture_input, pictures_inputs, prepared
from making.map_layout import has_channels_last, map_layout
from making.terms import Terms
from publishing.errors import CannotPublish


def composed(bare: Bare, steps: Steps, labels: list[str] | None, terms: Terms | None) -> Composition:
    """Put the steps around a model.

    Raises:
        CannotPublish: they do not fit it.
    """
    whole = Composition.around(bare)
    _check_names(bare, steps)
    if steps.task == "tensor":
        _check_tensors(bare)
        for info in bare.inputs:
            whole.keep_input(info.name)
        for info in bare.outputs:
            whole.keep_output(info)
        return whole
    assert steps.output is not None
    if steps.task == "tabular":
        assert steps.rows is not None and terms is not None
        rows.columns(whole, steps.rows, terms.numbers, terms.texts)
        _check_fed(whole)
        _answer_rows(whole, steps.rows, steps.output, terms)
        return whole
    frame = None
    if steps.image is not None:
        frame = _see(whole, steps.image, steps.task)
    elif steps.audio is not None:
        _hear(whole, steps)
    else:
        assert steps.text is not None
        _read(whole, steps.text)
    _check_fed(whole)
    _answer(whole, steps, labels, frame)
    return whole


def takes_many(bare: Bare, steps: ImageSteps, task: str) -> bool:
    """Say whether pictures can be answered together: the model's batch is free, and each answer is a row."""
    if task not in ("image-classification", "embedding") or steps.resize in ("none", "own"):
        return False
    shape = shape_of(next(it for it in bare.inputs if it.name == steps.input))
    return shape is None or (len(shape) == 4 and not isinstance(shape[0], int))


def _see(whole: Composition, steps: ImageSteps, task: str) -> Frame | None:
    b = whole.front
    shape = shape_of(whole.input(steps.input))
    _check_picture(shape, steps)
    if takes_many(whole.bare, steps, task):
        whole.inputs += pictures_inputs()
        whole.feed(steps.input, each_prepared(b, "images", "sizes", steps))
        return None
    whole.inputs += picture_input()
    seen, frame = prepared(b, "image", steps)
    if shape is None or len(shape) == 4:
        seen = b.unsqueeze(seen, 0)
        batch = shape[0] if shape else None
        if isinstance(batch, int) and batch > 1:
            seen = b.op("Concat", *[seen] * batch, axis=0)
    whole.feed(steps.input, seen)
    return frame


def _check_picture(shape: list[int | str | None] | None, steps: ImageSteps) -> None:
    if shape is None:
        return
    if len(shape) not in (3, 4):
        raise CannotPublish(
            f"'{steps.input}' has {len(shape)} dimensions; a picture has 3, several have 4.",
            "Name the model's picture input under image.input in contract/steps.json, or take the task tensor.",
        )
    at = (0, 1, 2) if steps.layout == "NCHW" else (2, 0, 1)
    found = [shape[-3:][place] for place in at]
    for what, wanted, told in zip(
        ("channels", "height", "width"), (steps.channels, steps.height, steps.width), found, strict=True
    ):
        if isinstance(told, int) and wanted is not None and told != wanted:
            raise CannotPublish(
                f"'{steps.input}' takes {what} {told}, and contract/steps.json prepares {wanted} ({steps.layout}).",
                "Correct image.layout, image.colour, image.height or image.width there.",
            )


def _read(whole: Composition, steps: TextSteps) -> None:
    """Take what the tokenizer gives, or the text itself."""
    for _, name in steps.inputs:
        if name is not None:
            _check_single(whole, name, "text")
            whole.keep_input(name)


def _check_single(whole: Composition, name: str, what: str) -> None:
    """One is asked about at a time; a model that takes so many at once and no other number cannot be."""
    shape = shape_of(whole.input(name)) or []
    if len(shape) > 1 and isinstance(shape[0], int) and shape[0] > 1:
        raise CannotPublish(
            f"'{name}' takes {shape[0]} at once and no other number; expected one {what}, or as many as there are.",
            "Export the model with a free batch dimension, or take the task tensor in contract/steps.json.",
        )


def _hear(whole: Composition, steps: Steps) -> None:
    assert steps.audio is not None
    info = whole.input(steps.audio.input)
    _check_single(whole, info.name, "sound")
    if steps.audio.normalise == "none":
        whole.keep_input(info.name)
        return
    b = whole.front
    brought = type(info)()
    brought.CopyFrom(info)
    brought.type.tensor_type.elem_type = FLOAT
    whole.inputs.append(brought)
    sound = info.name
    shape = shape_of(info)
    axis = len(shape) - 1 if shape else {"samples": 0, "batch,samples": 1}.get(steps.audio.shape, 2)
    if steps.audio.normalise == "peak":
        most = b.reduce("ReduceMax", b.op("Abs", sound), axis)
        sound = b.op("Div", sound, b.op("Max", most, b.number(1e-7)))
    else:
        sound = b.op("Sub", sound, b.reduce("ReduceMean", sound, axis))
        power = b.reduce("ReduceMean", b.op("Mul", sound, sound), axis)
        sound = b.op("Div", sound, b.op("Sqrt", b.op("Add", power, b.number(1e-7))))
    whole.feed(info.name, sound)


def _answer_rows(whole: Composition, given: RowSteps, steps: OutputSteps, terms: Terms) -> None:
    b = whole.behind
    behind = rows.untied(whole.bare.outputs, list(whole.bare.model.graph.node), steps.name)
    told = whole.theirs(behind.tensor)
    rank = len(_shape_of_output(whole, behind.tensor) or ()) or None
    if not terms.classes:
        one_row = rank == 1 and rows.takes_one_row(whole.bare, given)
        whole.answer("prediction", rows.prediction(b, told, steps.column, one_row), FLOAT, ["rows", 1])
        return
    if rank == 1 and not rows.takes_one_row(whole.bare, given):
        told, rank = b.reshape(told, -1, 1), 2
    told = output.scores(b, told, rank, steps, len(terms.classes))
    told = rows.probabilities(b, told, behind.classes, terms.classes)
    whole.answer("probabilities", told, FLOAT, ["rows", len(terms.classes)])


def _answer(whole: Composition, steps: Steps, labels: list[str] | None, frame: Frame | None) -> None:
    assert steps.output is not None
    b, told = whole.behind, whole.theirs(steps.output.name)
    shape = _shape_of_output(whole, steps.output.name)
    rank = len(shape) if shape else None
    if steps.task == "object-detection":
        assert frame is not None and steps.image is not None
        _answer_boxes(whole, steps, labels, frame)
    elif steps.task == "image-to-image":
        assert steps.image is not None and frame is not None
        _answer_picture(whole, steps, labels, frame)
    elif steps.task == "embedding":
        mask = steps.text.inputs.mask if steps.text is not None else None
        place = output.embedding(b, told, rank, whole.theirs(mask) if mask else None, steps.output)
        whole.answer("embedding", _one_row(whole, steps, place), FLOAT, ["rows", "numbers"])
    elif steps.task == "token-classification":
        told = output.token_scores(b, told, steps.output)
        whole.answer("scores", told, FLOAT, ["rows", "tokens", "classes"])
    elif steps.task == "audio" and labels is None and steps.output.activation == "none":
        for info in whole.bare.outputs:
            whole.keep_output(info)
    else:
        told = output.scores(b, told, rank, steps.output, len(labels) if labels else None)
        whole.answer("scores", _one_row(whole, steps, told), FLOAT, ["rows", "classes"])


def _one_row(whole: Composition, steps: Steps, told: str) -> str:
    """Keep one answer where a fixed batch had to be filled with the same picture."""
    if steps.image is None:
        return told
    shape = shape_of(whole.input(steps.image.input))
    filled = shape is not None and len(shape) == 4 and isinstance(shape[0], int) and shape[0] > 1
    return output.first(whole.behind, told) if filled else told


def _answer_picture(whole: Composition, steps: Steps, labels: list[str] | None, frame: Frame) -> None:
    assert steps.output is not None and steps.image is not None
    b, told = whole.behind, whole.theirs(steps.output.name)
    shape = _shape_of_output(whole, steps.output.name)
    told = _one_row(whole, steps, told)
    if steps.output.shows == "picture":
        made = output.picture(b, told, steps.image, steps.output, frame)
    elif steps.output.shows == "depth":
        made = maps.depth(b, told, has_channels_last(shape, steps), steps.image, frame)
    else:
        kind = next(
            it for it in whole.bare.outputs if it.name == steps.output.name
        ).type.tensor_type.elem_type
        layout = map_layout(shape, kind, steps, len(labels) if labels else None)
        made, shares = maps.painted(b, told, layout, steps.output, steps.image, frame)
        whole.answer("shares", shares, FLOAT, [layout.count])
    whole.answer("picture", made, UINT8, ["made_height", "made_width", 3])


def _answer_boxes(whole: Composition, steps: Steps, labels: list[str] | None, frame: Frame) -> None:
    assert steps.output is not None and steps.output.boxes is not None and steps.image is not None
    told = steps.output.boxes
    check_cells(_shape_of_output(whole, steps.output.name), told, steps.image)
    layout = box_layout(shapes_of(whole.bare.outputs), steps.output, len(labels) if labels else None)
    answered, scores, numbers = (
        _one_row(whole, steps, whole.theirs(name)) if name else None
        for name in (steps.output.name, told.scores, told.classes)
    )
    assert answered is not None
    places, chances, classes = boxes.found(
        whole.behind,
        answered,
        scores,
        numbers,
        steps.output,
        steps.image,
        frame,
        layout,
    )
    whole.answer("boxes", places, FLOAT, ["found", 4])
    whole.answer("scores", chances, FLOAT, ["found"])
    whole.answer("classes", classes, INT64, ["found"])


def _shape_of_output(whole: Composition, name: str) -> list[int | str | None] | None:
    return next((shape_of(it) for it in whole.bare.outputs if it.name == name), None)


def _check_names(bare: Bare, steps: Steps) -> None:
    inputs, outputs = {it.name for it in bare.inputs}, {it.name for it in bare.outputs}
    asked = [
        ("image.input", steps.image and steps.image.input, inputs),
        ("audio.input", steps.audio and steps.audio.input, inputs),
        ("rows.input", steps.rows and steps.rows.input, inputs),
        ("output.name", steps.output and steps.output.name, outputs),
    ]
    if steps.text is not None:
        asked += [(f"text.inputs.{key}", name, inputs) for key, name in steps.text.inputs]
    if steps.output is not None and steps.output.boxes is not None:
        asked += [
            ("output.boxes.scores", steps.output.boxes.scores, outputs),
            ("output.boxes.classes", steps.output.boxes.classes, outputs),
        ]
    for key, name, known in asked:
        if name is not None and name not in known:
            listed = named(bare.inputs if known is inputs else bare.outputs)
            what = "input" if known is inputs else "output"
            raise CannotPublish(
                f"contract/steps.json names '{name}' under {key}; the model has no such {what}. It has: {listed}.",
                "Correct it there.",
            )


def _check_tensors(bare: Bare) -> None:
    """Nobody can send what is no tensor; a model without outputs says nothing."""
    odd = [it for it in bare.inputs if not it.type.HasField("tensor_type")]
    if odd:
        raise CannotPublish(
            f"The model's input {named(odd)} is no tensor but {odd[0].type.WhichOneof('value')}, which cannot be sent.",
            "Export the model with tensors as its inputs.",
        )
    if not bare.outputs:
        raise CannotPublish("The model has no outputs.", "Export it with the outputs that are wanted.")


def _check_fed(whole: Composition) -> None:
    """Every input of the model must get something."""
    left = [it for it in whole.bare.inputs if it.name not in whole.feeds and it.name not in whole.kept]
    if left:
        raise CannotPublish(
            f"Nothing is given to the model's input {named(left)}.",
            "Name it in contract/steps.json, or take the task tensor there, which asks for every input.",
        )
