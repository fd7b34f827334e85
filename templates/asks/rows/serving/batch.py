"""A table of rows in, an answer or errors for each out: in order, a slice at a time, while the rest of the world is served."""

from collections.abc import AsyncIterator
from itertools import islice
from time import perf_counter

from fastapi import Request
from pydantic import ValidationError
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from contract.schema import Features
from serving.accept import choose
from serving.answers import ClassAnswer, RowErrors, ValueAnswer
from serving.incoming import ENDINGS, NDJSON, TYPES, CsvBatch, NdjsonBatch, Sent, open_batch
from serving.outgoing import CsvLines, Lines, NdjsonLines
from serving.predictor import Predictor
from serving.problems import FieldError, Problem
from serving.service import Service, actor_of, now
from serving.spool import Spooled, spool
from serving.tables import CSV
from serving.words import row_problem

SLICE = 16  # rows; a request that comes meanwhile waits for so many
AT_ONCE = 32_768  # bytes that are sent together
_PAUSE = 0.001  # seconds of counting between two rounds of the event loop

OPERATION = "batch"


async def answer_batch(request: Request, service: Service, predictor: Predictor) -> StreamingResponse:
    """Answer the batch that a request holds.

    Raises:
        Problem: 406, 413, 415 or 422, before anything is answered.
    """
    accepted = request.headers.get("accept", "*/*")
    body = await spool(request, service.settings.max_batch_bytes, TYPES, ENDINGS)
    try:
        media_type = choose(accepted, (body.media_type, *({CSV, NDJSON} - {body.media_type})))
        if media_type is None:
            raise Problem(406, f"A batch is answered as '{CSV}' or '{NDJSON}'; the request accepts neither.")
        batch = open_batch(body)
        rows = await _count(batch, service)
    except BaseException:
        body.file.close()
        raise
    request.state.log = {"model_version": service.version, "rows": rows}
    lines = CsvLines(batch) if media_type == CSV else NdjsonLines()
    answers = _Answers(service, predictor, request.state.id, actor_of(request))
    return _FromDisk(body, answers.stream(batch, lines), media_type, {"x-rows": str(rows)})


async def _count(batch: CsvBatch | NdjsonBatch, service: Service) -> int:
    """Count the rows, which says early how much there is to do."""
    numbers = batch.count()
    count = 0
    while True:
        async with service.turns.turn():
            until = perf_counter() + _PAUSE
            for number in numbers:
                count = number
                if perf_counter() >= until:
                    break
            else:
                return count


class _FromDisk(StreamingResponse):
    """A stream whose source lies on disk until the last byte is sent, or the client is gone."""

    def __init__(
        self, body: Spooled, stream: AsyncIterator[bytes], media_type: str, headers: dict[str, str]
    ) -> None:
        super().__init__(stream, media_type=media_type, headers=headers)
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._body.file.close()


class _Answers:
    """Answers slices of a batch, and keeps each answer under the batch's id and the row's number."""

    def __init__(self, service: Service, predictor: Predictor, batch_id: str, actor: str) -> None:
        self._service, self._predictor, self._id, self._actor = service, predictor, batch_id, actor

    async def stream(self, batch: CsvBatch | NdjsonBatch, lines: Lines) -> AsyncIterator[bytes]:
        """Yield the answers as they are sent."""
        waiting = [lines.head()]
        size = len(waiting[0])
        rows = batch.rows()
        while True:
            async with self._service.turns.turn():
                answered = [lines.line(*one) for one in self._slice(list(islice(rows, SLICE)))]
            waiting += answered
            size += sum(map(len, answered))
            if size >= AT_ONCE or not answered:
                yield b"".join(waiting)
                waiting, size = [], 0
            if not answered:
                return
            await self._service.prediction_log.room()

    def _slice(self, some: list[Sent]) -> list[tuple[Sent, ClassAnswer | ValueAnswer | RowErrors, str]]:
        checked = [self._check(sent) for sent in some]
        good = [(place, row) for place, row in enumerate(checked) if isinstance(row, Features)]
        ids = [f"{self._id}-{some[place].number}" for place, _ in good]
        answers = dict(
            zip(
                (place for place, _ in good),
                self._predictor.answers([row for _, row in good], ids) if good else (),
                strict=True,
            )
        )
        at = now()
        return [
            self._keep(sent, row, answers.get(place), at)
            for place, (sent, row) in enumerate(zip(some, checked, strict=True))
        ]

    def _check(self, sent: Sent) -> Features | list[FieldError]:
        if sent.errors:
            return list(sent.errors)
        try:
            return Features.model_validate(sent.row)
        except ValidationError as error:
            return list(row_problem(Features, error).errors)

    def _keep(
        self,
        sent: Sent,
        row: Features | list[FieldError],
        answer: ClassAnswer | ValueAnswer | Problem | None,
        at: str,
    ) -> tuple[Sent, ClassAnswer | ValueAnswer | RowErrors, str]:
        entry_id = f"{self._id}-{sent.number}"
        if isinstance(answer, Problem):
            row = [FieldError(field="", message=answer.detail.rstrip("."))]
        if isinstance(row, list):
            failed = RowErrors(id=entry_id, errors=row)
            return sent, failed, failed.model_dump_json()
        assert isinstance(answer, ClassAnswer | ValueAnswer)
        for warning in answer.warnings:
            self._service.metrics.warned(warning.field, warning.code)
        text = answer.model_dump_json()
        self._service.keep(
            entry_id, at, OPERATION, self._actor, row.model_dump_json(), text, str(answer.prediction)
        )
        return sent, answer, text
