"""The contract of a product that is asked by rows, read for making."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

from pydantic import BaseModel

from contract.faults import fault_of
from making.session import Array
from publishing.errors import CannotPublish


@dataclass(frozen=True)
class Terms:
    """What goes in and what comes out.

    Attributes:
        features, prediction: the contract's two classes.
        columns: `contract.columns.Column` of each field.
        encode: rows as the contract types them → the artifact's inputs.
        numbers, texts: names of the artifact's inputs: float32, and text.
        classes: of the target; empty: it is a number.
    """

    features: type[BaseModel]
    prediction: type[BaseModel]
    columns: Sequence[Any]
    encode: Callable[[Sequence[dict[str, Any]]], dict[str, Array]]
    numbers: list[str]
    texts: list[str]
    classes: list[str]

    def passport(self) -> dict[str, Any]:
        """Return the passport's entries about the contract."""
        field, info = next(iter(self.prediction.model_fields.items()))
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        two = self.classes if len(self.classes) == 2 else None
        return {
            "task": "classification" if self.classes else "regression",
            "target": {
                "field": field,
                "label": info.title or field,
                "unit": extra.get("x-unit"),
                "classes": self.classes or None,
                "positive": (extra.get("x-positive") or two[1]) if two else None,
                "threshold": 0.5 if two else None,
                "decide": "balanced" if two else None,
                "sd": None,
            },
            "inputs": [asdict(column) for column in self.columns],
        }


def places(known: list[str] | None, classes: list[str]) -> list[int] | None:
    """Return where each class of the contract stands among those that the model names itself; None: in its own place.

    Where the model has none of these names, they are the owner's own for its classes, in its order: `no, yes` for 0, 1.

    Raises:
        CannotPublish: some of them are the model's, and others are not.
    """
    if known is None or known == classes:
        return None
    missing = [name for name in classes if name not in known]
    if len(missing) == len(classes) == len(known):
        return None
    if missing:
        raise CannotPublish(
            f"contract/schema.py has the class '{missing[0]}', which the model does not know. It knows: {', '.join(known)}.",
            "Correct the classes there.",
        )
    return [known.index(name) for name in classes]


def terms() -> Terms:
    """Read `contract/schema.py`.

    Raises:
        CannotPublish: there is a mistake in it.
    """
    try:
        from contract.schema import Features, Prediction

        # Products that are asked with pictures or texts have no such module.
        columns = import_module("contract.columns")
        encoding = columns.encoding_of(Features)
        return Terms(
            Features,
            Prediction,
            columns.columns_of(Features),
            encoding.rows,
            list(encoding.numbers),
            list(encoding.texts),
            list(columns.columns_of(Prediction)[0].categories or ()),
        )
    except Exception as error:  # whatever Python says of a file that its owner edits
        fault = fault_of(error)
        if fault is None:
            raise
        raise CannotPublish(fault, "Then run the command again.") from None
