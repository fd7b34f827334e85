"""The API's own description."""

import json
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from serving.problems import ProblemBody

_REF = "#/components/schemas/{model}"
_KEYS = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}


def by_name(route: APIRoute) -> str:
    """Name an operation as its function, which is how generated clients will call it."""
    return route.name


def takes_a_file(types: Sequence[str]) -> dict[str, Any]:
    """Describe a body that is text of one of these types, or a form with a file of them."""
    text = {"schema": {"type": "string"}}
    form = {
        "schema": {
            "type": "object",
            "properties": {"file": {"type": "string", "format": "binary"}},
            "required": ["file"],
        },
        "encoding": {"file": {"contentType": ", ".join(types)}},
    }
    content = {**dict.fromkeys(types, text), "multipart/form-data": form}
    return {"requestBody": {"required": True, "content": content}}


def describe(app: FastAPI, schemas: Sequence[type[BaseModel]], *, with_keys: bool) -> None:
    """Make the app's OpenAPI document carry `schemas`, under their titles, beside what its routes say, and how keys are sent."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, schemas)
            if with_keys:
                app.openapi_schema["components"]["securitySchemes"] = _KEYS
                app.openapi_schema["security"] = [{name: []} for name in _KEYS]
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's documented way


def _document(app: FastAPI, schemas: Sequence[type[BaseModel]]) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version="1",
        description=app.description,
        routes=app.routes,
        separate_input_output_schemas=False,
    )
    every: list[type[BaseModel]] = [*schemas, ProblemBody]
    _, extra = models_json_schema([(schema, "validation") for schema in every], ref_template=_REF)
    components = document.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in extra.get("$defs", {}).items():
        components["Problem" if name == "ProblemBody" else name] = schema
    for path in document["paths"].values():
        for operation in path.values():
            _drop_unused_validation_error(operation)
    components.pop("HTTPValidationError", None)
    components.pop("ValidationError", None)
    return document


def _drop_unused_validation_error(operation: dict[str, Any]) -> None:
    """FastAPI documents a 422 of its own for every path parameter; here any text is a valid id."""
    if "HTTPValidationError" in json.dumps(operation["responses"].get("422", {})):
        del operation["responses"]["422"]
