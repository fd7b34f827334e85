"""What a product asked with pictures, sounds, texts or tensors adds to the API: a question in, an answer out, and why."""

from contextlib import AsyncExitStack
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from pydantic_core import to_json

from contract.schema import STEPS, Features, Prediction
from serving.answers import Answer, Answers, Occlusion, WordsLeftOut
from serving.artifact import open_artifact
from serving.asking import asked_of, takes
from serving.body import BODY_PROBLEMS
from serving.history_routes import STORED
from serving.memory import return_large_blocks
from serving.openapi import by_name
from serving.predictor import Predictor
from serving.problems import Problem, documented
from serving.question import Question
from serving.service import DirectRoute, Service, actor_of, now, service_of
from serving.settings import Settings

SCHEMAS: tuple[type[BaseModel], ...] = (Features, Prediction, Answer, Answers, Occlusion, WordsLeftOut)

router = APIRouter(
    prefix="/api/v1", tags=["model"], route_class=DirectRoute, generate_unique_id_function=by_name
)

_PROBLEMS = documented(503, *BODY_PROBLEMS)
_TOGETHER = STEPS.task == "embedding" and STEPS.asked_with == "text"


def open_model(settings: Settings) -> Predictor:
    """Load the artifact and make sure that it can serve the contract.

    Raises:
        CannotServe: it cannot.
    """
    return_large_blocks()
    return Predictor(open_artifact(settings), settings)


@router.post(
    "/predict",
    response_model=Answer | Answers,
    responses={200: {"links": STORED}, **_PROBLEMS},
    openapi_extra=takes(),
)
async def predict(request: Request) -> Response:
    """Answer one question; several files in a form get an answer each."""
    service = service_of(request)
    model = _predictor(service)
    async with AsyncExitStack() as held:
        questions = await asked_of(request, model.takes, service.settings, held)
        if _TOGETHER and len(questions) > 1:
            answer, word = await model.answer_together(questions, request.state.id)
            kept = {"texts": [question.text for question in questions]}
            return _send(service, request, "predict", kept, answer, word)
        if len(questions) == 1:
            answer, word = await model.answer(questions[0], request.state.id)
            return _send(service, request, "predict", questions[0].kept, answer, word)
        return await _items(service, request, model, questions)


@router.post(
    "/explain",
    response_model=Occlusion | WordsLeftOut,
    responses={200: {"links": STORED}, **documented(404, 503, *BODY_PROBLEMS)},
    openapi_extra=takes(),
)
async def explain(request: Request) -> Response:
    """Say what each part of a picture, or each word of a text, adds to the score of the best label.

    A part is hidden from the model, and the score's fall is what it adds. An explanation has an id of its own.
    """
    service = service_of(request)
    model = _predictor(service)
    async with AsyncExitStack() as held:
        questions = await asked_of(request, model.takes, service.settings, held)
        if len(questions) != 1:
            raise Problem(422, "One at a time is explained. Send one file or text.")
        explanation = await model.explain(questions[0], request.state.id)
        return _send(service, request, "explain", questions[0].kept, explanation, None)


def _send(
    service: Service, request: Request, operation: str, kept: Any, answer: BaseModel, word: str | None
) -> Response:
    asked = to_json(kept).decode()
    return service.answer(request, operation, asked, answer.model_dump_json(exclude_none=True), word)


async def _items(service: Service, request: Request, model: Predictor, questions: list[Question]) -> Response:
    """Answer each file, and keep each answer as one of its own: `<id>-1` …"""
    items: list[bytes] = []
    for at, question in enumerate(questions, 1):
        entry_id = f"{request.state.id}-{at}"
        answer, word = await model.answer(question, entry_id)
        said = answer.model_dump_json(exclude_none=True)
        asked = to_json(question.kept).decode()
        service.keep(entry_id, now(), "predict", actor_of(request), asked, said, word)
        items.append(said.encode())
    request.state.log = {"model_version": service.version, "files": len(items)}
    body = b'{"id":"%s","items":[%s]}' % (request.state.id.encode(), b",".join(items))
    return Response(body, media_type="application/json", headers=service.told())


def _predictor(service: Service) -> Predictor:
    return cast(Predictor, service.model)
