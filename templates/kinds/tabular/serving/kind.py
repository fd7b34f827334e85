"""What the tabular kind adds to the API: a row in, an answer out, and why."""

import asyncio
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ValidationError

from contract.schema import Features, Prediction
from serving.answers import Answer, ClassAnswer, Explanation, ValueAnswer
from serving.artifact import open_artifact
from serving.body import BODY_PROBLEMS, read_json
from serving.openapi import by_name
from serving.predictor import Predictor
from serving.problems import documented
from serving.routes import STORED
from serving.service import DirectRoute, service_of
from serving.settings import Settings
from serving.words import row_problem

SCHEMAS: tuple[type[BaseModel], ...] = (Features, Prediction, ClassAnswer, ValueAnswer)

router = APIRouter(
    prefix="/api/v1", tags=["model"], route_class=DirectRoute, generate_unique_id_function=by_name
)

# The body is read and checked by hand, which is twice as fast and words every mistake; OpenAPI is told here.
_TAKES_A_ROW: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Features"}}},
    }
}

_ANSWERS: dict[int | str, dict[str, Any]] = {200: {"links": STORED}, **documented(*BODY_PROBLEMS)}


def open_model(settings: Settings) -> Predictor:
    """Load the artifact and make sure that it can serve the contract.

    Raises:
        CannotServe: it cannot.
    """
    return Predictor(open_artifact(settings))


@router.post("/predict", response_model=Answer, responses=_ANSWERS, openapi_extra=_TAKES_A_ROW)
async def predict(request: Request) -> Response:
    """Answer one row."""
    service = service_of(request)
    row = await _row(request, service.settings.max_body_bytes)
    answer = _predictor(service.model).answer(row, request.state.id)
    for warning in answer.warnings:
        service.metrics.warned(warning.field, warning.code)
    return service.answer(request, "predict", row.model_dump_json(), answer.model_dump_json().encode())


@router.post("/explain", response_model=Explanation, responses=_ANSWERS, openapi_extra=_TAKES_A_ROW)
async def explain(request: Request) -> Response:
    """Say what each field contributed to the answer: base + all contributions = the answer.

    The answer is the probability of the positive class (of two classes), of the predicted class (of more), or the
    predicted value. An explanation has an id of its own.
    """
    service = service_of(request)
    row = await _row(request, service.settings.max_body_bytes)
    # Thousands of rows: in a thread, so that predictions need not wait for them.
    explanation = await asyncio.to_thread(_predictor(service.model).explain, row, request.state.id)
    return service.answer(request, "explain", row.model_dump_json(), explanation.model_dump_json().encode())


async def _row(request: Request, limit: int) -> Features:
    body = await read_json(request, limit)
    try:
        return Features.model_validate(body)
    except ValidationError as error:
        raise row_problem(Features, error) from None


def _predictor(model: Any) -> Predictor:
    return cast(Predictor, model)
