"""Who is let in: every route with no key, a wrong one, one of another scope, a revoked one; cookies; too much at a time."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from serving.app import create_app
from serving.errors import CannotServe
from serving.settings import ROOT, Settings
from tests.running import last_word, start

KEYS = {
    "reader": "predict",
    "auditor": "history",
    "owner": "admin",
}
EVERYONE = {"/healthz", "/readyz", "/api/v1/session"}
HISTORY = {
    ("GET", "/api/v1/predictions"),
    ("GET", "/api/v1/predictions/{id}"),
    ("POST", "/api/v1/feedback/batch"),
    ("GET", "/api/v1/feedback/summary"),
}
ADMIN = {("GET", "/metrics")}


def entry(name: str, scopes: str) -> str:
    """A key whose secret is its name and an exclamation mark, as API_KEYS holds it."""
    return f"{name}:{scopes}:{hashlib.sha256(f'{name}!'.encode()).hexdigest()}"


def closed(folder: Path, **more: object) -> Settings:
    return Settings.model_validate(
        {
            "app_env": "production",
            "api_keys": ";".join(entry(name, scopes) for name, scopes in KEYS.items()),
            "database": folder / "predictions.sqlite3",
            "log_level": "error",
            "rate_limit": "off",
        }
        | more
    )


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(create_app(closed(tmp_path_factory.mktemp("door")))) as client:
        yield client


def bearer(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {name}!"}


def routes(client: TestClient) -> list[tuple[str, str]]:
    found = [route for route in client.app.routes if isinstance(route, APIRoute)]  # type: ignore[attr-defined]
    pairs = [(method, route.path) for route in found for method in sorted(route.methods)]
    return [*pairs, ("GET", "/openapi.json")]


def wants(method: str, path: str) -> str:
    if path in EVERYONE:
        return "open"
    if (method, path) in ADMIN:
        return "admin"
    return "history" if (method, path) in HISTORY else "predict"


def test_every_route_lets_in_whom_it_should_and_nobody_else(door: TestClient) -> None:
    wrong = []
    for method, path in routes(door):
        asked = path.replace("{id}", "01J9")
        wanted = wants(method, path)
        for who in (None, "stranger", *KEYS):
            status = door.request(method, asked, headers=bearer(who) if who else {}).status_code
            scope = KEYS.get(who or "")
            if wanted == "open":
                expected = "in"
            elif scope is None:
                expected = "401"
            else:
                expected = "in" if scope in (wanted, "admin") else "403"
            found = "in" if status not in (401, 403) else str(status)
            if asked == "/api/v1/session" and found == "401":
                found = "in"  # its own answer to a key that is not known
            if found != expected:
                wrong.append((method, path, who, expected, status))
    assert wrong == []


def test_what_no_rule_names_is_the_owners(door: TestClient) -> None:
    for path in ("/api/v1/whatever", "/api/v2/predict", "/metrics/x", "/redoc"):
        assert door.get(path, headers=bearer("reader")).status_code == 403, path


def test_the_api_is_not_explained_to_the_world(door: TestClient) -> None:
    assert "swagger" not in door.get("/docs", headers=bearer("owner")).text.lower()
    assert door.get("/openapi.json").status_code == 401


def test_the_page_itself_is_there_for_everyone(door: TestClient) -> None:
    assert door.get("/").status_code != 401
    assert door.get("/history/01J9").status_code != 401


def test_a_refusal_is_a_problem_that_says_the_way_out(door: TestClient) -> None:
    refused = door.get("/api/v1/model")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["www-authenticate"] == "Bearer"
    assert "Authorization: Bearer" in refused.json()["detail"]
    assert "history" in door.get("/api/v1/predictions", headers=bearer("reader")).json()["detail"]


def test_a_revoked_key_is_a_stranger(tmp_path: Path) -> None:
    settings = closed(tmp_path, api_keys=entry("owner", "admin"))
    with TestClient(create_app(settings)) as client:
        assert client.get("/api/v1/model", headers=bearer("owner")).status_code == 200
        assert client.get("/api/v1/model", headers=bearer("reader")).status_code == 401


def test_answers_are_kept_with_the_name_of_the_key(door: TestClient) -> None:
    kept = door.get("/api/v1/predictions", headers=bearer("auditor"))
    assert kept.status_code == 200
    assert {item["actor"] for item in kept.json()["items"]} <= set(KEYS)


def test_signing_in_gives_a_cookie_that_no_script_and_no_other_site_can_use(door: TestClient) -> None:
    signed_in = door.post("/api/v1/session", json={"key": "owner!"})
    cookie = signed_in.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    try:
        assert door.get("/api/v1/session").json()["name"] == "owner"
        assert door.get("/api/v1/model").status_code == 200
        foreign = {"Origin": "https://evil.example"}
        for headers in ({}, foreign, {"Origin": "null"}):
            assert door.post("/api/v1/predict", json={}, headers=headers).status_code == 403
        assert (
            door.post("/api/v1/predict", json={}, headers={"Origin": "http://testserver"}).status_code == 422
        )
        assert door.delete("/api/v1/session", headers=foreign).status_code == 403
        assert door.delete("/api/v1/session", headers={"Origin": "http://testserver"}).status_code == 204
    finally:
        door.cookies.clear()
    assert door.post("/api/v1/session", json={"key": "nonsense"}).status_code == 401


def test_too_many_requests_are_refused_and_others_are_not(tmp_path: Path) -> None:
    with TestClient(create_app(closed(tmp_path, rate_limit="3/hour"))) as client:
        codes = [client.get("/api/v1/model", headers=bearer("reader")).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
        assert client.get("/api/v1/model", headers=bearer("owner")).status_code == 200
        assert client.get("/healthz").status_code == 200
        refused = client.get("/api/v1/model", headers=bearer("reader"))
        assert int(refused.headers["retry-after"]) > 0


def test_guessing_keys_is_limited_too(tmp_path: Path) -> None:
    with TestClient(create_app(closed(tmp_path, rate_limit="3/hour"))) as client:
        codes = [client.post("/api/v1/session", json={"key": f"guess {n}"}).status_code for n in range(4)]
        assert codes == [401, 401, 401, 429]


def test_above_its_queue_limit_the_server_says_so_at_once(door: TestClient) -> None:
    service = door.app.state.service  # type: ignore[attr-defined]
    service.load.taken = lambda: 10_000
    try:
        shed = door.get("/api/v1/model", headers=bearer("owner"))
        assert shed.status_code == 503 and shed.headers["retry-after"] == "1"
        assert door.get("/healthz").status_code == 200
    finally:
        service.load.taken = lambda: 0


def test_a_server_is_called_by_its_own_names_only(tmp_path: Path) -> None:
    with TestClient(create_app(closed(tmp_path, trusted_hosts="model.example"))) as client:
        assert client.get("/").status_code == 400
        assert client.get("/", headers={"Host": "model.example:8443"}).status_code != 400
        assert client.get("/healthz").status_code == 200


def test_every_answer_tells_the_browser_what_it_may_not_do(door: TestClient) -> None:
    for path in ("/", "/healthz", "/api/v1/model", "/no.such.file"):
        headers = door.get(path).headers
        assert "script-src 'self';" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path


def test_files_outside_the_page_cannot_be_reached(door: TestClient) -> None:
    secret = (ROOT / "product.json").read_text(encoding="utf-8")
    for path in (
        "/../../product.json",
        "/..%2f..%2fproduct.json",
        "/assets/..%2f..%2f..%2fproduct.json",
        "//product.json",
    ):
        assert secret not in door.get(path).text


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"APP_ENV": "production"}, "npm run keys"),
        ({"AUTH": "keys"}, "API_KEYS"),
        ({"API_KEYS": "web:predict:nohash"}, "web"),
        ({"API_KEYS": f"{entry('a', 'predict')};{entry('a', 'admin')}"}, "twice"),
        ({"API_KEYS": entry("web", "everything")}, "everything"),
        ({"RATE_LIMIT": "many"}, "600/minute"),
    ],
)
def test_settings_that_cannot_be_are_told_without_a_secret(environment: dict[str, str], told: str) -> None:
    with pytest.raises(CannotServe) as raised:
        Settings.from_environment(environment)
    assert told in str(raised.value)
    assert hashlib.sha256(b"a!").hexdigest() not in str(raised.value)
    assert hashlib.sha256(b"web!").hexdigest() not in str(raised.value)


def test_in_production_it_does_not_start_open_by_mistake() -> None:
    code, word = last_word(start(APP_ENV="production", AUTH=""))
    assert code == 3 and "npm run keys" in word["text"]
