"""A model of tensors as one would serve it by hand: FastAPI, numpy, ONNX Runtime. Takes the port and the model."""

import sys
from typing import Any

import numpy as np
import onnxruntime
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
session = onnxruntime.InferenceSession(sys.argv[2])
names = [node.name for node in session.get_outputs()]


class Asked(BaseModel):
    inputs: dict[str, Any]


@app.post("/api/v1/predict")
async def predict(asked: Asked) -> dict[str, Any]:
    """Ask the model."""
    feeds = {name: np.array(value, np.float32) for name, value in asked.inputs.items()}
    found = session.run(None, feeds)
    return {"outputs": {name: value.tolist() for name, value in zip(names, found, strict=True)}}


uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning")
