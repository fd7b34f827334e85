"""What every kind of product answers: health, metrics, and the model's passport."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from serving.metrics import CONTENT_TYPE
from serving.openapi import by_name
from serving.problems import Problem, documented
from serving.service import service_of

router = APIRouter(generate_unique_id_function=by_name)


class Health(BaseModel):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The model is loaded and answers. It does so without the prediction log, too: how that is stands beside it."""

    status: Literal["ready"] = "ready"
    model_version: str
    prediction_log: str
    answers_waiting: int
    answers_lost: int


@router.get("/api/v1/model", tags=["model"])
async def model(request: Request) -> dict[str, Any]:
    """Return the model's passport, and what it has seen where that is known."""
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
    kept = service.prediction_log
    if service.model is None:
        raise Problem(503, "No model is loaded.")
    if service.load.stopping:
        raise Problem(503, "The server is about to stop. What comes now is still answered; send no more.")
    return Readiness(
        model_version=service.model.version,
        prediction_log=kept.trouble or "ok",
        answers_waiting=len(kept),
        answers_lost=kept.lost,
    )


@router.get(
    "/metrics", tags=["health"], response_class=Response, responses={200: {"content": {"text/plain": {}}}}
)
async def metrics(request: Request) -> Response:
    """Return counters for Prometheus."""
    service = service_of(request)
    kept = service.prediction_log
    service.metrics.logged(kept.trouble is None, waiting=len(kept), lost=kept.lost)
    return Response(service.metrics.text(), media_type=CONTENT_TYPE)
