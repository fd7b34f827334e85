"""What the tabular kind adds to the API: a row in, an answer out, and why."""

import asyncio
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from contract.schema import Features, Prediction
from serving.answers import (
    CLASSES,
    Answer,
    ClassAnswer,
    ClassRow,
    Explanation,
    FailedRow,
    ValueAnswer,
    ValueRow,
)
from serving.artifact import open_artifact
from serving.batch import answer_batch
from serving.body import BODY_PROBLEMS, read_json
from serving.history_routes import STORED
from serving.incoming import NDJSON
from serving.openapi import by_name, takes_a_file
from serving.predictor import Predictor
from serving.problems import documented
from serving.service import DirectRoute, service_of
from serving.settings import Settings
from serving.tables import CSV
from serving.template import template
from serving.words import check

SCHEMAS: tuple[type[BaseModel], ...] = (
    Features,
    Prediction,
    ClassAnswer,
    ValueAnswer,
    ClassRow,
    ValueRow,
    FailedRow,
)
ROW = {"$ref": f"#/components/schemas/{(ClassRow if CLASSES else ValueRow).__name__}"}

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

_ANSWERS_ROWS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A line for each row, in order.",
        "content": {
            NDJSON: {"schema": {"anyOf": [ROW, {"$ref": "#/components/schemas/FailedRow"}]}},
            CSV: {"schema": {"type": "string"}},
        },
        "headers": {"x-rows": {"description": "How many rows were received.", "schema": {"type": "integer"}}},
    },
    **documented(406, *BODY_PROBLEMS),
}


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
    return service.answer(
        request, "predict", row.model_dump_json(), answer.model_dump_json(), str(answer.prediction)
    )


@router.post("/predict/batch", responses=_ANSWERS_ROWS, openapi_extra=takes_a_file((NDJSON, CSV)))
async def predict_batch(request: Request) -> Response:
    """Answer a table: NDJSON or CSV, or a form with a file of these; the same comes back, or what Accept asks for.

    Rows are answered in order, each with an answer or its errors, and kept as `<id of the batch>-<row>`. A line of NDJSON is
    what /predict takes. A CSV has a header, its cells are read as those of the table that the model was trained on, and it
    comes back with the answers beside its own columns, also those that the model does not use. The header `x-rows`
    says how many rows were received.
    """
    service = service_of(request)
    return await answer_batch(request, service, _predictor(service.model))


@router.get("/template.csv", responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}})
async def batch_template(request: Request) -> Response:
    """Return a table to start from: the header and one example row, written as the owner's tables are."""
    return Response(
        template(), media_type=CSV, headers={"content-disposition": 'attachment; filename="template.csv"'}
    )


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
    return service.answer(request, "explain", row.model_dump_json(), explanation.model_dump_json())


async def _row(request: Request, limit: int) -> Features:
    return check(Features, await read_json(request, limit))


def _predictor(model: Any) -> Predictor:
    return cast(Predictor, model)
