"""A change of the contract that the artifact cannot serve is said at start, with the command to run."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from running import last_word, start

from serving import kind
from serving.answers import TASK
from serving.artifact import open_artifact
from serving.artifact_words import MAKE
from serving.errors import CannotServe
from serving.predictor import Predictor
from serving.settings import ROOT, Settings

Passport = dict[str, Any]


def served(folder: Path, change: Callable[[Passport], object]) -> Predictor:
    """Serve this product's artifact as if it had been trained on a contract that differs by a change."""
    copy = shutil.copytree(open_artifact(Settings()).folder, folder / "v1")
    passport = json.loads((copy / "passport.json").read_text(encoding="utf-8"))
    change(passport)
    (copy / "passport.json").write_text(json.dumps(passport), encoding="utf-8")
    return kind.open_model(Settings(artifact_dir=copy))


def retype(passport: Passport) -> None:
    column = passport["inputs"][0]
    column["type"] = "boolean" if column["type"] != "boolean" else "text"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda passport: passport["inputs"].pop(0), "is new"),
        (
            lambda passport: passport["inputs"].append(passport["inputs"][0] | {"field": "no_longer"}),
            "'no_longer' is gone",
        ),
        (retype, " now"),
        (lambda passport: passport["target"].update(field="another"), "the target is"),
        (
            lambda passport: passport.update(
                task="regression" if TASK == "classification" else "classification"
            ),
            "makes it a",
        ),
    ],
    ids=["new field", "field gone", "field retyped", "another target", "another task"],
)
def test_a_change_that_cannot_be_served_stops_the_start(
    tmp_path: Path, change: Callable[[Passport], object], said: str
) -> None:
    with pytest.raises(CannotServe) as refused:
        served(tmp_path, change)
    assert said in str(refused.value)
    assert MAKE in str(refused.value)


def started_on(folder: Path, appended: str) -> "subprocess.Popen[str]":
    """Start this product with some lines added to its contract."""
    for name in ("serving", "contract"):
        shutil.copytree(ROOT / name, folder / name)
    with (folder / "contract" / "schema.py").open("a", encoding="utf-8") as file:
        file.write(appended)
    return start(cwd=folder, ARTIFACT_DIR=str(open_artifact(Settings()).folder))


def test_a_new_field_is_said_at_start_with_the_command_to_run(tmp_path: Path) -> None:
    process = started_on(tmp_path, "\nclass Features(Features):\n    brand_new: float = 0.0\n")
    code, said = last_word(process)
    assert code == 3
    assert "'brand_new' is new" in said["text"] and MAKE in said["text"]


def test_a_mistake_in_the_contract_is_said_with_its_line(tmp_path: Path) -> None:
    code, said = last_word(started_on(tmp_path, "\nclass Features(Nothing):\n    pass\n"))
    assert code == 3
    assert re.search(r"contract/schema.py, line \d+: name 'Nothing' is not defined", said["text"])


@pytest.mark.skipif(TASK == "regression", reason="a value has no classes")
def test_another_class_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(CannotServe, match="classes are"):
        served(tmp_path, lambda passport: passport["target"]["classes"].append("a class of its own"))


def test_a_value_that_was_added_to_a_choice_is_served(tmp_path: Path) -> None:
    column = next((c for c in open_artifact(Settings()).passport["inputs"] if c.get("categories")), None)
    if column is None:
        pytest.skip("no field is a choice")

    def take_away(passport: Passport) -> None:
        mine = next(c for c in passport["inputs"] if c["field"] == column["field"])
        mine["categories"] = mine["categories"][1:]

    (note,) = served(tmp_path, take_away).notes
    assert column["field"] in note and column["categories"][0] in note


def test_a_label_a_limit_or_an_optional_field_needs_no_training(tmp_path: Path) -> None:
    def was_required(passport: Passport) -> None:
        for column in passport["inputs"]:
            column["nullable"] = not column["nullable"]

    assert served(tmp_path, was_required).notes == []
