"""Samples → what the model hears, by NumPy."""

import numpy as np

from contract.steps import AudioSteps
from making.session import Array


def prepared(samples: Array, steps: AudioSteps) -> Array:
    """Bring samples to the loudness that the model was trained with; the last axis is time."""
    if steps.normalise == "peak":
        peak = np.maximum(np.abs(samples).max(-1, keepdims=True), np.float32(1e-7))
        loud: Array = samples / peak
        return loud
    if steps.normalise == "mean-std":
        middle = samples - samples.mean(-1, keepdims=True)
        power = (middle * middle).mean(-1, keepdims=True)
        even: Array = middle / np.sqrt(power + np.float32(1e-7))
        return even
    return samples
