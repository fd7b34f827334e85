"""The body of a request: bounded, and JSON in the strict sense."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from fastapi import Request
from starlette.requests import ClientDisconnect

from serving.problems import FieldError, Problem

Headers = Mapping[bytes, bytes]

# What reading and checking a body can end in.
BODY_PROBLEMS = (400, 413, 415, 422)

# Names in one object: more than any contract has.
MOST_NAMES = 10_000


async def read_json(request: Request, limit: int, setting: str = "MAX_BODY_BYTES") -> Any:
    """Read the body as JSON; `setting` is what sets the limit.

    Raises:
        Problem: 415 for another content type, 413 for more than `limit` bytes, 400 for what is not JSON in UTF-8,
            422 for a name that is given twice.
    """

    def too_large(most: int) -> Problem:
        return Problem(
            413,
            f"The body is longer than {most} bytes. Send less at a time; {setting} sets the limit.",
            headers={"Connection": "close"},
        )

    headers = dict(request.scope["headers"])
    _check_type(headers)
    refuse_compressed(request)
    body = b"".join([chunk async for chunk in chunks_of(request, limit, too_large)])
    if not body.strip():
        raise Problem(
            400,
            "The body is empty. Send a JSON object with the fields, such as the example in /openapi.json.",
        )
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(
            400, f"The body is not UTF-8: byte {error.start} does not fit. Send JSON in UTF-8."
        ) from None
    return parse(text.removeprefix("\ufeff"))


def _check_type(headers: Headers) -> None:
    said = headers.get(b"content-type", b"").decode("latin-1")
    media_type = said.partition(";")[0].strip().lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        found = f"'{media_type[:100]}'" if media_type else "none"
        raise Problem(415, f"Send JSON with the header 'Content-Type: application/json'; found {found}.")


def refuse_compressed(request: Request) -> None:
    """Raise a Problem (415) if the body is compressed: a few bytes may unpack to any number of them."""
    if dict(request.scope["headers"]).get(b"content-encoding", b"identity") != b"identity":
        raise Problem(415, "Send the body uncompressed, without a Content-Encoding header.")


async def chunks_of(
    request: Request, limit: int, too_large: Callable[[int], Problem]
) -> AsyncIterator[bytes]:
    """Yield the body as it comes in, but never more than `limit` bytes of it.

    Raises:
        Problem: what `too_large` gives, if there are more.
        ClientDisconnect: the client went away.
    """
    length = dict(request.scope["headers"]).get(b"content-length", b"")
    if length.isdigit() and int(length) > limit:
        raise too_large(limit)
    size = 0
    more = True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        more = message.get("more_body", False)
        yield chunk


class _GivenTwice(Exception):
    pass


class _TooMany(Exception):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_NAMES:  # each would be an error of its own, in words
        raise _TooMany
    made = dict(pairs)
    if len(made) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise _GivenTwice(next(name for name in made if counts[name] > 1))
    return made


_DECODER = json.JSONDecoder(object_pairs_hook=_unique)


def parse(text: str, what: str = "body") -> Any:
    """Return JSON in the strict sense; `what` is what problems call it.

    Raises:
        Problem: 400 for what is not JSON, 422 for a name that is given twice, or for more names than any contract has.
    """
    try:
        value = _DECODER.decode(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except _GivenTwice as error:
        name = str(error)[:100]
        message = f"'{name}' is given twice. Send it once."
        found = FieldError(field=name, message=message, expected="each name once", found="the name twice")
        raise Problem(422, message, [found]) from None
    except _TooMany:
        message = f"The {what} has more than {MOST_NAMES:,} fields. Send those of the contract."
        most = FieldError(field="", message=message.rstrip("."), expected=f"at most {MOST_NAMES:,} fields")
        raise Problem(422, message, [most]) from None
    except UnicodeEncodeError:
        raise Problem(
            400, f"The {what} holds half of a surrogate pair (\\ud800 … \\udfff), which is not text."
        ) from None
    except RecursionError:
        raise Problem(400, f"The {what} is nested too deeply. Send fewer levels.") from None
    except json.JSONDecodeError as error:
        raise Problem(
            400, f"The {what} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise Problem(400, f"The {what} holds a number with too many digits.") from None
    return value
