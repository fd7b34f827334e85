"""Errors as RFC 9457 problems: what was expected, what was found, where, and the id to ask about."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Route

MEDIA_TYPE = "application/problem+json"


class FieldError(BaseModel):
    """What is wrong at one field."""

    field: Annotated[str, Field(description="The field's name; empty for the body as a whole.")]
    message: str
    expected: str | None = None
    found: str | None = None


class ProblemBody(BaseModel):
    """A problem as it is sent (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: Annotated[str, Field(description="The request's id, as in the header x-request-id.")]
    id: str
    errors: list[FieldError] = []


class Problem(Exception):
    """Raise it, and the client gets it as a problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers


def problem_response(problem: Problem, request_id: str) -> Response:
    """Render a problem."""
    body = ProblemBody(
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=problem.detail,
        instance=request_id,
        id=request_id,
        errors=list(problem.errors),
    )
    # Escaped to ASCII: whatever text a client sent, it can be sent back.
    content = json.dumps(body.model_dump(mode="python"), allow_nan=False).encode("ascii")
    return Response(content, problem.status, problem.headers, MEDIA_TYPE)


def handle_problems(app: FastAPI) -> None:
    """Make every error of the app a problem."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return problem_response(error, request.state.id)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return problem_response(_from_http(request, error), request.state.id)

    async def on_parameters(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem_response(_from_parameters(error), request.state.id)

    async def on_disconnect(request: Request, _error: Exception) -> Response:
        return problem_response(
            Problem(400, "The connection was closed before the body had arrived."), request.state.id
        )

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_parameters)
    app.add_exception_handler(ClientDisconnect, on_disconnect)


def _from_http(request: Request, error: HTTPException) -> Problem:
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = _methods(request) or headers.get("Allow", "")
        detail = f"{request.method} is not possible here; possible: {headers['Allow'] or 'another method'}."
    elif error.status_code == 404:
        detail = f"There is nothing at {request.url.path}. The API is described at /openapi.json."
    else:
        detail = str(error.detail)
    return Problem(error.status_code, detail, headers=headers)


def _methods(request: Request) -> str:
    """List what is possible at an address: a method may have a route of its own, and Starlette tells of the first one."""
    methods: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            methods |= route.methods or set()
    return ", ".join(sorted(methods))


def _from_parameters(error: RequestValidationError) -> Problem:
    errors = []
    for detail in error.errors():
        name, said = str(detail["loc"][-1]), detail["msg"][:1].lower() + detail["msg"][1:]
        found = str(detail["input"])[:80]
        message = f"The parameter {name} cannot be {found!r}: {said}"
        errors.append(FieldError(field=name, message=message, expected=said, found=found))
    return Problem(422, f"{errors[0].message}.", errors)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems that an operation can answer with, for OpenAPI."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }
