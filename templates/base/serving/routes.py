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
    """The model is loaded and answers."""

    status: Literal["ready"] = "ready"
    model_version: str
    prediction_log: str


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
