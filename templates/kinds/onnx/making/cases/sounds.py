"""Sounds: tones, noise, silence, clicks, as short and as long as the model takes them."""

import base64
import io
from collections.abc import Iterator

import numpy as np
import soundfile  # type: ignore[import-untyped]

from contract.steps import AudioSteps
from making.bare import Bare
from making.cases.case import Case
from making.compose.composition import shape_of
from making.session import Array

SEED = 1
# Where the model says nothing of how long a sound should be, in seconds.
USUAL = 1.0


def sounds(bare: Bare, steps: AudioSteps) -> Iterator[Case]:
    """Yield sounds to ask a model that takes such."""
    info = next(it for it in bare.inputs if it.name == steps.input)
    shape = shape_of(info) or [None] * {"samples": 1, "batch,samples": 2}.get(steps.shape, 3)
    length = shape[-1] if isinstance(shape[-1], int) and shape[-1] > 1 else None
    shortest = length or max(1, round(steps.rate * max(steps.seconds.min, 0.1)))
    usual = length or max(shortest, round(steps.rate * min(USUAL, steps.seconds.max)))
    for check, samples in _made(steps.rate, usual, shortest):
        arrays = {steps.input: samples.reshape((1,) * (len(shape) - 1) + (-1,))}
        yield Case(check, arrays, {"audio": _wav(samples, steps.rate)})


def _made(rate: int, usual: int, shortest: int) -> Iterator[tuple[str, Array]]:
    draw = np.random.default_rng(SEED)
    time = np.arange(usual) / rate
    yield "samples", _floats(0.5 * np.sin(2 * np.pi * 440 * time))
    yield "samples", _floats(0.3 * np.sin(2 * np.pi * 200 * time * (1 + time)) + draw.normal(0, 0.02, usual))
    yield "samples", _floats(np.sin(2 * np.pi * 3 * time) * draw.normal(0, 0.2, usual))
    yield "extremes", np.zeros(usual, np.float32)
    yield "extremes", _floats(np.sign(np.sin(2 * np.pi * 100 * time)))
    yield "extremes", _floats(draw.uniform(-1, 1, usual))
    yield "short", _floats(0.1 * np.sin(2 * np.pi * 440 * np.arange(shortest) / rate))


def _floats(samples: Array) -> Array:
    return np.clip(samples, -1, 1).astype(np.float32)


def _wav(samples: Array, rate: int) -> str:
    """Write samples exactly as they are, in base64."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="WAV", subtype="FLOAT")
    return base64.b64encode(file.getvalue()).decode()
