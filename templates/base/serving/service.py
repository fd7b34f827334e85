"""What the API's parts share, and what a kind of model must give."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, cast

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from serving.metrics import Metrics
from serving.prediction_log import Entry, PredictionLog
from serving.settings import Settings

# Who asked. There is one answer until the product has users.
ANYONE = "anonymous"


class Model(Protocol):
    """A model that is loaded and can answer. What it is asked is between the kind's own routes and itself."""

    @property
    def version(self) -> str:
        """The name of the version that answers."""
        ...

    @property
    def notes(self) -> list[str]:
        """What the owner should know at start, in sentences."""
        ...

    def describe(self) -> dict[str, Any]:
        """Return what /api/v1/model answers."""
        ...


class DirectRoute(APIRoute):
    """A route whose function takes the request and gives the response itself; OpenAPI describes it as any other."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take what any route takes; nothing is read, injected or serialised for the function."""
        super().__init__(*arguments, **options)
        handle = self.endpoint

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            response = await handle(Request(scope, receive))
            await response(scope, receive, send)

        self.app = answer


@dataclass
class Service:
    """Everything that answers need. `model` is None only while the API is described, not served."""

    settings: Settings
    metrics: Metrics
    prediction_log: PredictionLog
    model: Model | None = None

    def answer(self, request: Request, operation: str, asked: str, answered: bytes) -> Response:
        """Send an answer, and keep it in the prediction log. `asked` and `answered` are JSON."""
        state = request.state
        version = self.model.version if self.model else ""
        self.prediction_log.add(
            Entry(
                id=state.id,
                at=datetime.now(UTC).isoformat(timespec="milliseconds"),
                operation=operation,
                actor=ANYONE,
                model_version=version,
                request=asked,
                answer=answered.decode("utf-8"),
            )
        )
        note: dict[str, Any] = {"model_version": version}
        if self.settings.log_values:
            note |= {"request": asked, "answer": answered.decode("utf-8")}
        state.log = note
        return Response(answered, media_type="application/json")


def service_of(request: Request) -> Service:
    """Return the service that a request belongs to."""
    return cast(Service, request.app.state.service)
