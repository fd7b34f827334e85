"""Table → artifact: what is read, what is refused, what is published."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from tables import SHOP, file_of, gate, own_table, shop, trained, write

from contract.cells import Cells
from contract.columns import encoding_of
from contract.numerals import NumberStyle
from publishing import publish
from publishing.errors import CannotPublish
from training import calibrate, make
from training.data import load
from training.estimators import Candidate
from training.export import File
from training.golden import read_golden
from training.model import train
from training.readers.dialect import Dialect
from training.settings import Settings
from training.source import Source
from training.terms import contract
from training.threads import steady

# The shop's tables are written by programs, however this product's own are.
PLAIN = Cells(missing=frozenset({"", "na"}))


@pytest.fixture(autouse=True)
def few_threads() -> Iterator[None]:
    """Train as `training.make` does: on small tables more threads only wait for each other."""
    with steady(600):
        yield


def baskets(rows: int = 200) -> list[dict[str, Any]]:
    """Rows of the shop as they stand in a file."""
    table = shop()
    words = ("no", "yes")
    cells = [table.row(place) | {"returned": words[table.target[place]]} for place in range(rows)]
    return [row | {"member": {True: "yes", False: "no"}.get(row["member"])} for row in cells]


def source(path: Path, **told: Any) -> Source:
    """How the shop's files are written."""
    return Source(path, Dialect(**told))


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_is_read_as_the_contract_types_it(tmp_path: Path) -> None:
    rows = baskets()
    table = load(source(write(tmp_path / "shop.csv", rows)), SHOP, cells=PLAIN)
    assert (len(table), table.rows, table.left_out) == (200, 200, {})
    for place in (0, 5, 199):
        assert table.row(place)["city"] == rows[place]["city"]
        assert table.row(place)["amount"] == rows[place]["amount"]
        assert table.row(place)["day"] == rows[place]["day"]


def test_packed_wide_and_comma_written_tables_are_read_alike(tmp_path: Path) -> None:
    plain = load(source(write(tmp_path / "a.csv", baskets())), SHOP, cells=PLAIN)
    comma = {44: 46, 46: 44}
    other = [
        row
        | {
            "amount": f"{row['amount']:,.2f} €".translate(comma),
            "height": None if row["height"] is None else str(row["height"]).translate(comma),
        }
        for row in baskets()
    ]
    text = write(tmp_path / "b.csv", other, ";").read_text(encoding="utf-8")
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(text.encode("utf-16")))
    told = source(tmp_path / "b.csv.gz", encoding="utf-16le", delimiter=";")
    table = load(told, SHOP, cells=Cells(NumberStyle(",", ".", ("€",)), PLAIN.missing))
    assert np.array_equal(table.values["amount"], plain.values["amount"])
    assert table.values["city"].tolist() == plain.values["city"].tolist()


@pytest.mark.parametrize(
    ("field", "cell", "wanted"),
    [
        ("amount", "much", "a number"),
        ("amount", "-5", "at least 0"),
        ("amount", "", "must|missing|a value"),
        ("number", "1.5", "a whole number"),
        ("city", "Atlantis", "one of 'Aachen', 'Bonn', 'Köln'"),
        ("member", "perhaps", "yes or no"),
        ("day", "2023-02-30", "a day"),
        ("returned", "maybe", "one of 'no', 'yes'"),
    ],
)
def test_a_cell_that_breaks_the_contract_is_named(tmp_path: Path, field: str, cell: str, wanted: str) -> None:
    rows = baskets()
    for place in (10, 20, 30):
        rows[place][field] = cell
    with pytest.raises(
        CannotPublish, match=rf"3 of 200 rows[\s\S]*line 12, column '{field}': expected .*{wanted}"
    ):
        load(source(write(tmp_path / "shop.csv", rows)), SHOP, cells=PLAIN)


def test_one_bad_row_in_a_hundred_is_left_out_and_counted(tmp_path: Path) -> None:
    rows = baskets()
    rows[3]["amount"] = "much"
    rows[4]["returned"] = "NA"
    table = load(source(write(tmp_path / "shop.csv", rows)), SHOP, cells=PLAIN)
    assert len(table) == 198
    assert table.left_out == {"breaks the contract": 1, "no target": 1}


def test_a_missing_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    rows = [
        {("Citty" if name == "city" else name): value for name, value in row.items()} for row in baskets()
    ]
    with pytest.raises(CannotPublish, match="no column 'city'.*Did you mean 'Citty'"):
        load(source(write(tmp_path / "shop.csv", rows)), SHOP, cells=PLAIN)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CannotPublish, match="There is no file") as caught:
        load(source(tmp_path / "none.csv"), SHOP, cells=PLAIN)
    assert "--data" in caught.value.hint


# ── learning ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_model_knows_more_than_the_best_guess() -> None:
    model = trained(SHOP, 1)
    commonest = np.bincount(model.test.target).max() / len(model.test)
    said = model.decision.labels(model.answers)
    assert (said == model.test.target).mean() > commonest + 0.1


def test_training_twice_gives_the_same_file() -> None:
    for number in (0, 1):
        first = file_of(trained(SHOP, number))
        trained.cache_clear()
        assert file_of(trained(SHOP, number)) == first


def test_a_table_that_says_nothing_is_refused() -> None:
    table = shop()
    same = replace(table, values={field: values[[0] * len(table)] for field, values in table.values.items()})
    with pytest.raises(CannotPublish, match="one and the same value"):
        train(same, SHOP, lambda *_: None)


def test_a_class_without_rows_is_refused() -> None:
    with pytest.raises(CannotPublish, match="No row has the class 'yes'"):
        train(replace(shop(), target=np.zeros(600, dtype=np.int64)), SHOP, lambda *_: None)


def test_rows_that_only_the_latest_tell_apart_cannot_be_held_out_by_time() -> None:
    table = shop()
    days = np.array([f"2024-{1 + row // 56:02}-{1 + row // 2 % 28:02}" for row in range(len(table))])
    late = replace(table, target=(np.arange(len(table)) > 460).astype(np.int64), beside=days)
    by_day = Settings("auto", "time", "day")
    with pytest.raises(CannotPublish, match="cannot be held out by 'day': what remains") as refused:
        train(late, SHOP, lambda *_: None, settings=by_day)
    assert '{"by": "random"}' in refused.value.hint


def test_columns_that_are_empty_or_constant_do_no_harm() -> None:
    table = shop()
    values = dict(table.values)
    values["height"] = np.full(len(table), np.nan)
    values["city"] = np.array(["Köln"] * len(table), dtype=object)
    model = train(replace(table, values=values), SHOP, lambda *_: None)
    gate(model, file_of(model)).judge()


def test_a_candidate_that_would_take_too_long_is_left_out_with_the_reason() -> None:
    quick = Candidate("quick", trained(SHOP, 0).pipeline[-1].estimator)
    slow = replace(quick, name="slow", seconds=lambda *_: 999.0)
    model = train(shop(), SHOP, lambda *_: None, [slow, quick])
    assert model.candidate.name == "quick"
    assert "would take about" in next(e["left_out"] for e in model.compared if e["name"] == "slow")


class Guess(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """An estimator that nobody has written an export for."""

    def fit(self, inputs: Any, target: Any) -> "Guess":
        self.classes_ = np.unique(target)
        self.n_features_in_ = inputs.shape[1]
        return self

    def predict_proba(self, inputs: Any) -> Any:
        first = 1 / (1 + np.exp(-inputs[:, 0].astype(np.float64)))
        return np.column_stack([1 - first, first])


def test_an_estimator_that_does_not_export_is_refused_by_name() -> None:
    model = train(shop(), SHOP, lambda *_: None, [Candidate("a guess", Guess())])
    with pytest.raises(CannotPublish, match="Guess cannot be exported"):
        file_of(model)


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_threshold_follows_the_owners_aim() -> None:
    probability = np.array([0.05, 0.1, 0.2, 0.3, 0.6, 0.9])
    positive = np.array([False, False, True, False, True, True])
    assert calibrate.wanted_threshold("balanced", probability, positive) == 0.5
    assert calibrate.wanted_threshold("f1", probability, positive) == pytest.approx(0.15)
    dear = {"false_alarm": 1, "miss": 20}
    cheap = {"false_alarm": 20, "miss": 1}
    assert calibrate.wanted_threshold(dear, probability, positive) == pytest.approx(0.15)
    assert calibrate.wanted_threshold(cheap, probability, positive) == pytest.approx(0.45)


def test_a_threshold_is_never_a_rows_own_probability() -> None:
    probability = np.array([0.1, 0.5, 0.9])
    moved = calibrate.between(probability, 0.5)
    assert np.abs(probability - moved).min() > 1e-4 and abs(moved - 0.5) < 0.01
    assert calibrate.between(probability, 0.4) == 0.4


# ── publishing, on this product's own contract ───────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version that was trained on rows drawn from the contract, parity over HTTP included."""
    folder = tmp_path_factory.mktemp("artifacts")
    table, about = make.synthetic_table(300)
    make.make(table, about, folder, lambda *_: None)
    return folder


def test_a_version_is_published_whole(published: Path) -> None:
    assert publish.current(published).name == "v1"
    names = {path.name for path in (published / "v1").iterdir()}
    assert names == {
        "model.onnx", "passport.json", "golden.jsonl", "reference.json", "MODEL_CARD.md", "plots",
    }  # fmt: skip
    card = (published / "v1" / "MODEL_CARD.md").read_text(encoding="utf-8")
    drawn = {path.relative_to(published / "v1").as_posix() for path in (published / "v1" / "plots").iterdir()}
    assert drawn == set(re.findall(r"!\[[^]]+\]\(([^)]+)\)", card)) and len(drawn) >= 2
    assert not list(published.glob(".*"))


def test_the_passport_says_what_the_version_is(published: Path) -> None:
    passport = json.loads((published / "v1" / "passport.json").read_text(encoding="utf-8"))
    told = contract()
    assert [entry["field"] for entry in passport["inputs"]] == [column.field for column in told.columns]
    assert passport["target"]["field"] == told.target.field
    assert passport["parity"]["label_flips"] == 0
    assert passport["parity"]["max_difference"] <= passport["parity"]["tolerance"]
    assert any(check["name"].startswith("API") for check in passport["parity"]["checks"])
    assert passport["metrics"]["primary"] in {value["name"] for value in passport["metrics"]["values"]}
    assert sum(entry["chosen"] for entry in passport["model"]["candidates"]) == 1


def test_the_file_takes_the_contracts_columns(published: Path) -> None:
    file = File((published / "v1" / "model.onnx").read_bytes())
    assert set(file.inputs) == set(encoding_of(contract().schema).inputs)


def test_golden_rows_keep_the_contract(published: Path) -> None:
    lines = read_golden((published / "v1" / "golden.jsonl").read_text(encoding="utf-8"))
    assert len(lines) >= 100
    for line in lines:
        contract().schema.model_validate(line["row"])


def test_the_sketch_holds_no_row(published: Path) -> None:
    reference = json.loads((published / "v1" / "reference.json").read_text(encoding="utf-8"))
    assert set(reference["features"]) == {column.field for column in contract().columns}
    assert len(reference["background"]) == 50


def test_going_back_to_a_version_and_to_none(published: Path) -> None:
    with pytest.raises(CannotPublish, match="no version 'v7'. Published: v1"):
        publish.use("v7", published)
    publish.use("v1", published)
    assert publish.current(published).name == "v1"
    assert publish.next_version(published) == "v2"


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), publish.building(tmp_path) as folder:
        (folder / "model.onnx").write_bytes(b"half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_a_killed_training_are_cleared(tmp_path: Path) -> None:
    (tmp_path / ".building-999999999-x").mkdir()
    with publish.building(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_drawn_rows_are_the_same_each_time() -> None:
    one, other = own_table(), make.synthetic_table(300)[0]
    if not (publish.ARTIFACTS / "current").exists():
        assert np.array_equal(one.target, other.target)
    assert len(one) == len(other) == 300
