"""Texts as people write them, and as nobody expects them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto
from tokenizers import Tokenizer

from contract.steps import TextSteps
from making.bare import Bare
from making.cases.case import Case
from making.compose.composition import shape_of
from making.session import Array
from publishing.errors import CannotPublish

TEXTS = {
    "samples": (
        "The delivery came a day early and everything was in it.",
        "I waited for two weeks, and then the wrong one arrived!",
        "Anna Berg from Oslo met Dr. Lind in Paris on 3 May 2024.",
        "It works.",
        "Is there a way to change the colour?",
    ),
    "extremes": ("a", "x " * 4000, "?!?!…—", "1234567890 " * 30, "A\tB\nC\u00a0D"),
    "other scripts": (
        "Größe und Übermut, café, naïve",
        "価格は高いが、質は良い。",
        "Очень хорошо",
        "جيد جدا",
        "👍🏽👩‍👩‍👧 ok",
    ),
}


def texts(bare: Bare, steps: TextSteps, tokenizer: Path | None) -> Iterator[Case]:
    """Yield texts to ask a model that takes such."""
    cut = _Tokens(bare, steps, tokenizer) if tokenizer is not None else None
    kinds = {it.name: it for it in bare.inputs}
    for check, written in TEXTS.items():
        for at, text in enumerate(written):
            pair = written[at - 1] if steps.pair else None
            if cut is not None:
                arrays = cut.arrays(text, pair)
            else:
                shape = shape_of(kinds[steps.inputs.ids]) or [1]
                arrays = {steps.inputs.ids: np.full((1,) * len(shape), text, dtype=object)}
            asked = {"text": text} | ({} if pair is None else {"text_pair": pair})
            yield Case(check, arrays, asked, check == "samples")


class _Tokens:
    """The tokenizer, as serving uses it: no longer than the model reads, and filled up only where its length is fixed."""

    def __init__(self, bare: Bare, steps: TextSteps, path: Path) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises plain exceptions
            raise CannotPublish(
                f"{path.name} cannot be read as a tokenizer: {error}", "Put the model's own there."
            ) from None
        told, cut = self._tokenizer.padding, self._tokenizer.truncation
        self._pads_left = (steps.pad or (told or {}).get("direction")) == "left"
        known = (self._tokenizer.token_to_id(name) for name in ("[PAD]", "<pad>", "<|endoftext|>"))
        self._pad = told["pad_id"] if told else next((it for it in known if it is not None), 0)
        shape = shape_of(next(it for it in bare.inputs if it.name == steps.inputs.ids)) or []
        length = shape[-1] if len(shape) == 2 else None
        self._length = length if isinstance(length, int) else None
        self._tokenizer.no_padding()
        side = steps.truncate or (cut or {}).get("direction") or "right"
        self._tokenizer.enable_truncation(self._length or steps.max_length, direction=side)
        self._steps = steps
        self._types = {it.name: _dtype(it) for it in bare.inputs}
        self._ranks = {it.name: len(shape_of(it) or [0, 0]) for it in bare.inputs}

    def arrays(self, text: str, pair: str | None) -> dict[str, Array]:
        """Return the model's inputs for a text, or for two that it reads one after the other."""
        encoding = self._tokenizer.encode(text, pair)
        names = self._steps.inputs
        values = {names.ids: (encoding.ids, self._pad)}
        if names.mask is not None:
            values[names.mask] = (encoding.attention_mask, 0)
        if names.types is not None:
            values[names.types] = (encoding.type_ids, 0)
        return {name: self._row(name, given, pad) for name, (given, pad) in values.items()}

    def _row(self, name: str, given: list[int], pad: int) -> Array:
        row: Array = np.full(self._length or max(1, len(given)), pad, self._types[name])
        row[len(row) - len(given) if self._pads_left else 0 :][: len(given)] = given
        return row if self._ranks[name] == 1 else row.reshape(1, -1)


def _dtype(info: onnx.ValueInfoProto) -> type:

    kind = info.type.tensor_type.elem_type
    known: dict[int, type] = {TensorProto.INT32: np.int32, TensorProto.FLOAT: np.float32}
    return known.get(kind, np.int64)
