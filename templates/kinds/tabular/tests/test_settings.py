"""settings.json: which metric counts, and how rows are held out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn import metrics as sk
from tables import SHOP, SPENDING, shop, write

from contract.cells import Cells
from publishing.errors import CannotPublish
from training.data import load
from training.estimators import candidates
from training.metrics import METRICS, Decision, Said, chosen
from training.model import train
from training.settings import Settings, settings
from training.source import Source
from training.split import Split
from training.threads import steady


def said(tmp_path: Path, told: Any) -> Settings:
    """What training reads from a file that says this."""
    path = tmp_path / "settings.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return settings(path)


def test_settings_are_read_and_none_are_the_usual_ones(tmp_path: Path) -> None:
    by_time = {"metric": "mae", "split": {"by": "time", "column": "day"}}
    assert said(tmp_path, by_time) == Settings("mae", "time", "day")
    assert settings(tmp_path / "none.json") == said(tmp_path, {}) == Settings()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("{", "is no JSON"),
        ([], "holds no object"),
        ({"metrics": "mae"}, "does not know.*Did you mean 'metric'"),
        ({"split": {"by": "month"}}, '"month", expected one of random, time, group'),
        ({"split": {"by": "group"}}, "no split.column says which column holds the group"),
    ],
)
def test_a_mistake_in_the_settings_is_said(tmp_path: Path, told: Any, words: str) -> None:
    with pytest.raises(CannotPublish, match=words):
        said(tmp_path, told)


def test_an_unknown_column_is_told_with_the_nearest(tmp_path: Path) -> None:
    names = [*(expected.name for expected in SHOP.features), "returned", "customer"]
    file = write(tmp_path / "shop.csv", [dict.fromkeys(names, 1)])
    with pytest.raises(CannotPublish, match="no column 'custommer'. Did you mean 'customer'") as caught:
        load(Source(file), SHOP, "custommer", Cells())
    assert "training/settings.json" in caught.value.hint


def test_metrics_that_do_not_exist_or_do_not_fit_are_refused() -> None:
    with pytest.raises(CannotPublish, match="no metric 'rocauc'. Did you mean 'roc_auc'") as caught:
        chosen("rocauc", 2)
    assert "pr_auc, f1, accuracy" in caught.value.hint
    with pytest.raises(CannotPublish, match="roc_auc judges two classes, but one of 5 classes"):
        chosen("roc_auc", 5)
    with pytest.raises(CannotPublish, match="mae judges numbers, but one of 2 classes"):
        chosen("mae", 2)
    assert chosen("auto", 2, np.array([0.999, 0.001])).name == "pr_auc"
    assert [chosen("auto", k, None).name for k in (2, 3, None)] == ["roc_auc", "accuracy", "rmse"]


def test_figures_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    target, p = random.integers(0, 2, 300), random.uniform(0.01, 0.99, 300).round(2)
    answers = Said(np.column_stack([1 - p, p]), Decision(1, 0.4))
    label = (p >= 0.4).astype(int)
    expected = {
        "roc_auc": sk.roc_auc_score(target, p),
        "pr_auc": sk.average_precision_score(target, p),
        "f1": sk.f1_score(target, label),
        "precision": sk.precision_score(target, label),
        "recall": sk.recall_score(target, label),
        "accuracy": sk.accuracy_score(target, label),
        "balanced_accuracy": sk.balanced_accuracy_score(target, label),
        "f1_macro": sk.f1_score(target, label, average="macro"),
        "log_loss": sk.log_loss(target, p),
        "brier": sk.brier_score_loss(target, p),
    }
    assert {name: METRICS[name].measure(target, answers) for name in expected} == pytest.approx(expected)
    truth, answer = random.lognormal(size=300), random.lognormal(size=300)
    numbers = {
        "rmse": sk.root_mean_squared_error(truth, answer),
        "mae": sk.mean_absolute_error(truth, answer),
        "r2": sk.r2_score(truth, answer),
        "rmsle": sk.root_mean_squared_log_error(truth, answer),
    }
    heard = Said(answer.reshape(-1, 1), Decision())
    assert {name: METRICS[name].measure(truth, heard) for name in numbers} == pytest.approx(numbers)


@pytest.mark.parametrize("name", ["f1", "log_loss", "balanced_accuracy"])
def test_the_owners_metric_decides(name: str) -> None:
    with steady(600):
        model = train(shop(), SHOP, lambda *_: None, candidates(SHOP.task)[:1], Settings(metric=name))
    assert model.question.metric.name == name
    score = next(entry["score"] for entry in model.compared)
    assert 0 < score < 0.7 if name == "log_loss" else 0.7 < score <= 1


# ── how rows are held out ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "write_day",
    [
        lambda n: f"2024-{1 + n // 28:02}-{1 + n % 28:02}",
        lambda n: f"{1 + n % 28:02}.{1 + n // 28:02}.2024",
        str,
    ],
    ids=["ISO", "dotted", "numbers"],
)
def test_by_time_the_latest_fifth_is_held_out_and_folds_look_back(write_day: Any) -> None:
    order = np.random.default_rng(0).permutation(300)
    texts = np.array([write_day(int(n)) for n in order], dtype=object)
    split = Split.of("time", "day", texts, Cells())
    learned, held = split.held_out(np.zeros(300), None)
    assert len(held) == 60 and order[learned].max() < order[held].min()
    folds = list(split.folds(np.zeros(300), None))
    assert len(folds) == 5
    assert all(order[before].max() < order[after].min() for before, after in folds)


def test_rows_of_one_moment_stay_together() -> None:
    years = np.repeat([str(year) for year in range(2015, 2022)], 40).astype(object)
    learned, held = Split.of("time", "year", years, Cells()).held_out(np.zeros(280), None)
    assert set(years[held]) == {"2021"} and "2021" not in set(years[learned])


def test_by_group_nobody_is_on_both_sides() -> None:
    names = np.random.default_rng(0).choice([f"customer {n}" for n in range(60)], 600).astype(object)
    names[::50] = ""
    split = Split.of("group", "customer", names, Cells())
    target = shop().target
    for one, other in [split.held_out(target, 2), *split.folds(target, 2)]:
        assert not set(names[one]) & set(names[other]) - {""}
        assert 0.1 < len(other) / 600 < 0.3
        assert set(target[one]) == set(target[other]) == {0, 1}


def test_days_that_could_be_months_are_asked_about() -> None:
    texts = np.array([f"{1 + n % 12:02}/{1 + n // 12:02}/2024" for n in range(120)], dtype=object)
    with pytest.raises(CannotPublish, match="can be read as %d/%m/%Y and as %m/%d/%Y"):
        Split.of("time", "day", texts, Cells())
    told = Cells(columns={"day": {"dateFormat": "%m/%d/%Y"}})
    assert Split.of("time", "day", texts, told).keys is not None


def test_words_are_no_time_and_one_value_parts_nothing() -> None:
    with pytest.raises(CannotPublish, match="'city' holds no days, moments or numbers: found 'Köln'"):
        Split.of("time", "city", np.array(["Köln"] * 20, dtype=object), Cells())
    with pytest.raises(CannotPublish, match="one and the same value"):
        Split.of("group", "shop", np.array(["corner"] * 20, dtype=object), Cells())


@pytest.mark.parametrize("by", ["time", "group"])
def test_a_model_is_trained_and_says_how_it_was_judged(by: str) -> None:
    beside = np.array([str(n // 10) for n in range(600)], dtype=object)
    table = replace(shop(told=SPENDING), beside=beside)
    with steady(600):
        told = Settings(by=by, column="week")
        model = train(table, SPENDING, lambda *_: None, candidates(SPENDING.task)[:1], told)
    assert (model.split.by, model.split.column) == (by, "week")
    assert not set(model.train.beside.tolist()) & set(model.test.beside.tolist())  # type: ignore[union-attr]
    assert "`week`" in model.notes[0]
