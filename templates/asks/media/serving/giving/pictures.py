"""`picture` uint8 [H, W, 3], and `shares` [K] of its classes → PNG in base64, and what is in it."""

import base64
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

from contract.palette import palette
from contract.schema import Part, Picture
from serving.giving.giver import named
from serving.inference import Outputs
from serving.question import Question

# PNG takes a picture's time at its highest level; the first one is a third longer and five times as fast.
_LEVEL = 1
SHARES = "shares"
# So many classes are told in a word.
_SAID = 3


class GivesPicture:
    """Tells the picture that the model made, and of one that is painted by classes, what they are.

    Args:
        labels: the classes' names.
        shows: `output.shows` of steps.json: a mask has two classes without names.
    """

    def __init__(self, labels: Sequence[str], shows: str) -> None:
        self._labels = labels or (("nothing", "mask") if shows == "mask" else ())

    def give(self, outputs: Outputs, question: Question) -> Picture:
        """Return it as PNG."""
        found: np.ndarray[Any, Any] = np.asarray(outputs["picture"], np.uint8)
        pixels = found.reshape(found.shape[-3:])
        file = io.BytesIO()
        image = Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
        image.save(file, "PNG", compress_level=_LEVEL)
        made = base64.b64encode(file.getvalue()).decode("ascii")
        return Picture(image=made, parts=self._parts(outputs[SHARES]) if SHARES in outputs else None)

    def _parts(self, told: Any) -> list[Part]:
        shares = np.asarray(told, np.float64).reshape(-1)
        colours = palette(len(shares))
        there = [at for at in np.argsort(-shares, kind="stable").tolist() if shares[at] > 0]
        return [
            Part(
                label=named(self._labels, at),
                colour="#" + "".join(f"{value:02x}" for value in colours[at]),
                share=float(shares[at]),
            )
            for at in there
        ]

    def in_a_word(self, answer: Picture) -> str:
        """Return the largest of its classes; of any other picture, what it is."""
        return ", ".join(part.label for part in (answer.parts or [])[:_SAID]) or "a picture"
