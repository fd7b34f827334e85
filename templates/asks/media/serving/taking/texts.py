"""Texts: cut into tokens by the model's own tokenizer → the artifact's inputs."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Encoding, Tokenizer

from contract.steps import TextSteps
from serving.artifact_words import MAKE
from serving.bytes_sent import too_long, unreadable
from serving.errors import CannotServe
from serving.inference import Feeds, Outputs
from serving.logs import log
from serving.own_settings import OwnSettings
from serving.problems import Problem
from serving.question import Node, Notice, Question, SentFile
from serving.tensors import DTYPES

FIELD, PAIR = "text", "text_pair"
# Lengths are rounded up to these, so that texts of about the same length can be asked together.
_STEP = 16
# A longer text is cut into tokens in a thread: everybody else would wait for it.
_AT_ONCE = 4_000  # characters
# No more of a text is cut into tokens than can matter: a token of more characters than this is no word of any language.
_LONGEST_TOKEN = 200
_ALWAYS_READ = 100_000
_TRIALS = ("A sentence of the usual length, to see how long an answer takes.", "One word more", "Yes")
# Answers that differ by no more are the same.
_NEAR = 1e-5


class Texts:
    """Takes texts."""

    is_steady = True

    def __init__(
        self, inputs: Mapping[str, Node], steps: TextSteps, tokenizer: Path, settings: OwnSettings
    ) -> None:
        """Load the tokenizer.

        Raises:
            CannotServe: it cannot be loaded, or the model has other inputs than the steps say.
        """
        self._inputs, self._steps, self._settings = inputs, steps, settings
        for name in (steps.inputs.ids, steps.inputs.mask, steps.inputs.types):
            if name is not None and name not in inputs:
                raise CannotServe(
                    f"The model has no input '{name}', which text.inputs of contract/steps.json names. Run {MAKE}."
                )
        shape = inputs[steps.inputs.ids].shape
        self.batch_is_free = not (shape and isinstance(shape[0], int))
        self._length = shape[-1] if len(shape) == 2 and isinstance(shape[-1], int) else None
        self._most_tokens = self._length or steps.max_length
        self._tokenizer = _load(tokenizer) if steps.tokenizer else None
        if self._tokenizer is not None:
            self._pad = _padding_of(self._tokenizer)
            self._pads_left = _side(steps.pad, self._tokenizer.padding) == "left"
            self._cuts = _side(steps.truncate, self._tokenizer.truncation)
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(self._most_tokens, direction=self._cuts)
        self._fills_up = (
            self._length is None
            and steps.inputs.mask is not None
            and self._tokenizer is not None
            and not self._pads_left
        )

    def try_shortcut(self, ask: Callable[[Feeds], Outputs]) -> None:
        """Give up rounding lengths up where an answer is another then: not every model passes over what its mask hides."""
        if not self._fills_up:
            return
        try:
            filled = [ask(self._trial(text)) for text in _TRIALS]
            self._fills_up = False
            exact = [ask(self._trial(text)) for text in _TRIALS]
        except Problem:
            self._fills_up = False
            return
        pairs = [
            (longer[name], value[name]) for longer, value in zip(filled, exact, strict=True) for name in value
        ]
        self._fills_up = all(_same_start(longer, value) for longer, value in pairs)
        if not self._fills_up:
            log().info("texts are asked in their own length: what the mask hides changes the answer")

    async def asked(self, body: Any) -> list[Question]:
        """Take a text, two that belong together, or several."""
        if self._steps.pair:
            return [await self._taken(body.text, body.text_pair)]
        texts = body.texts if getattr(body, "texts", None) is not None else [body.text]
        return [await self._taken(text) for text in texts]

    async def sent(self, files: list[SentFile]) -> list[Question]:
        """Take files of text."""
        if self._steps.pair:
            raise Problem(422, f"The model reads two texts together: send them as JSON, {{{FIELD}, {PAIR}}}.")
        return [await self._taken(_decoded(file)) for file in files]

    def sample(self) -> Feeds:
        """Return a text to measure with."""
        return self._trial(_TRIALS[0])

    def _trial(self, text: str) -> Feeds:
        return self.question(text, _TRIALS[1] if self._steps.pair else None).feeds

    def question(self, text: str, pair: str | None = None) -> Question:
        """Cut a text into tokens, or two that the model reads one after the other."""
        size = len(text.encode("utf-8")) + len((pair or "").encode("utf-8"))
        if size > self._settings.max_input_bytes:
            raise too_long("The text", size, self._settings.max_input_bytes)
        kept = {FIELD: text} | ({} if pair is None else {PAIR: pair})
        if self._tokenizer is None:
            shape = (1,) * max(1, len(self._inputs[self._steps.inputs.ids].shape))
            return Question({self._steps.inputs.ids: np.full(shape, text, object)}, kept, text=text)
        most = max(_ALWAYS_READ, self._most_tokens * _LONGEST_TOKEN)
        skipped = max(0, len(text) - most) if self._cuts == "left" else 0
        read = text[skipped:][:most]
        encoding = _encode(self._tokenizer, read, pair and pair[:most])
        feeds = self._feeds(encoding)
        before = feeds[self._steps.inputs.ids].shape[-1] - len(encoding.ids) if self._pads_left else 0
        offsets: list[tuple[int, int] | None] = [None] * before
        offsets += [
            None if special or sequence != 0 else (skipped + start, skipped + end)
            for special, sequence, (start, end) in zip(
                encoding.special_tokens_mask, encoding.sequence_ids, encoding.offsets, strict=True
            )
        ]
        warnings = []
        if encoding.overflowing or len(read) < len(text) or len(pair or "") > most:
            longest = f"{self._most_tokens} tokens" if encoding.overflowing else f"{len(read):,} characters"
            left = "its beginning" if self._cuts == "left" else "the rest"
            words = f"The text is longer than the {longest} that the model reads; {left} was not read."
            warnings.append(Notice(field=FIELD, code="truncated", message=words))
        return Question(feeds, kept, warnings, text=text[: skipped + most], pair=pair, offsets=offsets)

    async def _taken(self, text: str, pair: str | None = None) -> Question:
        if len(text) + len(pair or "") <= _AT_ONCE:
            return self.question(text, pair)
        return await asyncio.to_thread(self.question, text, pair)

    def _feeds(self, encoding: Encoding) -> Feeds:
        names = self._steps.inputs
        length = self._length or len(encoding.ids)
        if self._fills_up:
            length = min(-(-length // _STEP) * _STEP, max(self._steps.max_length, length))
        length = max(1, length)
        values = {names.ids: (encoding.ids, self._pad)}
        if names.mask is not None:
            values[names.mask] = (encoding.attention_mask, 0)
        if names.types is not None:
            values[names.types] = (encoding.type_ids, 0)
        return {name: self._filled(name, given, pad, length) for name, (given, pad) in values.items()}

    def _filled(self, name: str, given: list[int], pad: int, length: int) -> np.ndarray[Any, Any]:
        row = np.full(length, pad, DTYPES[self._inputs[name].type])
        row[length - len(given) if self._pads_left else 0 :][: len(given)] = given
        return row.reshape((1,) * max(0, len(self._inputs[name].shape) - 1) + (-1,))


def _same_start(longer: Any, value: Any) -> bool:
    """Say whether an output is the same for a text that was filled up; what it says of the filling does not count."""
    longer, value = np.asarray(longer), np.asarray(value)
    if longer.ndim != value.ndim:
        return False
    start = longer[tuple(slice(0, size) for size in value.shape)]
    if start.shape != value.shape:
        return False
    if value.dtype.kind != "f":
        return bool((start == value).all())
    return bool(np.allclose(start, value, _NEAR, _NEAR, equal_nan=True))


def _load(file: Path) -> Tokenizer:
    try:
        return Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises plain exceptions
        raise CannotServe(f"{file.name} cannot be read as a tokenizer: {error}. Run {MAKE}.") from None


def _padding_of(tokenizer: Tokenizer) -> int:
    told = tokenizer.padding
    if told:
        return int(told["pad_id"])
    known = (tokenizer.token_to_id(name) for name in ("[PAD]", "<pad>", "<|endoftext|>"))
    return next((found for found in known if found is not None), 0)


def _side(told: str | None, own: Mapping[str, Any] | None) -> str:
    """Return where tokens are left out or filled up: as the steps say, else as the tokenizer's file does."""
    return told or str((own or {}).get("direction", "right")).lower()


def _encode(tokenizer: Tokenizer, text: str, pair: str | None) -> Encoding:
    try:
        if len(text) + len(pair or "") <= _AT_ONCE:
            return tokenizer.encode(text, pair)
        # Several texts, also one, are cut without Python's lock: others go on meanwhile.
        return tokenizer.encode_batch([text if pair is None else (text, pair)])[0]
    except BaseException as error:  # a panic of the library is none of Python's exceptions
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise Problem(422, f"The tokenizer cannot read this text: {error}.") from None


def _decoded(file: SentFile) -> str:
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = f"{file.name or 'The file'} is not UTF-8: byte {error.start} does not fit."
        raise unreadable(FIELD, file.content, "text in UTF-8", words) from None
    if not text:
        raise unreadable(FIELD, file.content, "text in UTF-8", "The text is empty.")
    return text
