"""From a request to questions: JSON or a form with files."""

from contextlib import AsyncExitStack
from typing import Any

from fastapi import Request

from contract.schema import STEPS, Features
from serving.body import read_json
from serving.decoding.formats import PICTURES, SOUNDS
from serving.example import example
from serving.form import FORM, read_form
from serving.held import Held
from serving.own_settings import OwnSettings
from serving.question import Question, Taker
from serving.words import check

# What a form's files may be, for OpenAPI: the page offers these to choose from.
_FILES = {
    "image": PICTURES,
    "audio": SOUNDS,
    "text": ("text/plain",),
    "tensor": ("application/octet-stream",),
}
_NAMES = {"image": "image", "audio": "audio", "text": "text", "tensor": "inputs"}
# Base64 takes 4 characters for 3 bytes; a little more for the JSON around it.
_AS_JSON = 1.34
_AROUND = 10_000


def takes() -> dict[str, Any]:
    """Describe the body for OpenAPI: the contract's Features, or a form with one or several files."""
    name = _NAMES[STEPS.asked_with]
    form = {
        "schema": {
            "type": "object",
            "properties": {
                name: {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "string", "format": "binary"},
                    "description": "One file or several; of tensors, one .npy for each input, named as it is.",
                }
            },
            "required": [name],
        },
        "encoding": {name: {"contentType": ", ".join(_FILES[STEPS.asked_with])}},
    }
    json: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Features"}}
    shown = example()
    if shown is not None:
        json["example"] = shown
    is_pair = STEPS.text is not None and STEPS.text.pair  # a file holds one text
    content = {"application/json": json} | ({} if is_pair else {FORM: form})
    return {"requestBody": {"required": True, "content": content}}


async def asked_of(
    request: Request, taker: Taker, settings: OwnSettings, held: AsyncExitStack
) -> list[Question]:
    """Read a request's questions; the memory they take counts until `held` is closed.

    Raises:
        Problem: the body cannot be used, or other requests hold all memory for such.
    """
    most = settings.max_input_bytes
    form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
    together = min(most * settings.max_files, settings.held_bytes)
    limit = together if form else int(most * _AS_JSON) + _AROUND
    memory = _held(request, settings)
    told = request.headers.get("content-length", "")
    held.enter_context(memory.hold(min(limit, int(told)) if told.isdigit() else limit))
    if form:
        questions = await taker.sent(await read_form(request, limit, settings.max_files))
    else:
        questions = await taker.asked(check(Features, await read_json(request, limit, "MAX_INPUT_BYTES")))
    unpacked = sum(array.nbytes for question in questions for array in question.feeds.values())
    held.enter_context(memory.hold(unpacked))
    return questions


def _held(request: Request, settings: OwnSettings) -> Held:
    state = request.app.state
    if not hasattr(state, "held"):
        state.held = Held(settings.held_bytes)
    held: Held = state.held
    return held
