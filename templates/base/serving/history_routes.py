"""Past predictions in pages, what came true, and how good the answers were so far."""

import asyncio
import json
from collections.abc import Callable
from itertools import islice
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from serving import history
from serving.body import BODY_PROBLEMS, read_json
from serving.giving_up import GIVEN_UP
from serving.history import Judged, Said, Wanted
from serving.openapi import by_name, takes_a_file
from serving.prediction_log import NothingKept, PredictionLog
from serving.problems import Problem, documented
from serving.service import Model, Service, now, service_of
from serving.spool import Spooled, spool
from serving.stores import Entry, Refused, Unavailable
from serving.tables import CSV, CsvTable, TextRow
from serving.words import check

router = APIRouter(prefix="/api/v1", tags=["history"], generate_unique_id_function=by_name)

# How a client that read the description gets from an answer to the stored one.
STORED = {"stored": {"operationId": "stored_prediction", "parameters": {"id": "$response.body#/id"}}}

AT_ONCE = 500
MOST_REJECTED = 1_000
MOST_MEASURED = 100_000
LONGEST_NOTE = 2_000
_FEEDBACK_COLUMNS = ("id", "actual", "note")
_LATER = {"Retry-After": "5"}
_T = TypeVar("_T")


class Feedback(BaseModel):
    """What was said about an answer. Of a number, right means: within the range that was answered."""

    correct: bool
    actual: Any
    note: str | None
    at: str


class StoredAnswer(BaseModel):
    """An answer that was given, with what was asked. `operation` is what was asked for, `actor` who asked.

    `given_up`: the log had grown to KEEP_BYTES, and what was long in it, such as a file, is null now.
    """

    model_config = ConfigDict(protected_namespaces=())

    id: str
    at: str
    operation: str
    actor: str
    model_version: str
    request: dict[str, Any]
    answer: dict[str, Any]
    feedback: Feedback | None
    given_up: bool = False


class PredictionPage(BaseModel):
    """Predictions, newest first. `next` is the `before` of the next page; null: there is none."""

    items: list[StoredAnswer]
    next: str | None


class GivenFeedback(BaseModel):
    """Whether the answer was right, or what came true; one of them."""

    model_config = ConfigDict(extra="forbid")

    correct: Annotated[bool, Field(strict=True)] | None = None
    actual: Any = Field(default=None, description="The class or the number that came true.")
    note: Annotated[str, Field(strict=True, max_length=LONGEST_NOTE)] | None = None


class Rejected(BaseModel):
    """A row of feedback that could not be kept, and why."""

    row: int
    id: str
    message: str


class BatchFeedback(BaseModel):
    """How many rows were kept, and what was wrong with the others: the first thousand, and how many there are."""

    accepted: int
    rejected: list[Rejected]
    rejected_rows: int


class LiveMetric(BaseModel):
    """A metric as in the passport, over answers whose truth is known, with its 95 % interval."""

    name: str
    label: str
    value: float
    low: float
    high: float
    higher_is_better: bool


class VersionFeedback(BaseModel):
    """How a version of the model did: predictions given, those that were judged, and how good these were."""

    model_config = ConfigDict(protected_namespaces=())

    model_version: str
    answered: int
    judged: int
    metrics: list[LiveMetric]


class FeedbackSummary(BaseModel):
    """Every version that answered, the latest first."""

    versions: list[VersionFeedback]


@router.get("/predictions", responses=documented(422, 503))
async def predictions(
    request: Request,
    before: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="The `next` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    prediction: Annotated[str | None, Query(description="What was predicted, as text.")] = None,
    feedback: Judged | None = None,
    model_version: str | None = None,
) -> PredictionPage:
    """Return predictions, newest first. New ones never move what is on a page."""
    wanted = Wanted(before, prediction, feedback, model_version)
    rows, following = await _ask(history.page, service_of(request).prediction_log, wanted, limit)
    return PredictionPage(
        items=[_stored(*row) for row in rows], next=None if following is None else str(following)
    )


@router.get("/predictions/{id}", responses=documented(404, 503))
async def stored_prediction(request: Request, id: str) -> StoredAnswer:
    """Return a stored request and its answer, by the answer's id (a prediction's or an explanation's).

    What is found here is stored: it outlives the server, and the database's own restarts.
    """
    kept = service_of(request).prediction_log
    found = None if kept.is_off else await _ask(history.find, kept, id)
    if found is None:
        raise Problem(404, f"There is no answer with the id {id[:100]}.{await _why_none(kept, id)}")
    return _stored(*found)


async def _why_none(kept: PredictionLog, id: str) -> str:
    """Say why an id finds nothing: nothing is kept, or it is that of a request with several answers."""
    if kept.is_off:
        return f" The prediction log keeps nothing: {kept.trouble}."
    if await _ask(history.find, kept, f"{id}-1") is None:
        return ""
    return f" Several were asked for at once: the answers are {id}-1, {id}-2 and so on."


_TAKES_FEEDBACK: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/GivenFeedback"}}},
    }
}


@router.post(
    "/predictions/{id}/feedback",
    responses=documented(404, 503, *BODY_PROBLEMS),
    openapi_extra=_TAKES_FEEDBACK,
)
async def give_feedback(request: Request, id: str) -> Feedback:
    """Say whether an answer was right, or what came true. The last word counts."""
    service = service_of(request)
    given = check(GivenFeedback, await read_json(request, service.settings.max_body_bytes))
    answers = await _ask(history.answers, service.prediction_log, [id])
    if id not in answers:
        raise Problem(404, f"There is no prediction with the id {id[:100]}.")
    said = _judge(_model(service), answers[id], given)
    await _ask(history.give, service.prediction_log, [(id, said)])
    return _feedback(said)


@router.post("/feedback/batch", responses=documented(503, *BODY_PROBLEMS), openapi_extra=takes_a_file([CSV]))
async def give_feedback_batch(request: Request) -> BatchFeedback:
    """Say what came true, for many answers: a CSV with the columns id, actual and, if you like, note."""
    service = service_of(request)
    body = await spool(request, service.settings.max_batch_bytes, {CSV: CSV}, {".csv": CSV})
    with body.file:
        return await _FeedbackTable(service, body).keep()


@router.get("/feedback/summary", responses=documented(503))
async def feedback_summary(request: Request) -> FeedbackSummary:
    """Return how good the answers were so far, for each version of the model, as far as the truth is known."""
    service = service_of(request)
    return await _ask(_summary, service.prediction_log, _model(service))


class _FeedbackTable:
    """A table of feedback, kept some hundred rows at a time."""

    def __init__(self, service: Service, body: Spooled) -> None:
        self._service, self._model = service, _model(service)
        self._table = CsvTable(body, _FEEDBACK_COLUMNS.__contains__, self._model.layout)
        self._places = {name: self._place(name) for name in _FEEDBACK_COLUMNS}
        absent = [name for name in ("id", "actual") if self._places[name] is None]
        if absent:
            found = ", ".join(f"'{name[:50]}'" for name in self._table.header[:12])
            raise Problem(422, f"The columns id and actual are needed, and note may be; found {found}.")
        self._result = BatchFeedback(accepted=0, rejected=[], rejected_rows=0)

    async def keep(self) -> BatchFeedback:
        rows = self._table.rows()
        while some := list(islice(rows, AT_ONCE)):
            await self._keep(some)
        return self._result

    async def _keep(self, rows: list[TextRow]) -> None:
        ids = [self._cell(row, "id") for row in rows]
        log = self._service.prediction_log
        answers = await _ask(history.answers, log, ids)
        said: list[tuple[str, Said]] = []
        for row, entry_id in zip(rows, ids, strict=True):
            try:
                said.append((entry_id, self._said(row, answers.get(entry_id))))
            except Problem as problem:
                self._reject(row.number, entry_id, problem.detail)
        self._result.accepted += await _ask(history.give, log, said)

    def _said(self, row: TextRow, answer: dict[str, Any] | None) -> Said:
        if row.fault:
            raise Problem(422, f"{row.fault}.")
        if answer is None:
            raise Problem(404, "There is no prediction with this id.")
        actual = self._model.actual_of(self._cell(row, "actual"))
        note = self._cell(row, "note")
        if len(note) > LONGEST_NOTE:
            raise Problem(422, f"The note is longer than {LONGEST_NOTE:,} characters.")
        return _came_true(self._model, answer, actual, note or None)

    def _reject(self, row: int, entry_id: str, message: str) -> None:
        self._result.rejected_rows += 1
        if len(self._result.rejected) < MOST_REJECTED:
            self._result.rejected.append(Rejected(row=row, id=entry_id[:100], message=message))

    def _place(self, name: str) -> int | None:
        return self._table.header.index(name) if name in self._table.header else None

    def _cell(self, row: TextRow, name: str) -> str:
        place = self._places[name]
        return "" if place is None else row.cells[place].strip()


def _judge(model: Model, answer: dict[str, Any], given: GivenFeedback) -> Said:
    if (given.correct is None) == (given.actual is None):
        raise Problem(422, "Send either 'correct', true or false, or 'actual', what came true.")
    if given.correct is None:
        return _came_true(model, answer, model.actual(given.actual), given.note)
    return Said(given.correct, None, given.note, now())


def _came_true(model: Model, answer: dict[str, Any], actual: Any, note: str | None) -> Said:
    return Said(model.is_right(answer, actual), json.dumps(actual, ensure_ascii=False), note, now())


def _summary(log: PredictionLog, model: Model) -> FeedbackSummary:
    versions = []
    for version, (answered, judged) in history.counts(log).items():
        pairs = (
            (answer, said.correct, None if said.actual is None else json.loads(said.actual))
            for answer, said in history.judged(log, version, MOST_MEASURED)
        )
        metrics = [LiveMetric(**metric) for metric in model.measure(pairs)] if judged else []
        versions.append(
            VersionFeedback(model_version=version, answered=answered, judged=judged, metrics=metrics)
        )
    return FeedbackSummary(versions=versions)


def _stored(entry: Entry, said: Said | None) -> StoredAnswer:
    parts = {name: value for name, value in entry._asdict().items() if name != "prediction"}
    parts |= {"request": json.loads(entry.request), "answer": json.loads(entry.answer)}
    given_up = parts["answer"].pop(GIVEN_UP, False)
    return StoredAnswer(**parts, feedback=_feedback(said) if said else None, given_up=given_up)


def _feedback(said: Said) -> Feedback:
    actual = None if said.actual is None else json.loads(said.actual)
    return Feedback(correct=said.correct, actual=actual, note=said.note, at=said.at)


def _model(service: Service) -> Model:
    if service.model is None:
        raise Problem(503, "No model is loaded.")
    return service.model


async def _ask(question: Callable[..., _T], *arguments: Any) -> _T:
    """Ask the database in a thread, so that predictions need not wait for it."""
    try:
        return await asyncio.to_thread(question, *arguments)
    except NothingKept as error:
        raise Problem(503, f"The prediction log keeps nothing: {error}.") from None
    except Unavailable as error:
        raise Problem(503, f"The prediction log cannot be used: {error}.", headers=_LATER) from None
    except Refused as error:
        raise Problem(422, f"The prediction log cannot hold this: {error}.") from None
