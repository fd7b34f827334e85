"""Pictures: bytes → pixels, by a decoder process → the artifact's inputs."""

import asyncio
from collections.abc import Mapping
from typing import Any

import numpy as np

from serving.bytes_sent import from_base64, kept, thumbnail, too_long
from serving.decoding.pool import Decoders
from serving.decoding.refusal import Refused
from serving.inference import Feeds
from serving.own_settings import OwnSettings
from serving.problems import FieldError, Problem
from serving.question import Node, Question, SentFile

FIELD = "image"
# The artifact's inputs: all pictures' bytes one after the other and their heights and widths, or one picture.
MANY, SIZES, ONE = "images", "sizes", "image"


class Pictures:
    """Takes pictures."""

    is_steady = True

    def __init__(self, inputs: Mapping[str, Node], decoders: Decoders, settings: OwnSettings) -> None:
        self._decoders, self._settings = decoders, settings
        self.batch_is_free = SIZES in inputs

    async def asked(self, body: Any) -> list[Question]:
        """Take a picture in base64."""
        return [await self._question(from_base64(FIELD, body.image), None)]

    async def sent(self, files: list[SentFile]) -> list[Question]:
        """Take files."""
        return list(await asyncio.gather(*(self._question(file.content, file.name) for file in files)))

    def sample(self) -> Feeds:
        """Return a picture to measure with."""
        return self.feeds(np.full((256, 256, 3), 127, np.uint8))

    def feeds(self, pixels: np.ndarray[Any, Any]) -> Feeds:
        """Return the artifact's inputs for a picture: uint8 [height, width, 3]."""
        if self.batch_is_free:
            return {MANY: pixels.reshape(-1), SIZES: np.array([pixels.shape[:2]], np.int64)}
        return {ONE: pixels}

    def pixels(self, question: Question) -> np.ndarray[Any, Any]:
        """Return a question's picture again."""
        return question.feeds[MANY if self.batch_is_free else ONE].reshape(*question.size, 3)

    async def _question(self, content: bytes, name: str | None) -> Question:
        if len(content) > self._settings.max_input_bytes:
            raise too_long("The picture", len(content), self._settings.max_input_bytes)
        pixels, told = await self._decoded(content)
        most = self._settings.keep_input_bytes
        small = await asyncio.to_thread(thumbnail, pixels) if len(content) > most else None
        height, width = pixels.shape[:2]
        said = kept(content, most, name=name, width=width, height=height, format=told, thumbnail=small)
        return Question(self.feeds(pixels), {FIELD: said}, size=(height, width))

    async def _decoded(self, content: bytes) -> tuple[np.ndarray[Any, Any], str]:
        asked = {"most_pixels": self._settings.max_pixels}
        try:
            header, pixels = await asyncio.wrap_future(self._decoders.decode(asked, content))
        except Refused as refused:
            raise Problem(422, str(refused), [FieldError(field=FIELD, message=str(refused))]) from None
        return pixels, header["format"]
