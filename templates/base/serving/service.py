"""What the API's parts share, and what a kind of model must give."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, cast

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from contract.layout import Layout
from serving.keys import Keys
from serving.load import Load
from serving.metrics import Metrics
from serving.prediction_log import PredictionLog
from serving.settings import Settings
from serving.stores import Entry
from serving.turns import Turns

# Who asked, where nobody needs a key.
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

    @property
    def layout(self) -> Layout:
        """How the owner's tables are cut into rows and cells."""
        ...

    def actual(self, value: Any) -> Any:
        """Check what came true, as JSON; raises a Problem (422) if it is not what the model predicts."""
        ...

    def actual_of(self, cell: str) -> Any:
        """Read what came true from a cell of the owner's tables; raises as `actual` does."""
        ...

    def is_right(self, answer: dict[str, Any], actual: Any) -> bool:
        """Say whether an answer was right."""
        ...

    def measure(self, judged: Iterable[tuple[dict[str, Any], bool, Any]]) -> list[dict[str, Any]]:
        """Return metrics, as in the passport, over answers, whether they were right, and what came true, if known."""
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
    """Everything that answers need.

    Attributes:
        model: None only while the API is described, not served.
        keys: None where nobody needs one.
        load: how much there is to do.
    """

    settings: Settings
    metrics: Metrics
    prediction_log: PredictionLog
    model: Model | None = None
    keys: Keys | None = None
    turns: Turns = field(default_factory=Turns)
    load: Load = field(default_factory=Load)

    @property
    def version(self) -> str:
        """The version of the model that answers."""
        return self.model.version if self.model else ""

    def answer(
        self, request: Request, operation: str, asked: str, answered: str, prediction: str | None = None
    ) -> Response:
        """Send an answer, and keep it. `asked` and `answered` are JSON; `prediction`: what was predicted, as text."""
        self.keep(request.state.id, now(), operation, actor_of(request), asked, answered, prediction)
        note: dict[str, Any] = {"model_version": self.version}
        if self.settings.log_values:
            note |= {"request": asked, "answer": answered}
        request.state.log = note
        return Response(answered, media_type="application/json", headers=self.told())

    def told(self) -> dict[str, str]:
        """Return the headers of an answer that cannot be written now: it waits in memory, and is lost if that lasts."""
        kept = self.prediction_log
        return {"x-not-kept": "see /readyz"} if kept.trouble and not kept.is_off else {}

    def keep(
        self,
        entry_id: str,
        at: str,
        operation: str,
        actor: str,
        asked: str,
        answered: str,
        prediction: str | None,
    ) -> None:
        """Keep an answer in the prediction log; `at` is what `now` gives, `actor` what `actor_of` does."""
        self.prediction_log.add(
            Entry(entry_id, at, operation, actor, self.version, asked, answered, prediction)
        )


def now() -> str:
    """Return the time as it is kept: ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def actor_of(request: Request) -> str:
    """Return who asked: the name of the key."""
    key = request.scope["state"].get("key")
    return key.name if key else ANYONE


def service_of(request: Request) -> Service:
    """Return the service that a request belongs to."""
    return cast(Service, request.app.state.service)
