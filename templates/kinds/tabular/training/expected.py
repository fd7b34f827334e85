"""What the contract expects of each column of the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from contract.columns import Column, columns_of


@dataclass(frozen=True)
class Expected:
    """One column of the table, as the contract describes the field that it becomes."""

    column: Column
    name: str  # in the table
    label: str
    unit: str | None
    minimum: float | None
    maximum: float | None
    example: Any
    extra: Mapping[str, Any]

    @property
    def field(self) -> str:
        return self.column.field

    @property
    def type(self) -> str:
        return self.column.type


@dataclass(frozen=True, eq=False)
class Contract:
    """`Features` and `Prediction`, as training reads them.

    Attributes:
        classes: the target's classes in the contract's order; None for regression.
    """

    schema: type[BaseModel]
    features: tuple[Expected, ...]
    target: Expected

    @classmethod
    def of(cls, features: type[BaseModel], prediction: type[BaseModel]) -> "Contract":
        """Read both classes of `contract/schema.py`."""
        return cls(features, _expected(features), _expected(prediction)[0])

    @property
    def classes(self) -> tuple[str, ...] | None:
        return self.target.column.categories

    @property
    def task(self) -> str:
        return "classification" if self.classes else "regression"

    @property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.schema)


def _expected(schema: type[BaseModel]) -> tuple[Expected, ...]:
    columns = {column.field: column for column in columns_of(schema)}
    return tuple(_one(columns[name], info) for name, info in schema.model_fields.items())


def _one(column: Column, info: FieldInfo) -> Expected:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    limits = {type(limit): limit for limit in info.metadata if isinstance(limit, Ge | Le | MaxLen)}
    return Expected(
        column=column,
        name=str(extra.get("x-column", column.field)),
        label=info.title or column.field,
        unit=str(extra["x-unit"]) if "x-unit" in extra else None,
        minimum=float(limits[Ge].ge) if Ge in limits else None,  # type: ignore[union-attr, arg-type]
        maximum=float(limits[Le].le) if Le in limits else None,  # type: ignore[union-attr, arg-type]
        example=(info.examples or [None])[0],
        extra=extra,
    )
