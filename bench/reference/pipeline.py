"""FastAPI + `pipeline.predict_proba`: how a fitted pipeline is served in most places.

Runs in a product's folder, with its training environment, on the very pipeline that the product exported: the training
is repeated, which gives the same pipeline. Takes the port.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

import uvicorn
from contract.columns import encoding_of
from contract.schema import Features
from fastapi import FastAPI
from training.data import frame_of
from training.make import table_of
from training.model import train
from training.terms import contract

model = train(table_of(None)[0], contract(), lambda *_: None)
app = FastAPI()


@app.post("/api/v1/predict")
def predict(row: Features) -> dict[str, float]:
    """Answer one row; `def`, as the model's work would block the loop."""
    (probabilities,) = model.pipeline.predict_proba(frame_of(encoding_of(Features).rows([row.__dict__])))
    return dict(zip(model.contract.classes or (), probabilities.tolist(), strict=True))


uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning")
