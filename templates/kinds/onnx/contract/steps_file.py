"""A file of JSON that its owner edits by hand → checked values, or its mistakes in words."""

import json
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)

SHOWN = 5
# Of what was found, so many characters are told.
LONGEST = 60

_EXPECTED = {
    "missing": "a value",
    "string_type": "a text",
    "string_too_short": "a name",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "list_type": "a list in [ ]",
    "dict_type": "an object in {{ }}",
    "model_type": "an object in {{ }}",
    "literal_error": "{expected}",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "less_than_equal": "{le:g} or less",
}


def read(kind: type[Model], file: Path) -> Model:
    """Read a file of the contract.

    Raises:
        ValueError: it is missing, or something in it is wrong; the message begins with its path and says, for each
            mistake, where it is and what was expected and found.
    """
    path = f"contract/{file.name}"
    try:
        told = json.loads(file.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
    except OSError:
        raise ValueError(f"{path} is missing or cannot be read. Restore it.") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} is no UTF-8 text. Save it as UTF-8.") from None
    except RecursionError:
        raise ValueError(
            f"{path}: expected a few levels of objects, found far more. Correct it there."
        ) from None
    except json.JSONDecodeError as error:
        words = f"{error.msg[0].lower()}{error.msg[1:]}"
        raise ValueError(
            f"{path}, line {error.lineno}, column {error.colno} is not JSON: {words}. Correct it there."
        ) from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}. Correct it there.") from None
    try:
        return kind.model_validate(told)
    except ValidationError as error:
        raise ValueError(f"{path}: {_said(kind, error)}. Correct it there.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says something twice: the second would silently win."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"'{name}' stands twice in one object: expected it once")
    return dict(pairs)


def _said(kind: type[BaseModel], error: ValidationError) -> str:
    mistakes = [_mistake(kind, it) for it in error.errors(include_url=False)]
    more = [f"and {len(mistakes) - SHOWN} more"] if len(mistakes) > SHOWN else []
    return "; ".join(mistakes[:SHOWN] + more)


def _mistake(kind: type[BaseModel], error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return _unknown(kind, error["loc"], place)
    if error["type"] == "value_error":
        said = str(error["ctx"]["error"])
        return f"{place}: {said}" if place else said
    expected = _EXPECTED.get(error["type"])
    said = f"expected {expected.format(**error.get('ctx', {}))}" if expected else error["msg"]
    found = "nothing" if error["type"] == "missing" else _shown(error["input"])
    return f"{place or 'the whole'}: {said}, found {found}{_near(error)}"


def _near(error: Any) -> str:
    if error["type"] != "literal_error" or not isinstance(error["input"], str):
        return ""
    known = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
    return _meant(error["input"], known)


def _unknown(kind: type[BaseModel], loc: tuple[str | int, ...], place: str) -> str:
    """Say of a key that nobody knows which one may be meant."""
    part: Any = kind
    for name in loc[:-1]:
        part = _model_in(part.model_fields[name].annotation)
    known = list(part.model_fields)
    return f"{place}: nobody knows this key{_meant(str(loc[-1]), known)}; there may be {', '.join(known)}"


def _model_in(annotation: Any) -> Any:
    """Return the part that a field holds, which may also be null."""
    return (
        next(it for it in get_args(annotation) if it is not type(None))
        if isinstance(annotation, UnionType)
        else annotation
    )


def _meant(word: str, known: list[str]) -> str:
    by_letters = {it.lower(): it for it in known}
    near = get_close_matches(word.lower(), by_letters, 1)
    return f" (did you mean '{by_letters[near[0]]}'?)" if near else ""


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
