"""Pictures as JSON, in base64: a small PNG, and as JPEG one of 640 × 480 and one as a phone takes it, waves and a little noise."""

import base64
import io
import json

import numpy as np
from PIL import Image


def written(pixels: np.ndarray, format: str) -> str:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format, quality=80)
    return base64.b64encode(file.getvalue()).decode("ascii")


def waves(width: int, height: int) -> np.ndarray:
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    channels = [127 + 100 * np.sin(across / (20 + 9 * at)) * np.cos(down / (30 - 7 * at)) for at in range(3)]
    noise = np.random.default_rng(0).normal(0, 4, (height, width, 3))
    return np.clip(np.stack(channels, axis=2) + noise, 0, 255).astype(np.uint8)


print(
    json.dumps(
        {
            "small": written(waves(8, 8), "PNG"),
            "web": written(waves(640, 480), "JPEG"),
            "phone": written(waves(4000, 3000), "JPEG"),
        }
    )
)
