"""The digits' model as one would serve it by hand: FastAPI, Pillow, numpy, ONNX Runtime. Takes the port and the model."""

import base64
import io
import sys

import numpy as np
import onnxruntime
import uvicorn
from fastapi import FastAPI, UploadFile
from PIL import Image
from pydantic import BaseModel

app = FastAPI()
session = onnxruntime.InferenceSession(sys.argv[2])
name = session.get_inputs()[0].name


class Asked(BaseModel):
    image: str


@app.post("/json")
async def by_json(asked: Asked) -> dict[str, list[float]]:
    """Answer a picture in base64."""
    return answer(base64.b64decode(asked.image))


@app.post("/form")
async def by_form(image: UploadFile) -> dict[str, list[float]]:
    """Answer a file."""
    return answer(await image.read())


def answer(content: bytes) -> dict[str, list[float]]:
    """Decode, make grey, resize, scale, ask the model, softmax."""
    picture = Image.open(io.BytesIO(content)).convert("L")
    pixels = np.asarray(picture.resize((8, 8), Image.Resampling.BILINEAR), np.float32) / 255
    logits = session.run(None, {name: pixels.reshape(1, 1, 8, 8)})[0][0]
    powers = np.exp(logits - logits.max())
    return {"scores": (powers / powers.sum()).tolist()}


uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning")
