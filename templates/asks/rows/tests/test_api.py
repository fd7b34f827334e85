"""The API as a client sees it: an answer, why, and both again by their id."""

import json
import math
import os
import re
import signal
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from rows import COLUMNS, example
from running import running

from contract.columns import Column
from contract.schema import Features
from serving.answers import CLASSES, TASK
from serving.prediction_log import PredictionLog
from serving.stores.sqlite import SqliteStore


def predict(client: TestClient, row: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/api/v1/predict", json=row)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_the_example_is_answered(client: TestClient) -> None:
    answer = predict(client, example())
    assert answer["model_version"] == client.get("/api/v1/model").json()["version"]
    if TASK == "classification":
        assert answer.keys() == {"id", "prediction", "probabilities", "warnings", "model_version"}
        assert answer["prediction"] in CLASSES
        assert answer["probabilities"].keys() == set(CLASSES)
        assert math.isclose(sum(answer["probabilities"].values()), 1, abs_tol=1e-5)
    else:
        assert answer.keys() == {"id", "prediction", "interval", "warnings", "model_version"}
        assert answer["interval"][0] <= answer["interval"][1]


def test_the_same_row_has_the_same_answer(client: TestClient) -> None:
    one, two = predict(client, example()), predict(client, example())
    assert one.pop("id") != two.pop("id")
    assert one == two


def test_the_label_follows_from_the_threshold(client: TestClient) -> None:
    target = client.get("/api/v1/model").json()["target"]
    if target.get("threshold") is None:
        pytest.skip("the threshold is for two classes")
    answer = predict(client, example())
    is_positive = answer["probabilities"][target["positive"]] >= target["threshold"]
    assert (answer["prediction"] == target["positive"]) == is_positive


def test_the_order_of_the_fields_does_not_matter(client: TestClient) -> None:
    one, two = predict(client, example()), predict(client, dict(reversed(example().items())))
    assert one | {"id": ""} == two | {"id": ""}


def test_a_field_may_be_called_as_in_the_data(client: TestClient) -> None:
    columns = {
        info.json_schema_extra["x-column"]: name
        for name, info in Features.model_fields.items()
        if isinstance(info.json_schema_extra, dict) and "x-column" in info.json_schema_extra
    }
    if not columns:
        pytest.skip("every column is a field's name already")
    named = {field: column for column, field in columns.items()}
    row = {named.get(field, field): value for field, value in example().items()}
    assert predict(client, row) | {"id": ""} == predict(client, example()) | {"id": ""}


def test_an_optional_field_may_be_left_out(client: TestClient) -> None:
    optional = [column.field for column in COLUMNS if column.nullable]
    if not optional:
        pytest.skip("no field is optional")
    without = {field: value for field, value in example().items() if field not in optional}
    nulls = example() | dict.fromkeys(optional)
    assert predict(client, without) | {"id": ""} == predict(client, nulls) | {"id": ""}


def test_a_value_that_training_never_saw_is_answered_with_a_warning(client: TestClient) -> None:
    observed = client.get("/api/v1/model").json()["observed"]
    column = next((c for c in COLUMNS if _beyond(c, observed[c.field]) is not None), None)
    if column is None:
        pytest.skip("the contract takes only what was seen")
    (warning,) = [
        warning
        for warning in predict(client, example() | {column.field: _beyond(column, observed[column.field])})[
            "warnings"
        ]
        if warning["field"] == column.field
    ]
    assert warning["code"] == "outside_observed_range"
    assert (Features.model_fields[column.field].title or column.field) in warning["message"]


def _beyond(column: Column, seen: dict[str, Any]) -> float | None:
    """Return a value that the contract takes and training did not see."""
    if column.type not in ("number", "integer") or seen.get("max") is None:
        return None
    value = math.floor(seen["max"]) + 1
    try:
        Features.model_validate(example() | {column.field: value})
    except ValueError:
        return None
    return value


def test_contributions_add_up_to_the_answer(client: TestClient) -> None:
    answer = predict(client, example())
    why = client.post("/api/v1/explain", json=example()).json()
    assert why.keys() == {"id", "base", "contributions"}
    assert {part["field"] for part in why["contributions"]} == set(Features.model_fields)
    assert {part["field"]: part["value"] for part in why["contributions"]} == example()
    explained = answer["prediction"]
    if TASK == "classification":
        target = client.get("/api/v1/model").json()["target"]
        of = (target.get("positive") or CLASSES[1]) if len(CLASSES) == 2 else answer["prediction"]
        explained = answer["probabilities"][of]
    total = why["base"] + sum(part["contribution"] for part in why["contributions"])
    assert total == pytest.approx(explained, rel=1e-6, abs=1e-6)


def test_an_explanation_is_the_same_every_time(client: TestClient) -> None:
    one, two = (client.post("/api/v1/explain", json=example()).json() for _ in range(2))
    assert one["contributions"] == two["contributions"]


@pytest.mark.parametrize("operation", ["predict", "explain"])
def test_an_answer_is_found_again_by_its_id(client: TestClient, operation: str) -> None:
    answer = client.post(f"/api/v1/{operation}", json=example())
    assert answer.headers["x-request-id"] == answer.json()["id"]
    stored = client.get(f"/api/v1/predictions/{answer.json()['id']}").json()
    assert stored["answer"] == answer.json()
    assert stored["request"] == example()
    assert stored["operation"] == operation
    assert stored["actor"] == "anonymous"


def test_an_id_that_nobody_has_is_a_problem(client: TestClient) -> None:
    answer = client.get("/api/v1/predictions/01J9ZZZZZZZZZZZZZZZZZZZZZZ")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_model_says_what_it_is_and_what_it_saw(client: TestClient) -> None:
    model = client.get("/api/v1/model").json()
    assert [column["field"] for column in model["inputs"]] == list(Features.model_fields)
    assert model["observed"].keys() == set(Features.model_fields)
    assert len(model["hashes"]["model.onnx"].removeprefix("sha256:")) == 64


def test_an_answer_that_is_not_finite_is_a_problem(
    client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    predictor = app.state.service.model
    real = predictor._run
    monkeypatch.setattr(predictor, "_run", lambda arrays: real(arrays) * float("nan"))
    for operation in ("predict", "explain"):
        answer = client.post(f"/api/v1/{operation}", json=example())
        assert answer.status_code == 422
        assert "no finite answer" in answer.json()["detail"]


def ask(url: str, row: dict[str, Any]) -> str:
    request = Request(f"{url}/api/v1/predict", json.dumps(row).encode(), {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        return str(json.load(answer)["id"])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM that a program can catch")
def test_a_server_that_is_stopped_keeps_every_answer(tmp_path: Path) -> None:
    with running(DATABASE=str(tmp_path / "log.sqlite3")) as server:
        ids = [ask(server.url, example()) for _ in range(20)]
        server.process.terminate()
        server.process.wait(30)
    log = PredictionLog(SqliteStore(tmp_path / "log.sqlite3"))
    assert all(log.find(one) for one in ids)
    log.close()


def test_a_server_that_is_killed_keeps_what_was_written(tmp_path: Path) -> None:
    with running(DATABASE=str(tmp_path / "log.sqlite3")) as server:
        kept = ask(server.url, example())
        with urlopen(f"{server.url}/api/v1/predictions/{kept}") as stored:  # a read writes what waits
            assert json.load(stored)["id"] == kept
        ask(server.url, example())
        server.process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        server.process.wait(30)
    log = PredictionLog(SqliteStore(tmp_path / "log.sqlite3"))
    assert log.trouble is None
    assert log.find(kept)
    log.close()


@pytest.mark.parametrize("asked_for", [False, True])
def test_log_lines_carry_the_id_and_values_only_if_asked(asked_for: bool) -> None:
    with running(LOG_VALUES=str(asked_for)) as server:
        answered = ask(server.url, example())
        assert server.process.stderr
        lines = (json.loads(line) for line in server.process.stderr)
        line = next(line for line in lines if line.get("id") == answered)
    assert line["status"] == 200
    assert ("request" in line, "answer" in line) == (asked_for, asked_for)


def test_ids_are_ulids(client: TestClient) -> None:
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", predict(client, example())["id"])
