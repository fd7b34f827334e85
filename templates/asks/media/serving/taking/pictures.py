"""Pictures: bytes → pixels, by a decoder process → the artifact's inputs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from PIL import Image

from serving.bytes_sent import from_base64, kept, too_long, unreadable
from serving.decoding.pool import Decoders
from serving.decoding.process import Decoded
from serving.decoding.refusal import Refused
from serving.decoding.shrinking import Shrinking, shrunk
from serving.inference import Feeds, Outputs
from serving.logs import log
from serving.own_settings import OwnSettings
from serving.problems import Problem
from serving.question import Node, Notice, Question, SentFile
from serving.taking.several import each
from serving.taking.shortcut import is_the_same

FIELD = "image"
EXPECTED = "a picture: JPEG, PNG, WebP, BMP or GIF"
# The artifact's inputs: all pictures' bytes one after the other and their heights and widths, or one picture.
MANY, SIZES, ONE = "images", "sizes", "image"


class Pictures:
    """Takes pictures."""

    is_steady = True

    def __init__(
        self,
        inputs: Mapping[str, Node],
        decoders: Decoders,
        shrinking: Shrinking | None,
        settings: OwnSettings,
        most_seen: int | None,
    ) -> None:
        """Take the artifact's inputs; of larger pictures than `most_seen` pixels the artifact sees smaller ones."""
        self._decoders, self._settings, self._most_seen = decoders, settings, most_seen
        self.batch_is_free = SIZES in inputs
        self._shrink_by(shrinking)

    def try_shortcut(self, ask: Callable[[Feeds], Outputs]) -> None:
        """Give up bringing pictures to the model's size beforehand unless the answers are the same."""
        if self._shrinking is None:
            return
        try:
            same = is_the_same(self._shrinking, ask, self.feeds)
        except Problem:
            same = False
        if not same:
            self._shrink_by(None)
            log().info("pictures are resized by the artifact alone")

    async def asked(self, body: Any) -> list[Question]:
        """Take a picture in base64."""
        return [await self._question(from_base64(FIELD, body.image), None)]

    async def sent(self, files: list[SentFile]) -> list[Question]:
        """Take files."""
        return await each(files, self._question)

    def sample(self) -> Feeds:
        """Return a picture to measure with: as it will come."""
        pixels = np.full((256, 256, 3), 127, np.uint8)
        if self._shrinking is not None:
            pixels = np.asarray(shrunk(Image.fromarray(pixels), self._shrinking))
        return self.feeds(pixels)

    def feeds(self, pixels: np.ndarray[Any, Any]) -> Feeds:
        """Return the artifact's inputs for a picture: uint8 [height, width, 3]."""
        if self.batch_is_free:
            return {MANY: pixels.reshape(-1), SIZES: np.array([pixels.shape[:2]], np.int64)}
        return {ONE: pixels}

    def pixels(self, question: Question) -> np.ndarray[Any, Any]:
        """Return a question's picture again, as the artifact gets it."""
        return question.feeds[MANY if self.batch_is_free else ONE].reshape(*question.shown, 3)

    def _shrink_by(self, shrinking: Shrinking | None) -> None:
        self._shrinking = shrinking
        how = asdict(shrinking) if shrinking else None
        most = self._settings.max_pixels
        self._asked = {
            thumbnail: json.dumps({"most_pixels": most, "shrinking": how, "thumbnail": thumbnail}).encode()
            for thumbnail in (False, True)
        }

    async def _question(self, content: bytes, name: str | None) -> Question:
        if len(content) > self._settings.max_input_bytes:
            raise too_long("The picture", len(content), self._settings.max_input_bytes)
        most = self._settings.keep_input_bytes
        told, pixels = await self._decoded(content, thumbnail=len(content) > most)
        height, width = told["sent"]
        said = kept(
            content,
            most,
            name=name,
            width=width,
            height=height,
            format=told["format"],
            thumbnail=told.get("thumbnail"),
        )
        return Question(
            self.feeds(pixels),
            {FIELD: said},
            self._warnings(height, width),
            size=(height, width),
            shown=(pixels.shape[0], pixels.shape[1]),
        )

    def _warnings(self, height: int, width: int) -> list[Notice]:
        if self._most_seen is None or height * width <= self._most_seen:
            return []
        message = (
            f"The picture has {height * width:,} pixels. The model saw it made smaller, with {self._most_seen:,}: "
            "image.most_pixels in contract/steps.json."
        )
        return [Notice(field=FIELD, code="scaled", message=message)]

    async def _decoded(self, content: bytes, *, thumbnail: bool) -> Decoded:
        try:
            return await self._decoders.decode(self._asked[thumbnail], content)
        except Refused as refused:
            raise unreadable(FIELD, content, EXPECTED, str(refused)) from None
