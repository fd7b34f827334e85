"""Sounds: bytes → samples, by a decoder process → the artifact's input."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from contract.steps import AudioSteps
from serving.bytes_sent import from_base64, kept, too_long, unreadable
from serving.decoding.pool import Decoders
from serving.decoding.refusal import Refused
from serving.inference import Feeds, Outputs
from serving.own_settings import OwnSettings
from serving.question import Node, Notice, Question, SentFile
from serving.taking.several import each

FIELD = "audio"
EXPECTED = "a sound: WAV, FLAC, OGG or MP3"
_RANKS = {"samples": 1, "batch,samples": 2, "batch,1,samples": 3}


class Sounds:
    """Takes sounds."""

    is_steady = True

    def __init__(
        self, inputs: Mapping[str, Node], steps: AudioSteps, decoders: Decoders, settings: OwnSettings
    ) -> None:
        self._steps, self._decoders, self._settings = steps, decoders, settings
        node = inputs.get(steps.input)
        self._input = node.name if node else next(iter(inputs))
        shape = (node or inputs[self._input]).shape
        self._rank = len(shape) or _RANKS[steps.shape]
        length = shape[-1] if shape else None
        self._length = length if isinstance(length, int) and length > 1 else None
        self.batch_is_free = self._rank > 1 and not isinstance(shape[0], int)

    async def asked(self, body: Any) -> list[Question]:
        """Take a sound in base64."""
        return [await self._question(from_base64(FIELD, body.audio), None)]

    async def sent(self, files: list[SentFile]) -> list[Question]:
        """Take files."""
        return await each(files, self._question)

    def try_shortcut(self, _ask: Callable[[Feeds], Outputs]) -> None:
        """Do nothing: what is sent is what the model gets."""

    def sample(self) -> Feeds:
        """Return a second of a tone to measure with."""
        count = self._length or max(self._steps.rate, int((self._steps.seconds.min or 0) * self._steps.rate))
        return self._feeds(np.sin(np.arange(count, dtype=np.float32) * 0.05).astype(np.float32))

    def _feeds(self, samples: np.ndarray[Any, Any]) -> Feeds:
        return {self._input: samples.reshape((1,) * (self._rank - 1) + (-1,))}

    async def _question(self, content: bytes, name: str | None) -> Question:
        if len(content) > self._settings.max_input_bytes:
            raise too_long("The sound", len(content), self._settings.max_input_bytes)
        samples, told = await self._decoded(content)
        fitted, warnings = self._fitted(samples)
        said = kept(
            content,
            self._settings.keep_input_bytes,
            name=name,
            seconds=round(told["seconds"], 3),
            format=told["format"],
        )
        return Question(self._feeds(fitted), {FIELD: said}, warnings)

    async def _decoded(self, content: bytes) -> tuple[np.ndarray[Any, Any], dict[str, Any]]:
        asked = {"rate": self._steps.rate, "most_seconds": self._settings.max_seconds}
        try:
            header, samples = await self._decoders.decode(json.dumps(asked).encode(), content)
        except Refused as refused:
            raise unreadable(FIELD, content, EXPECTED, str(refused)) from None
        return samples, header

    def _fitted(self, samples: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], list[Notice]]:
        """Make a sound as long as the model wants: silence after it, or only its beginning."""
        rate = self._steps.rate
        least = self._length or int((self._steps.seconds.min or 0) * rate)
        if len(samples) < least:
            words = f"The sound is shorter than the model wants ({least / rate:g} s); silence was added."
            more = np.zeros(least - len(samples), np.float32)
            return np.concatenate([samples, more]), [Notice(field=FIELD, code="padded", message=words)]
        most = self._length or int((self._steps.seconds.max or 0) * rate)
        if most and len(samples) > most:
            words = f"Only the beginning of the sound was used ({most / rate:g} s)."
            return samples[:most], [Notice(field=FIELD, code="truncated", message=words)]
        return samples, []
