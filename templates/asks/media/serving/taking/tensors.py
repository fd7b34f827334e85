"""Tensors: nested lists or .npy files → the artifact's inputs, as they are."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

import numpy as np

from serving.artifact_words import MAKE
from serving.errors import CannotServe
from serving.inference import Feeds, Outputs
from serving.own_settings import OwnSettings
from serving.problems import FieldError, Problem
from serving.question import Node, Question, SentFile, zeros
from serving.tensors import DTYPES, Array, from_json, from_npy

FIELD = "inputs"


class Tensors:
    """Takes tensors."""

    batch_is_free = False  # what a first dimension means is not known

    def __init__(self, inputs: Mapping[str, Node], settings: OwnSettings) -> None:
        """Note what the model takes.

        Raises:
            CannotServe: NumPy has no such type.
        """
        self._inputs, self._settings = inputs, settings
        # A whole number may say how often something is done, or how long something is.
        self.is_steady = all(np.dtype(DTYPES.get(node.type)).kind == "f" for node in inputs.values())
        for node in inputs.values():
            if node.type not in DTYPES:
                raise CannotServe(
                    f"The input '{node.name}' is {node.type}, which cannot be sent. Run {MAKE}."
                )

    async def asked(self, body: Any) -> list[Question]:
        """Take nested lists by the inputs' names."""
        self._check_names(body.inputs)
        feeds = {
            name: from_json(name, value, self._inputs[name].type, self._inputs[name].shape)
            for name, value in body.inputs.items()
        }
        return [
            Question(feeds, {FIELD: {name: self._kept(feeds[name], body.inputs[name]) for name in feeds}})
        ]

    async def sent(self, files: list[SentFile]) -> list[Question]:
        """Take .npy files, each named as its input."""
        given = {self._name_of(file): file.content for file in files}
        if len(given) != len(files):
            raise Problem(422, "Two files are for the same input. Name each as its input: name.npy.")
        self._check_names(given)
        feeds = {
            name: from_npy(name, content, self._inputs[name].type, self._inputs[name].shape)
            for name, content in given.items()
        }
        return [Question(feeds, {FIELD: {name: self._kept(array, None) for name, array in feeds.items()}})]

    def try_shortcut(self, _ask: Callable[[Feeds], Outputs]) -> None:
        """Do nothing: what is sent is what the model gets."""

    def sample(self) -> Feeds:
        """Return the smallest tensors that fit."""
        return {name: zeros(node, DTYPES[node.type]) for name, node in self._inputs.items()}

    def _name_of(self, file: SentFile) -> str:
        stem = PurePath(file.name).name.removesuffix(".npy")
        if stem in self._inputs or file.field in self._inputs:
            return stem if stem in self._inputs else file.field
        return next(iter(self._inputs)) if len(self._inputs) == 1 else stem

    def _check_names(self, given: Mapping[str, Any]) -> None:
        absent = [name for name in self._inputs if name not in given]
        strange = [name for name in given if name not in self._inputs]
        if not absent and not strange:
            return
        known = ", ".join(f"'{name}'" for name in self._inputs)
        errors = [
            FieldError(field=name, message=f"{name} is missing", expected="a value", found="nothing")
            for name in absent
        ]
        errors += [
            FieldError(field=name, message=f"There is no input '{name}'", expected=known, found=f"'{name}'")
            for name in (name[:100] for name in strange)
        ]
        raise Problem(422, f"{errors[0].message}. The inputs are {known}.", errors[:50])

    def _kept(self, array: Array, nested: Any) -> Any:
        if array.dtype == object or array.nbytes > self._settings.keep_input_bytes:
            whole = repr(array.tolist()).encode() if array.dtype == object else array.tobytes()
            if len(whole) > self._settings.keep_input_bytes:
                told = {"shape": list(array.shape), "type": str(array.dtype), "bytes": len(whole)}
                return told | {"sha256": hashlib.sha256(whole).hexdigest()}
        return array.tolist() if nested is None else nested
