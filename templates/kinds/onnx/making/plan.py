"""What the plain steps say for each task: what the model gets, what is told of its answer, and what to try."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from contract.steps import Steps
from making.bare import Bare
from making.box_layout import box_layout
from making.cases import pictures, rows, sounds, tensors, texts
from making.cases.case import Case
from making.compose.compose import takes_many
from making.compose.composition import shape_of, shapes_of
from making.compose.rows import batch_of, takes_one_row, untied
from making.map_layout import has_channels_last, map_layout
from making.plain import boxes, image, maps, output, sound
from making.plain import rows as plain_rows
from making.session import Array, Arrays
from making.terms import Terms
from publishing.errors import CannotPublish

CHOICES = {"scores", "probabilities"}
WITH_CHOICES = {"image-classification", "text-classification", "token-classification", "tabular", "audio"}


@dataclass(frozen=True)
class Plan:
    """The steps of one product, as NumPy and Pillow do them.

    Attributes:
        bare: the model as its owner brought it, also where the artifact holds it rewritten in a newer opset.
        root: the product's folder.
    """

    bare: Bare
    steps: Steps
    labels: list[str] | None
    terms: Terms | None
    root: Path

    def cases(self) -> Iterator[Case]:
        """Yield what the artifact is tried on."""
        if self.steps.image is not None:
            many = takes_many(self.bare, self.steps.image, self.steps.task)
            yield from pictures.pictures(self.steps.image, many, [])
        elif self.steps.rows is not None:
            assert self.terms is not None
            yield from rows.rows(self.terms, self.steps.rows, batch_of(self.bare, self.steps.rows))
        elif self.steps.text is not None:
            tokenizer = self.steps.text.tokenizer
            yield from texts.texts(self.bare, self.steps.text, self.root / tokenizer if tokenizer else None)
        elif self.steps.audio is not None:
            yield from sounds.sounds(self.bare, self.steps.audio)
        else:
            yield from tensors.tensors(self.bare)

    def prepared(self, case: Case) -> Iterator[tuple[str, Array, Array | None]]:
        """Yield what the front should prepare: the model's input, its values, and how much 1/255 of a pixel is there."""
        if self.steps.image is not None:
            steps = self.steps.image
            seen = np.stack([image.prepared(one, steps) for one in case.about["pictures"]])
            shape = shape_of(next(it for it in self.bare.inputs if it.name == steps.input))
            if shape is not None and len(shape) == 3:
                seen = seen[0]
            elif shape is not None and isinstance(shape[0], int) and shape[0] > 1:
                seen = np.repeat(seen, shape[0], axis=0)
            yield steps.input, seen, _unit(self.steps)
        elif self.steps.rows is not None:
            assert self.terms is not None
            ranks = {it.name: _rank(it) for it in self.bare.inputs}
            given = plain_rows.prepared(case.arrays, self.steps.rows, self.terms.numbers, ranks)
            yield from ((name, value, None) for name, value in given.items())
        elif self.steps.audio is not None and self.steps.audio.normalise != "none":
            name = self.steps.audio.input
            yield name, sound.prepared(case.arrays[name], self.steps.audio), None

    def told(self, answered: Arrays, case: Case, given: Arrays) -> dict[str, Any]:
        """Return what the artifact should answer for what the bare model answered."""
        steps, task = self.steps.output, self.steps.task
        if steps is None:
            return dict(answered)
        value = answered[steps.name]
        if task == "tabular":
            assert self.terms is not None and self.steps.rows is not None
            behind = untied(self.bare.outputs, list(self.bare.model.graph.node), steps.name)
            if len(behind.outputs) > 1:
                value = np.stack([answered[it] for it in behind.outputs], axis=1)
            one_row = takes_one_row(self.bare, self.steps.rows)
            told = plain_rows.told(value, steps, behind.classes, self.terms.classes, one_row)
            _check_rows(told, case)
            return {"probabilities" if self.terms.classes else "prediction": told}
        if task == "object-detection":
            assert self.steps.image is not None
            layout = box_layout(
                shapes_of(self.bare.outputs), steps, len(self.labels) if self.labels else None
            )
            first = {name: it[:1] for name, it in answered.items()} if self.is_filled else answered
            found = boxes.found(first, steps, self.steps.image, case.about["pictures"][0].shape[:2], layout)
            return dict(zip(("boxes", "scores", "classes"), found, strict=True))
        if task == "image-to-image":
            assert self.steps.image is not None
            return self._shown(value, case.about["pictures"][0].shape[:2])
        count = len(case.about.get("pictures", ())) or None
        if task == "embedding":
            mask = given.get(self.steps.text.inputs.mask or "") if self.steps.text else None
            return {"embedding": output.embedding(value, mask, steps)[:count]}
        if task == "token-classification":
            return {"scores": self._named(output.token_scores(value, steps))}
        if task == "audio" and self.labels is None and steps.activation == "none":
            return dict(answered)
        told = output.scores(value, steps, len(self.labels) if self.labels else None)
        return {"scores": self._named(told)[:count]}

    def _shown(self, value: Array, sent: tuple[int, int]) -> dict[str, Any]:
        """Return the picture that is made of an output, and the classes' shares where it shows some."""
        steps = self.steps.output
        assert self.steps.image is not None and steps is not None
        if self.is_filled:
            value = value[:1]
        if steps.shows == "picture":
            return {"picture": output.picture(value, self.steps.image, steps, sent)}
        info = next(it for it in self.bare.outputs if it.name == steps.name)
        if steps.shows == "depth":
            channels_last = has_channels_last(shape_of(info), self.steps)
            return {"picture": maps.depth(value, channels_last, self.steps.image, sent)}
        count = len(self.labels) if self.labels else None
        layout = map_layout(shape_of(info), info.type.tensor_type.elem_type, self.steps, count)
        made, shares = maps.painted(value, layout, steps, self.steps.image, sent)
        return {"picture": made, "shares": shares}

    @property
    def is_filled(self) -> bool:
        """Say whether the model takes so many pictures at once, and gets copies of one."""
        assert self.steps.image is not None
        shape = shape_of(next(it for it in self.bare.inputs if it.name == self.steps.image.input))
        return shape is not None and len(shape) == 4 and isinstance(shape[0], int) and shape[0] > 1

    @property
    def is_map(self) -> bool:
        """Say whether pictures are painted by classes: where two are alike, the smallest difference changes a colour."""
        told = self.steps.output
        is_painted = told is not None and told.shows in ("classes", "mask")
        return self.steps.task == "image-to-image" and is_painted

    def _named(self, scores: Array) -> Array:
        """Refuse names that are more or fewer than the classes: every answer would have another's name."""
        assert self.steps.output is not None
        if self.labels is not None and len(self.labels) != scores.shape[-1]:
            raise CannotPublish(
                f"{self.steps.output.labels} names {len(self.labels)} classes, and the model's output "
                f"'{self.steps.output.name}' tells {scores.shape[-1]}.",
                "Write one name a line there, in the model's order, or set output.labels to null in contract/steps.json.",
            )
        return scores

    @property
    def is_guess(self) -> bool:
        """Say whether what is tried is made up from shapes alone, so that the model may rightly refuse it."""
        return self.steps.task == "tensor"

    def is_picture(self, name: str) -> bool:
        """Say whether an output is a picture."""
        return self.steps.task == "image-to-image" and name == "picture"

    def is_choice(self, name: str) -> bool:
        """Say whether an output's largest number is what is said."""
        return self.steps.task in WITH_CHOICES and name in CHOICES


def _check_rows(told: Array, case: Case) -> None:
    """Refuse answers that belong to no row: scikit-learn's exporter cuts the numbers of an MLPRegressor's row apart."""
    asked = len(next(iter(case.arrays.values())))
    if len(told) != asked:
        raise CannotPublish(
            f"Asked about {asked} rows, the model answers {len(told)}: expected an answer for each row.",
            "Export it so that each row has its own, or take the task tensor in contract/steps.json.",
        )


def _rank(info: onnx.ValueInfoProto) -> int | None:
    shape = shape_of(info)
    return None if shape is None else len(shape)


def _unit(steps: Steps) -> Array:
    """Return how much one step of 255 is in what the model sees, times 255."""
    assert steps.image is not None
    unit = np.abs(255 * steps.image.scale / np.array(steps.image.std or [1.0]))
    return unit.reshape(-1, 1, 1) if steps.image.layout == "NCHW" else unit
