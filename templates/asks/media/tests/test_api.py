"""This product's API as a client sees it: an answer, the same again, and both by their id."""

import json
from pathlib import Path

import pytest
from asked import example
from fastapi.testclient import TestClient

from contract.schema import STEPS, Prediction
from serving.settings import ROOT

PREDICT = "/api/v1/predict"


def test_a_question_is_answered(client: TestClient) -> None:
    response = client.post(PREDICT, json=example(client))
    assert response.status_code == 200, response.text
    found = response.json()
    assert found["task"] == STEPS.task
    assert found["model_version"] == client.get("/api/v1/model").json()["version"]
    assert found["id"] == response.headers["x-request-id"]
    part = {name: found[name] for name in Prediction.model_fields if name in found}
    Prediction.model_validate(part)


def test_the_same_question_has_the_same_answer(client: TestClient) -> None:
    one, two = (client.post(PREDICT, json=example(client)).json() for _ in range(2))
    assert one.pop("id") != two.pop("id")
    assert one == two


def test_an_answer_is_found_by_its_id_and_judged(client: TestClient) -> None:
    found = client.post(PREDICT, json=example(client)).json()
    stored = client.get(f"/api/v1/predictions/{found['id']}").json()
    assert stored["answer"] == found
    said = client.post(f"/api/v1/predictions/{found['id']}/feedback", json={"correct": True})
    assert said.status_code == 200, said.text
    assert (
        client.get("/api/v1/predictions", params={"feedback": "right"}).json()["items"][0]["id"]
        == found["id"]
    )


def test_it_is_explained_or_told_why_not(client: TestClient) -> None:
    response = client.post("/api/v1/explain", json=example(client))
    assert response.status_code in (200, 404), response.text
    if response.status_code == 404:
        assert STEPS.task in response.json()["detail"]
    else:
        assert {"label", "base"} <= response.json().keys()


def test_the_artifacts_own_questions_have_the_answers_it_was_published_with(client: TestClient) -> None:
    """What `golden.jsonl` holds was answered when the artifact was made; the API still answers so."""
    version = (ROOT / "artifacts" / "current").read_text(encoding="utf-8").strip()
    file: Path = ROOT / "artifacts" / version / "golden.jsonl"
    if not file.exists() or STEPS.answers_with != "labels":
        pytest.skip("no golden answers with labels")
    labels = client.get("/api/v1/model").json()["labels"]
    for line in file.read_text(encoding="utf-8").splitlines():
        golden = json.loads(line)
        answer = client.post(PREDICT, json=golden["asked"]).json()
        scores = dict(enumerate(golden["answered"]["scores"][0]))
        for one in answer["predictions"]:
            place = labels.index(one["label"]) if labels else int(one["label"].removeprefix("class "))
            assert one["score"] == pytest.approx(scores[place], abs=1e-5)


def test_the_described_example_is_answered(client: TestClient) -> None:
    body = client.get("/openapi.json").json()["paths"][PREDICT]["post"]["requestBody"]
    described = body["content"]["application/json"].get("example")
    if described is None:
        pytest.skip("no golden question is short enough")
    assert client.post(PREDICT, json=described).status_code == 200
