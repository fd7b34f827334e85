"""Signing in from the page: the key is exchanged for a cookie that scripts cannot read."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from serving.body import BODY_PROBLEMS, read_json
from serving.keys import COOKIE
from serving.openapi import by_name
from serving.problems import FieldError, Problem, documented
from serving.service import service_of

_DAYS = 30

router = APIRouter(prefix="/api/v1/session", tags=["session"], generate_unique_id_function=by_name)


class Session(BaseModel):
    """Who asks. Where AUTH=none, everyone may everything and `name` is null."""

    auth: Literal["none", "keys"]
    name: str | None
    scopes: list[str]


class SignIn(BaseModel):
    """A key, as it was given out."""

    key: str = Field(min_length=1, max_length=200)


_TAKES_A_KEY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": SignIn.model_json_schema()}},
    }
}


@router.get("")
async def session(request: Request) -> Session:
    """Say who asks."""
    if service_of(request).keys is None:
        return Session(auth="none", name=None, scopes=[])
    key = request.scope["state"].get("key")
    return Session(auth="keys", name=key.name if key else None, scopes=sorted(key.scopes) if key else [])


@router.post("", responses=documented(401, *BODY_PROBLEMS), openapi_extra=_TAKES_A_KEY)
async def sign_in(request: Request, response: Response) -> Session:
    """Exchange a key for a cookie."""
    service = service_of(request)
    body = await read_json(request, service.settings.max_body_bytes)
    presented = body.get("key") if isinstance(body, dict) else None
    if not isinstance(presented, str) or not 0 < len(presented) <= 200:
        message = 'Send {"key": "…"}.'
        raise Problem(422, message, [FieldError(field="key", message=message)])
    if service.keys is None:
        return Session(auth="none", name=None, scopes=[])
    key = service.keys.find(presented.strip())
    if key is None:
        raise Problem(
            401, "This key is not known. Check that all of it was copied; it may have been revoked."
        )
    response.set_cookie(
        COOKIE,
        presented.strip(),
        max_age=_DAYS * 86_400,
        httponly=True,
        samesite="strict",
        secure=_is_over_tls(request),
    )
    return Session(auth="keys", name=key.name, scopes=sorted(key.scopes))


def _is_over_tls(request: Request) -> bool:
    """Whether the browser speaks TLS, if only with a proxy that tells nothing of it: the browser does, in `Origin`."""
    return request.url.scheme == "https" or request.headers.get("origin", "").startswith("https://")


@router.delete("", status_code=204)
async def sign_out(response: Response) -> None:
    """Forget the cookie."""
    response.delete_cookie(COOKIE)
