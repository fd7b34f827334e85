"""Pictures as people send them, and as nobody expects them."""

import base64
import io
from collections.abc import Iterator

import numpy as np
from PIL import Image

from contract.steps import ImageSteps
from making.cases.case import Case
from making.plain.image import decoded
from making.session import Array, Arrays

SEED = 1
ORIENTATION = 0x0112
FORTY_MEGAPIXELS = (5000, 8000)
# What is kept in golden.jsonl is small.
KEPT = 60


def pictures(steps: ImageSteps, many: bool, own: list[bytes]) -> Iterator[Case]:
    """Yield pictures to ask a model that takes such.

    Args:
        many: whether the artifact takes several in one.
        own: the owner's, where there are any.
    """
    fixed = (steps.height, steps.width) if steps.resize == "none" and steps.height and steps.width else None
    for check, content, golden in _files(fixed, own):
        pixels = decoded(content)
        yield Case(
            check,
            arrays([pixels], many),
            {"image": base64.b64encode(content).decode()},
            golden,
            {"pictures": [pixels]},
        )
    if many:
        several = [scene(64, 96, 7), scene(31, 17, 8), scene(120, 40, 9)]
        yield Case("several at once", arrays(several, many), None, False, {"pictures": several})


def arrays(pixels: list[Array], many: bool) -> Arrays:
    """Return what the artifact gets for pictures, each uint8 [H, W, 3]."""
    if not many:
        return {"image": pixels[0]}
    flat = [one.reshape(-1) for one in pixels]
    return {
        "images": flat[0] if len(flat) == 1 else np.concatenate(flat),
        "sizes": np.array([one.shape[:2] for one in pixels], np.int64),
    }


def _files(fixed: tuple[int, int] | None, own: list[bytes]) -> Iterator[tuple[str, bytes, bool]]:
    """Yield the check, the file, and whether it is kept."""
    for content in own:
        yield "the owner's pictures", content, False
    for at, (height, width) in enumerate([(KEPT, KEPT), (48, 64), (KEPT, 33), (240, 320), (480, 360)]):
        size = fixed or (height, width)
        yield "samples", png(Image.fromarray(scene(*size, at))), max(size) <= 64 or at < 2
    size = fixed or (50, 70)
    for name, pixels in _extremes(*size):
        yield "extremes", png(Image.fromarray(pixels)), name == "white"
    yield "grey", png(Image.fromarray(scene(*size, 3)).convert("L")), False
    yield "grey", png(Image.fromarray(scene(*size, 4)).convert("LA")), False
    with_alpha = Image.fromarray(scene(*size, 5))
    with_alpha.putalpha(Image.linear_gradient("L").resize(with_alpha.size))
    yield "alpha", png(with_alpha), False
    for turn in (3, 6, 8):
        turned = size if turn == 3 else size[::-1]
        yield "rotated", _jpeg(Image.fromarray(scene(*turned, turn)), turn), False
    if fixed is None:
        yield "one pixel", png(Image.new("RGB", (1, 1), (200, 30, 90))), True
        yield "one pixel", png(Image.fromarray(scene(1, 300, 6))), False
        large = Image.fromarray(scene(50, 80, 2)).resize(FORTY_MEGAPIXELS[::-1], Image.Resampling.NEAREST)
        yield "40 megapixels", _jpeg(large), False


def scene(height: int, width: int, seed: int) -> Array:
    """Draw something with areas, edges and noise, uint8 [height, width, 3]."""
    draw = np.random.default_rng([SEED, seed])
    down, right = np.mgrid[0:height, 0:width] / max(height, width)
    shades = [128 + 100 * np.sin(draw.uniform(2, 12) * (down * x + right * (1 - x))) for x in draw.random(3)]
    pixels = np.stack(shades, axis=2) + draw.normal(0, 8, (height, width, 3))
    for _ in range(6):
        top, left = draw.integers(0, height), draw.integers(0, width)
        tall, wide = draw.integers(1, height // 2 + 2), draw.integers(1, width // 2 + 2)
        pixels[top : top + tall, left : left + wide] = draw.integers(0, 256, 3)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def _extremes(height: int, width: int) -> Iterator[tuple[str, Array]]:
    draw = np.random.default_rng(SEED)
    shape = (height, width, 3)
    yield "black", np.zeros(shape, np.uint8)
    yield "white", np.full(shape, 255, np.uint8)
    yield (
        "checks",
        np.broadcast_to(255 * (np.indices(shape[:2]).sum(0) % 2)[..., None], shape).astype(np.uint8),
    )
    yield "noise", draw.integers(0, 256, shape, dtype=np.uint8)
    yield "one colour", np.broadcast_to(np.array([255, 0, 0], np.uint8), shape).copy()


def png(picture: Image.Image) -> bytes:
    """Write a picture as PNG."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _jpeg(picture: Image.Image, turn: int = 1) -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    picture.save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()
