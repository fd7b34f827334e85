"""The app: settings → model, routes, errors, trail."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from fastapi_offline import FastAPIOffline

from serving import history_routes, kind, sign_in
from serving.guard import Guard
from serving.headers import SecurityHeaders
from serving.keys import Keys
from serving.logs import log, set_up_logs
from serving.metrics import Metrics
from serving.middleware import CompressedReads, RequestTrail
from serving.openapi import describe
from serving.pages import Pages
from serving.prediction_log import LAST_TRIES, open_log
from serving.problems import handle_problems
from serving.routes import router
from serving.service import Service
from serving.settings import ROOT, Settings

# FastAPI would look for OpenTelemetry's settings at every request.
_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}


def create_app(settings: Settings, *, with_model: bool = True) -> FastAPI:
    """Make the app, ready to answer.

    Args:
        settings: what the server was told.
        with_model: False describes the API where there is no artifact yet.

    Raises:
        CannotServe: there is no artifact, it is damaged, or it cannot serve the contract.
    """
    set_up_logs(settings)
    service = Service(settings, Metrics(), open_log(settings))
    service.load.most = settings.queue_limit
    if settings.asks_for_keys:
        service.keys = Keys(settings.api_keys)
    if with_model:
        service.model = kind.open_model(settings)
        service.metrics.serves(service.model.version)
        _say(service)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        service.prediction_log.close(min(LAST_TRIES, settings.stop_seconds))

    # /docs from files of its own: no foreign server learns of it, and none is needed.
    app = (FastAPIOffline if settings.shows_docs else FastAPI)(
        **_product(),
        swagger_ui_parameters={"validatorUrl": None},
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url="/docs" if settings.shows_docs else None,
        redoc_url=None,
        telemetry=_NO_TELEMETRY,
    )
    app.state.service = service
    app.router.routes[:0] = [
        *kind.router.routes,
        *router.routes,
        *history_routes.router.routes,
        *sign_in.router.routes,
    ]  # looked through in order: predict comes first
    app.router.default = Pages(settings.web_dir)
    app.add_middleware(CompressedReads, minimum_size=2000)
    app.add_middleware(Guard, service=service, routes=app.router.routes)
    headers = SecurityHeaders(settings.frame_ancestors)
    app.add_middleware(RequestTrail, metrics=service.metrics, headers=headers, load=service.load)
    handle_problems(app)
    describe(app, (*kind.SCHEMAS, history_routes.GivenFeedback), with_keys=settings.asks_for_keys)
    return app


def _product() -> dict[str, Any]:
    """Read title and description of this product."""
    try:
        said = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        said = {}
    return {"title": said.get("title") or "Model", "description": said.get("description") or ""}


def _say(service: Service) -> None:
    if service.model:
        for note in service.model.notes:
            log().warning(note)
