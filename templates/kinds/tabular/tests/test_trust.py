"""What a version says about itself: whether it learned anything, where it is weak, and how far to believe it."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tables import SHOP, SPENDING, file_of, gate, shop, trained

from training import plots
from training.alone import baseline, best_column
from training.data import Table
from training.estimators import candidates
from training.expected import Contract
from training.judge import coverage, interval, judged
from training.learning import words
from training.measure import measured
from training.metrics import METRICS, Decision, Said
from training.model import Trained, train
from training.threads import steady
from training.verdict import leak, verdict
from training.weak import weak

RANDOM = np.random.default_rng(5)


def linear(table: Table, told: Contract) -> Trained:
    """The linear model of a table."""
    with steady(len(table)):
        return train(table, told, lambda *_: None, candidates(told.task)[:1])


def noise(told: Contract) -> Table:
    """A shop where nothing goes along with the answer."""
    table = shop(told=told)
    return replace(table, target=np.random.default_rng(1).permutation(table.target))


@pytest.mark.parametrize("told", [SHOP, SPENDING], ids=["classes", "number"])
def test_a_model_that_learned_nothing_says_so(told: Contract) -> None:
    found = verdict(model := linear(noise(told), told), baseline(model), best_column(model))
    assert not found["beats_baseline"] and "not clearly better than always" in found["words"]
    found = verdict(model := trained(told, 0), baseline(model), best_column(model))
    assert found == {"beats_baseline": True, "beats_best_column": True, "words": None}


def test_a_model_that_is_one_column_says_so() -> None:
    wrong = np.random.default_rng(0).random(600) < 0.2
    table = shop()
    model = linear(replace(table, target=((table.values["height"] > 10) ^ wrong).astype(np.int64)), SHOP)
    found = verdict(model, baseline(model), best_column(model))
    assert found["beats_baseline"] and "not clearly better than height alone" in found["words"]
    assert leak(model, baseline(model), best_column(model)) is None


@pytest.mark.parametrize("told", [SHOP, SPENDING], ids=["classes", "number"])
def test_a_column_that_carries_the_score_is_named(told: Contract) -> None:
    table = shop(told=told)
    values = table.values | {"height": table.target + np.random.default_rng(0).normal(0, 0.05, 600)}
    model = linear(replace(table, values=values), told)
    found = leak(model, baseline(model), best_column(model))
    assert found and found["field"] == "height" and "--exclude" in found["words"]
    assert leak(trained(told, 0), baseline(trained(told, 0)), best_column(trained(told, 0))) is None


def spoilt(told: Contract, field: str) -> Trained:
    """A model of 1,500 baskets whose answers are wild where a column says so, or nowhere."""
    table = shop(1_500, told)
    city, height = table.values["city"], table.values["height"]
    where = {"city": city == "Bonn", "height": np.isnan(height), "": np.zeros(1_500, dtype=bool)}[field]
    draw = np.random.default_rng(2)
    wild = draw.integers(0, 2, 1_500) if told.classes else table.target + draw.normal(0, 90, 1_500)
    return linear(replace(table, target=np.where(where, wild, table.target)), told)


@pytest.mark.parametrize("told", [SHOP, SPENDING], ids=["classes", "number"])
def test_a_weak_group_is_said_in_words_and_noise_is_not(told: Contract) -> None:
    found = weak(spoilt(told, "city"))
    assert found["words"][0].startswith("Where City is Bonn, it is ")
    one = found["slices"][0]
    assert one["field"] == "city" and one["rows"] >= 30 and one["low"] <= one["value"] <= one["high"]
    for seed in range(5):
        model = trained(told, 0)
        target = np.random.default_rng(seed).permutation(model.test.target)
        nothing = replace(
            model, test=replace(model.test, target=target), answers=np.zeros_like(model.answers)
        )
        assert weak(nothing)["slices"] == []


def test_the_range_holds_on_rows_that_had_no_part_in_it() -> None:
    model = trained(SPENDING, 0)
    told = coverage(model, interval(model))
    assert told["rows"] == len(model.test) == 120
    assert told["low"] <= 0.9 <= told["high"] and 0.8 < told["measured"] < 1


def test_few_rare_rows_are_not_called_certain() -> None:
    target = np.array([1] * 4 + [0] * 996)
    p = target * 0.8 + 0.1
    figures = measured(target, Said(np.column_stack([1 - p, p]), Decision(1, 0.5)), METRICS["pr_auc"])
    ranges = {one["name"]: (one["value"], one["low"]) for one in figures}
    assert ranges["recall"][0] == ranges["roc_auc"][0] == 1
    assert all(ranges[name][1] < 0.6 for name in ("recall", "roc_auc", "pr_auc", "f1"))


def test_the_learning_curve_says_whether_more_rows_would_help() -> None:
    def points(*scores: float) -> list[dict[str, Any]]:
        return [{"rows": 100 * 2**n, "score": score, "sd": 0.005} for n, score in enumerate(scores)]

    assert "would probably help" in words(points(0.6, 0.7, 0.8), True, 400)
    assert "would hardly help" in words(points(0.8, 0.81, 0.811), True, 400)
    assert "would probably help" in words(points(9.0, 7.0, 5.0), False, 400)
    assert "10,000" in words(points(9.0, 7.0, 5.0), False, 10_000)
    assert "too few" in words(points(0.6), True, 100)


@pytest.mark.parametrize(("told", "number"), [(SHOP, 1), (SPENDING, 0)], ids=["classes", "number"])
def test_plots_are_whole_and_tell_their_figures_in_words(told: Contract, number: int) -> None:
    quality = judged(trained(told, number))
    drawn = plots.drawn(quality, 'A "label" & <more>')
    assert {"plots/importance.svg", "plots/learning.svg"} < set(drawn)
    assert ("plots/confusion.svg" in drawn) == bool(told.classes) != ("plots/residuals.svg" in drawn)
    for content in drawn.values():
        root = ET.fromstring(content)
        name = "{http://www.w3.org/2000/svg}"
        assert root.find(f"{name}title") is not None and (root.find(f"{name}desc").text or "")  # type: ignore[union-attr]
        assert b"prefers-color-scheme" in content and not re.search(
            rb"nan|inf\b", content.split(b"</style>")[1]
        )
    assert [point["rows"] for point in quality["learning"]["points"]] == sorted(
        point["rows"] for point in quality["learning"]["points"]
    )


# ── awkward targets and columns, exactly through the file ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("zeros", [False, True])
def test_a_skewed_target_is_learned_as_its_logarithm_which_the_file_undoes(zeros: bool) -> None:
    table = shop(told=SPENDING)
    target = np.exp(table.target / 15)
    target[:: 7 if zeros else 10_000] *= 0.0 if zeros else 1.0
    with steady(600):
        model = train(replace(table, target=target), SPENDING, lambda *_: None)
    assert sum("logarithm" in entry["name"] for entry in model.compared) == 2
    assert zeros or model.candidate.transform == "log"
    log = next(c for c in candidates_of(model) if c.transform)
    with steady(600):
        model = train(replace(table, target=target), SPENDING, lambda *_: None, [log])
    assert model.answers.min() >= 0
    gate(model, file_of(model)).judge()


def candidates_of(model: Trained) -> list[Any]:
    """The candidates that were compared for numbers, logarithms included."""
    from training.estimators import logarithmic

    known = candidates(model.contract.task)
    return [*known, *(logarithmic(candidate, True) for candidate in known)]


@pytest.mark.parametrize("number", [0, 1])
def test_many_values_and_several_classes_go_exactly_through_the_file(number: int) -> None:
    table = shop(told=SEVERAL)
    random = np.random.default_rng(4)
    names = np.array([f"shop {place}" for place in random.integers(0, 150, 600)], dtype=object)
    names[::19] = ""
    kind = {name: random.integers(0, 3) for name in np.unique(names)}
    target = np.array([kind[name] for name in names])
    with steady(600):
        table = replace(table, values=table.values | {"shop": names}, target=target)
        model = train(table, SEVERAL, lambda *_: None, [candidates(SEVERAL.task, 3)[number]])
    gate(model, file_of(model)).judge()
    assert (model.decision.labels(model.answers) == model.test.target).mean() > 0.6


def test_hundreds_of_classes_have_a_model_that_fits_in_a_file() -> None:
    several = Contract(
        SHOP.schema, SHOP.features, replace(SHOP.target, column=replace(SHOP.target.column, categories=MANY))
    )
    table = shop(1_200)
    target = np.arange(1_200) % len(MANY)
    values = table.values | {"amount": target + RANDOM.normal(0, 0.1, 1_200), "height": target % 7.0}
    with steady(1_200):
        model = train(replace(table, values=values, target=target), several, lambda *_: None)
    assert model.candidate.name == "linear discriminant"
    content = file_of(model)
    gate(model, content).judge()
    assert len(content) < 1_000_000


MANY = tuple(f"class {number:03}" for number in range(300))
SEVERAL = Contract(
    SHOP.schema,
    SHOP.features,
    replace(SHOP.target, column=replace(SHOP.target.column, categories=("a", "b", "c"))),
)
