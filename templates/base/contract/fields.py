"""The words that `schema.py` is written in.

A contract is a Pydantic model whose fields carry everything people and programs need to know about a
column. This file says what a field can be; `schema.py` says what this product's fields are.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from contract.spellings import folded, spellings_of

# JSON Schema has no format for a moment without a time zone, so a pattern says it, down to the days of each month.
_YEAR = "([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP_YEAR = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
_DAY = (
    f"({_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    f"|02-(0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?"


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        raise ValueError("expected a day without a time, like 2024-11-02")
    return _iso(value, _DAY, "a day like 2024-11-02")


def _moment(value: Any) -> Any:
    return _iso(value, f"{_DAY}[T ]{_TIME}", "a moment like 2024-11-02T14:30:00, without a time zone")


def _iso(value: Any, pattern: str, example: str) -> Any:
    if isinstance(value, str) and not re.fullmatch(pattern, value):
        raise ValueError(f"expected {example}")
    if not isinstance(value, str | date):
        raise ValueError(f"expected {example}, written as text")
    return value


# Pydantic would take "12" for a number, true for 1 and 20000 for a day. A contract does not.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Integer = Annotated[int, Field(strict=True)]
YesNo = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, max_length=1000)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "pattern": f"^{_DAY}[T ]{_TIME}$", "x-format": "local-date-time"}),
]


def feature(
    label: str,
    *,
    example: Any,
    unit: str | None = None,
    description: str | None = None,
    column: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    optional: bool = False,
) -> Any:
    """One input of the model.

    Args:
        label: what people read beside the field.
        example: a value that the form starts with.
        unit: what the number counts, for example "mm".
        description: one sentence of help.
        column: the name in the training data, where it differs from the field's name; also accepted by the API.
        minimum, maximum: hard limits; a value outside is refused. What the model has *seen* is kept with the artifact.
        optional: true if the value may be missing (the type says `| None` too).
    """
    extra: dict[str, Any] = {"x-unit": unit, "x-column": column}
    return Field(
        default=None if optional else ...,
        title=label,
        description=description,
        examples=[example],
        ge=minimum,
        le=maximum,
        json_schema_extra={key: value for key, value in extra.items() if value is not None},
    )


def target(
    label: str,
    *,
    unit: str | None = None,
    description: str | None = None,
    column: str | None = None,
    positive: str | None = None,
    words: Mapping[str, str] | None = None,
    alert: bool = False,
    digits: int | None = None,
    decide: str | Mapping[str, float] = "balanced",
) -> Any:
    """What the model answers.

    Args:
        label, unit, description, column: as for a feature.
        positive: of two classes, the one that the probability and the threshold are about.
        words: what the page says for a class, for example {"yes": "likely", "no": "unlikely"}.
        alert: whether the positive class is shown as an alert.
        digits: digits after the point that are worth showing.
        decide: what the threshold is chosen for, of two classes: "balanced" (0.5), "f1" (F1 of the positive
            class), or costs such as {"false_alarm": 1, "miss": 20}. Retraining applies a change.
    """
    extra: dict[str, Any] = {
        "x-unit": unit,
        "x-column": column,
        "x-positive": positive,
        "x-words": dict(words) if words else None,
        "x-alert": alert or None,
        "x-digits": digits,
        "x-decide": dict(decide) if isinstance(decide, Mapping) else decide,
    }
    return Field(
        title=label,
        description=description,
        json_schema_extra={key: value for key, value in extra.items() if value is not None},
    )


class Row(BaseModel):
    """A row that the model eats. Unknown fields are refused: a misspelt name must not pass for a missing value."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=(), title="Features")

    _columns: ClassVar[dict[str, str]] = {}  # the training data's name → field
    _fields: ClassVar[frozenset[str]] = frozenset()
    _integers: ClassVar[frozenset[str]] = frozenset()
    _categories: ClassVar[dict[str, tuple[str, ...]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        extras = {name: info.json_schema_extra for name, info in cls.model_fields.items()}
        cls._columns = {
            unicodedata.normalize("NFC", str(extra["x-column"])): name
            for name, extra in extras.items()
            if isinstance(extra, dict) and "x-column" in extra
        }
        cls._fields = frozenset(cls.model_fields)
        cls._integers = frozenset(
            name for name, info in cls.model_fields.items() if _holds(info.annotation, int)
        )
        listed = {name: tuple(_listed(info.annotation)) for name, info in cls.model_fields.items()}
        cls._categories = {name: categories for name, categories in listed.items() if categories}

    @model_validator(mode="before")
    @classmethod
    def _as_named_here(cls, row: Any) -> Any:
        """Take the training data's names for the fields' own, 47.0 for the integer 47, and "FEMALE" for "female"."""
        if not isinstance(row, dict):
            return row
        named: dict[str, Any] = {}
        for key, value in row.items():
            name = key if key in cls._fields else cls._named(key)
            if name in named:
                raise ValueError(
                    f"'{key}' and another name both stand for the field '{name}': send one of them"
                )
            if name in cls._integers and isinstance(value, float) and value.is_integer():
                value = int(value)
            elif name in cls._categories and isinstance(value, str):
                value = _meant(value, cls._categories[name])
            named[name] = value
        return named

    @classmethod
    def _named(cls, key: Any) -> str:
        normal = unicodedata.normalize("NFC", str(key))
        return cls._columns.get(normal, normal)


class Answer(BaseModel):
    """What the model answers: exactly one field, the target."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=(), title="Prediction")


def _holds(annotation: Any, kind: type) -> bool:
    arguments = getattr(annotation, "__args__", ())
    return annotation is kind or any(_holds(argument, kind) for argument in arguments)


def _listed(annotation: Any) -> Iterator[str]:
    """Yield the categories that an annotation lists."""
    for argument in get_args(annotation):
        if get_origin(annotation) is not Literal:
            yield from _listed(argument)
        elif isinstance(argument, str):
            yield argument


def _meant(value: str, categories: tuple[str, ...]) -> str:
    """Return the category that a value spells, ignoring case and blanks; the value itself where that is none or several."""
    return value if value in categories else spellings_of(categories).get(folded(value), value)
