"""What is wrong with a row, in words that someone who fills in a form understands."""

import difflib
import json
import math
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from serving.problems import FieldError, Problem

MOST_ERRORS = 50
_MOST_GUESSES = 10

# What a field must be, by the type of Pydantic's error.
_MUST_BE = {
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "dict_type": "an object of names and values",
    "list_type": "a list",
    "string_unicode": "text",
}
_DATES = ("date", "datetime")


def row_problem(schema: type[BaseModel], error: ValidationError) -> Problem:
    """Explain why a row does not fit a contract: one entry a field, the first 50."""
    found = error.errors(include_url=False)
    errors = [
        _explain(schema, detail, guess=at < _MOST_GUESSES) for at, detail in enumerate(found[:MOST_ERRORS])
    ]
    first = errors[0].message
    more = f" {len(found) - 1} more: see errors." if len(found) > 1 else ""
    return Problem(422, f"{first if first.endswith('?') else f'{first}.'}{more}", errors)


_Checked = TypeVar("_Checked", bound=BaseModel)


def check(schema: type[_Checked], body: Any) -> _Checked:
    """Return a body as its schema types it.

    Raises:
        Problem: 422, it does not fit.
    """
    try:
        return schema.model_validate(body)
    except ValidationError as error:
        raise row_problem(schema, error) from None


def number(value: float) -> str:
    """Write a number as people do: 170, 0.5, 32.1, 1e+30."""
    if isinstance(value, int) or (math.isfinite(value) and value == int(value) and abs(value) < 1e15):
        return str(int(value)) if abs(value) < 1e15 else f"{value:.6g}"
    return f"{value:.6g}"


def seen(value: Any) -> str:
    """Write a value that was sent, briefly: a list or an object is only named."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _explain(schema: type[BaseModel], detail: ErrorDetails, *, guess: bool) -> FieldError:
    field = str(detail["loc"][0]) if detail["loc"] else ""
    kind, value = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        return _unknown(schema, field, value, guess=guess)
    if not field:
        return _whole(detail)
    label = _label(schema, field)
    if kind == "missing":
        return FieldError(
            field=field, message=f"{label} is missing", expected=_expected(schema, field, detail)
        )
    expected = _expected(schema, field, detail)
    return FieldError(
        field=field, message=f"{label} must be {expected}", expected=expected, found=seen(value)
    )


def _whole(detail: ErrorDetails) -> FieldError:
    """Explain an error of the body as a whole."""
    if detail["type"] == "value_error":
        return FieldError(field="", message=_own_words(detail))
    expected = "a JSON object of fields and values"
    return FieldError(
        field="", message=f"The body must be {expected}", expected=expected, found=seen(detail["input"])
    )


def _unknown(schema: type[BaseModel], field: str, value: Any, *, guess: bool) -> FieldError:
    name = field if len(field) <= 100 else f"{field[:99]}…"
    known = _names(schema)
    close = difflib.get_close_matches(field, known, n=1) if guess and len(field) <= 100 else []
    advice = f": did you mean '{known[close[0]]}'?" if close else ""
    return FieldError(
        field=name,
        message=f"There is no field '{name}'{advice}",
        expected=known[close[0]] if close else "no such field",
        found=seen(value),
    )


def _names(schema: type[BaseModel]) -> Mapping[str, str]:
    """Map everything a field is called to its name."""
    names: dict[str, str] = {}
    for name, info in schema.model_fields.items():
        extra = info.json_schema_extra
        column = extra.get("x-column") if isinstance(extra, dict) else None
        names |= {str(called): name for called in (info.title, column) if called}
    return names | {name: name for name in schema.model_fields}


def _label(schema: type[BaseModel], field: str) -> str:
    info = schema.model_fields.get(field)
    return (info.title if info else None) or field


def _expected(schema: type[BaseModel], field: str, detail: ErrorDetails) -> str:
    """Say what the field takes; whatever was wrong, the whole range is said."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "literal_error":
        return _choices(str(context["expected"]))
    if kind == "string_too_long":
        return f"text of at most {context['max_length']} characters"
    if kind == "string_too_short":
        return f"text of at least {context['min_length']} characters"
    if kind == "string_pattern_mismatch":
        return f"text like {context['pattern']}"
    if kind == "value_error":
        return _own_words(detail).removeprefix("expected ")
    if kind.startswith(_DATES):
        return "a date that exists"
    limits = _limits(schema, field)
    if kind in _MUST_BE:
        return f"{_MUST_BE[kind]}{f' {limits}' if limits else ''}"
    if limits:
        return limits
    if kind == "missing":
        return "a value"
    return detail["msg"][:1].lower() + detail["msg"][1:]


def _limits(schema: type[BaseModel], field: str) -> str:
    """Say the hard limits of a field: "between 0 and 170 mm", or nothing."""
    info = schema.model_fields[field]
    found = {
        name: getattr(rule, name)
        for rule in info.metadata
        for name in ("ge", "gt", "le", "lt")
        if getattr(rule, name, None) is not None
    }
    extra = info.json_schema_extra
    unit = f" {extra['x-unit']}" if isinstance(extra, dict) and extra.get("x-unit") else ""
    if "ge" in found and "le" in found:
        return f"between {number(found['ge'])} and {number(found['le'])}{unit}"
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    return " and ".join(f"{words[name]} {number(limit)}{unit}" for name, limit in found.items())


def _choices(quoted: str) -> str:
    """Shorten a long list of choices: Pydantic's "'a', 'b' or 'c'"."""
    if len(quoted) <= 300:
        return f"one of {quoted}" if " or " in quoted else quoted
    return f"one of {quoted[:280].rpartition(',')[0]} …: see /docs for all"


def _own_words(detail: ErrorDetails) -> str:
    return detail["msg"].removeprefix("Value error, ")
