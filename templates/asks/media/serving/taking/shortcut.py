"""Whether pictures may come to the artifact in the model's size already: tried, not assumed."""

from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image as Pillow

from contract.steps import ImageSteps
from serving.decoding.shrinking import Shrinking, shrunk
from serving.inference import Feeds, Outputs

_NEAR = 1e-5


def shrinking_of(steps: ImageSteps | None, task: str) -> Shrinking | None:
    """Return how pictures come to the model's size; None where it has none, or where the answer is a picture."""
    if (
        steps is None
        or steps.resize == "none"
        or steps.resize == "own"
        or steps.height is None
        or steps.width is None
    ):
        return None
    if task == "image-to-image":
        return None
    return Shrinking(
        steps.height, steps.width, steps.resize, steps.short_side, steps.filter, steps.colour == "L"
    )


def is_the_same(
    shrinking: Shrinking, ask: Callable[[Feeds], Outputs], feeds: Callable[[np.ndarray[Any, Any]], Feeds]
) -> bool:
    """Say whether pictures of noise, a larger and a smaller one, have one answer on both ways; boxes may lie elsewhere."""
    draw = np.random.default_rng(0)
    sizes = (
        (shrinking.height * 2 + 3, shrinking.width + 31),
        (shrinking.height // 2 + 1, shrinking.width // 3 + 1),
    )
    for height, width in sizes:
        pixels = draw.integers(0, 256, (height, width, 3), np.uint8)
        short = np.asarray(shrunk(Pillow.fromarray(pixels), shrinking))
        whole, shortened = ask(feeds(pixels)), ask(feeds(short))
        for name, value in whole.items():
            if name == "boxes":
                continue
            if np.shape(value) != np.shape(shortened[name]) or not np.allclose(
                value, shortened[name], _NEAR, _NEAR, equal_nan=True
            ):
                return False
    return True
