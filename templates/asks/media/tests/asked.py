"""Questions that this product's model takes, and ones that break its contract, by what it is asked with."""

import base64
import io
from typing import Any

import numpy as np
import soundfile  # type: ignore[import-untyped]
from fastapi.testclient import TestClient
from PIL import Image

from contract.schema import STEPS

Body = dict[str, Any]


def picture(width: int = 64, height: int = 48) -> bytes:
    """Return a picture of every colour, as PNG."""
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    pixels = np.stack([across, down, 255 - across], axis=2).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def sound() -> bytes:
    """Return a second of a tone, as WAV."""
    file = io.BytesIO()
    soundfile.write(file, np.sin(np.arange(16_000) * 0.1) / 2, 16_000, format="WAV")
    return file.getvalue()


def example(client: TestClient) -> Body:
    """Return a question as JSON."""
    if STEPS.asked_with == "image":
        return {"image": base64.b64encode(picture()).decode()}
    if STEPS.asked_with == "audio":
        return {"audio": base64.b64encode(sound()).decode()}
    if STEPS.asked_with == "text":
        pair = {"text_pair": "Somebody wrote something."} if STEPS.text and STEPS.text.pair else {}
        return {"text": "A sentence about London, written in 1843 by Ada Lovelace."} | pair
    return {
        "inputs": {
            node["name"]: _smallest(node) for node in client.get("/api/v1/model").json()["model_inputs"]
        }
    }


def _smallest(node: dict[str, Any]) -> Any:
    shape = [size if isinstance(size, int) else 1 for size in node["shape"]]
    value = {"tensor(bool)": False, "tensor(string)": ""}.get(node["type"], 0)
    made = np.full(shape, value, dtype=object)
    return made.tolist()
