"""Health, metrics, ids, and the API's own description."""

import re

from fastapi.testclient import TestClient


def test_it_is_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready"
    assert ready["model_version"] == client.get("/api/v1/model").json()["version"]


def test_without_a_model_it_is_alive_but_not_ready() -> None:
    from serving.app import create_app
    from serving.settings import Settings

    client = TestClient(create_app(Settings(database=None), with_model=False))
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_requests_are_counted_by_route(client: TestClient) -> None:
    client.get("/api/v1/predictions/nobody")
    text = client.get("/metrics").text
    assert 'http_requests_total{method="GET",route="/api/v1/predictions/{id}",status="404"}' in text
    assert "http_request_duration_seconds_bucket" in text
    assert "model_info" in text


def test_every_answer_has_an_id_of_its_own(client: TestClient) -> None:
    ids = {
        client.get(path).headers["x-request-id"] for path in ("/healthz", "/healthz", "/", "/api/v1/nothing")
    }
    assert len(ids) == 4


def test_a_problem_carries_the_id_of_its_answer(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["instance"] == answer.json()["id"] == answer.headers["x-request-id"]


def test_a_wrong_method_is_told_the_right_one(client: TestClient) -> None:
    answer = client.put("/healthz")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["detail"] == "PUT is not possible here; possible: GET."
    assert client.put("/api/v1/session").headers["allow"] == "DELETE, GET, POST"


def test_the_description_and_its_page_are_there(client: TestClient) -> None:
    assert client.get("/docs").status_code == 200
    document = client.get("/openapi.json").json()
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert {"Features", "Prediction", "Problem"} <= document["components"]["schemas"].keys()


def test_the_description_is_read_without_any_other_server(client: TestClient) -> None:
    page = client.get("/docs").text
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)
    named = re.findall(r"""(?:src|href)=["'](/[^"']+)""", page)
    assert len(named) >= 2
    for path in named:
        assert client.get(path).status_code == 200, path


def test_a_defect_is_a_problem_with_an_id_and_without_a_trace(client: TestClient, app, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    def broken() -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(app.state.service.model, "describe", broken)
    answer = client.get("/api/v1/model")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] in answer.json()["detail"]
    assert "secret" not in answer.text
