"""FastAPI returning a constant: what the framework alone costs. Takes the port."""

import sys

import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.post("/api/v1/predict")
async def constant() -> dict[str, str]:
    """Return the same answer to everybody."""
    return {"prediction": "Gentoo"}


uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning")
