"""Tables to train on in tests: one drawn from this product's contract, and a small shop whose troubles are known."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from contract.columns import encoding_of
from contract.fields import Answer, Day, Integer, Number, Row, Text, YesNo, feature, target
from training import export, parity
from training.data import Table
from training.estimators import candidates
from training.expected import Contract
from training.model import Trained, train
from training.synthetic import synthetic
from training.terms import contract
from training.threads import steady


class Basket(Row):
    """What somebody buys."""

    amount: Number = feature("Amount", example=20.0, minimum=0, maximum=10_000)
    number: Integer | None = feature("Customer number", example=1_000_000_064, optional=True)
    height: Number | None = feature("Height", example=9.5, optional=True)
    city: Literal["Aachen", "Bonn", "Köln"] | None = feature("City", example="Köln", optional=True)
    shop: Text = feature("Shop", example="corner")
    member: YesNo | None = feature("Member", example=True, optional=True)
    day: Day | None = feature("Day", example="2024-02-29", optional=True)


class Returned(Answer):
    """Whether it comes back."""

    returned: Literal["no", "yes"] = target("Returned", positive="yes")


class Spent(Answer):
    """What is spent next time."""

    spent: Number = target("Spent", unit="€")


SHOP = Contract.of(Basket, Returned)
SPENDING = Contract.of(Basket, Spent)


@cache
def shop(rows: int = 600, told: Contract = SHOP) -> Table:
    """A shop's baskets. Customer numbers lie around 1e9, as close to each other as float32 can tell."""
    random = np.random.default_rng(3)
    table = synthetic(told, rows)
    table.values["amount"][:] = random.lognormal(3, 1, rows).round(2)
    table.values["number"][:] = 1e9 + 64 * random.integers(0, 40, rows)
    table.values["height"][:] = random.normal(10, 3, rows).round(1)
    table.values["number"][::23] = np.nan
    table.values["shop"][:] = random.choice([f"shop {place}" for place in range(60)], rows)
    city = {"Aachen": -1.5, "Bonn": 0.0, "Köln": 1.5, "": 0.3}
    score = np.log(table.values["amount"]) - 3 + np.array([city[name] for name in table.values["city"]])
    score += (np.nan_to_num(table.values["number"], nan=1e9) - 1e9) / 800 - 1.6 + random.normal(0, 0.5, rows)
    table.target[:] = (score > 0.5) if told.classes else 50 + 20 * score
    return table


@cache
def trained(told: Contract, number: int, rows: int = 600) -> Trained:
    """The shop's model: 0 is the linear one, 1 gradient boosting."""
    with steady(rows):
        return train(shop(rows, told), told, lambda share, text: None, [candidates(told.task)[number]])


@cache
def own_table(rows: int = 300) -> Table:
    """Rows drawn from this product's contract."""
    return synthetic(contract(), rows)


def gate(model: Trained, content: bytes) -> parity.Report:
    """Pass a model and a file through the part of the parity gate that needs no server."""
    spread = 1.0 if model.contract.classes else float(np.std(model.train.target))
    rule = parity.Rule(model.contract, model.decision, spread)
    report = parity.Report()
    typical = [model.test.row(place) for place in range(5)]
    typed = [model.contract.schema.model_validate(row).__dict__ for row in typical]
    answers = parity.pipeline_answers(model.pipeline, model.contract)
    parity.check_file(answers, parity.file_answers(content), model.test, typed, rule, report)
    return report


def file_of(model: Trained, pipeline: Any = None) -> bytes:
    """The model's file, or another pipeline's under the same contract."""
    told = model.contract
    return export.to_onnx(pipeline or model.pipeline, encoding_of(told.schema), told.task)


def write(path: Path, rows: list[dict[str, Any]], delimiter: str = ",") -> Path:
    """Write rows as a CSV file."""
    lines = [delimiter.join(rows[0])]
    lines += [delimiter.join("" if value is None else str(value) for value in row.values()) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
