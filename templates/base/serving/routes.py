"""What every kind of product answers: health, metrics, the model's passport, and past answers by their id."""

import asyncio
import json
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from serving.metrics import CONTENT_TYPE
from serving.openapi import by_name
from serving.problems import Problem, documented
from serving.service import service_of

router = APIRouter(generate_unique_id_function=by_name)

# How a client that read the description gets from an answer to the stored one.
STORED = {"stored": {"operationId": "stored_prediction", "parameters": {"id": "$response.body#/id"}}}


class Health(BaseModel):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The model is loaded and answers."""

    status: Literal["ready"] = "ready"
    model_version: str
    prediction_log: str


class StoredAnswer(BaseModel):
    """An answer that was given, with what was asked. `operation` is what was asked for, `actor` who asked."""

    id: str
    at: str
    operation: str
    actor: str
    model_version: str
    request: dict[str, Any]
    answer: dict[str, Any]


@router.get("/api/v1/predictions/{id}", tags=["model"], responses=documented(404))
async def stored_prediction(request: Request, id: str) -> StoredAnswer:
    """Return a stored request and its answer, by the answer's id (a prediction's or an explanation's)."""
    kept = service_of(request).prediction_log
    entry = await asyncio.to_thread(kept.find, id)
    if entry is None:
        why = f" The prediction log keeps nothing: {kept.trouble}." if kept.trouble else ""
        raise Problem(404, f"There is no answer with the id {id[:100]}.{why}")
    parts = entry._asdict()
    return StoredAnswer(
        **(parts | {"request": json.loads(entry.request), "answer": json.loads(entry.answer)})
    )


@router.get("/api/v1/model", tags=["model"])
async def model(request: Request) -> dict[str, Any]:
    """Return the model's passport and what it saw in training."""
    described = service_of(request).model
    return described.describe() if described else {}


@router.get("/healthz", tags=["health"])
async def health() -> Health:
    """Say that the process is alive."""
    return Health()


@router.get("/readyz", tags=["health"], responses=documented(503))
async def ready(request: Request) -> Readiness:
    """Say that the model is loaded and answers."""
    service = service_of(request)
    if service.model is None:
        raise Problem(503, "No model is loaded.")
    return Readiness(
        model_version=service.model.version, prediction_log=service.prediction_log.trouble or "ok"
    )


@router.get(
    "/metrics", tags=["health"], response_class=Response, responses={200: {"content": {"text/plain": {}}}}
)
async def metrics(request: Request) -> Response:
    """Return counters for Prometheus."""
    service = service_of(request)
    service.metrics.logged(waiting=len(service.prediction_log), lost=service.prediction_log.lost)
    return Response(service.metrics.text(), media_type=CONTENT_TYPE)
