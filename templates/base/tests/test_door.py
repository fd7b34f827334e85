"""Who is let in: every route with no key, a wrong one, one of another scope, a revoked one; cookies; too much at a time."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route

from serving.app import create_app
from serving.errors import CannotServe
from serving.rate import neighbourhood
from serving.settings import Settings
from tests.running import last_word, start

KEYS = {
    "reader": "predict",
    "auditor": "history",
    "owner": "admin",
}
REVOKED = "leaver"
# What each route wants. A route that stands nowhere here must want "predict", and a new one wants "admin" until
# serving/scopes.py says otherwise: it cannot be forgotten.
EVERYONE = {"/healthz", "/readyz", "/api/v1/session"}
HISTORY = {
    ("GET", "/api/v1/predictions"),
    ("GET", "/api/v1/predictions/{id}"),
    ("POST", "/api/v1/feedback/batch"),
    ("GET", "/api/v1/feedback/summary"),
}
ADMIN = {("GET", "/metrics")}
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


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


def direct(name: str) -> dict[str, str]:
    return {"X-API-Key": f"{name}!"}


def cookie(name: str) -> dict[str, str]:
    return {"Cookie": f"session={name}!", **OWN_PAGE}


def routes(client: TestClient) -> list[tuple[str, str]]:
    found = [route for route in client.app.routes if isinstance(route, Route)]  # type: ignore[attr-defined]
    return [(method, route.path) for route in found for method in sorted(route.methods or ())]


def wants(method: str, path: str) -> str:
    if path in EVERYONE:
        return "open"
    if (method, path) in ADMIN:
        return "admin"
    return "history" if (method, path) in HISTORY else "predict"


def test_every_route_of_the_description_is_in_the_matrix(door: TestClient) -> None:
    document = door.get("/openapi.json", headers=bearer("reader")).json()
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    described = document["paths"]
    operations = {(method.upper(), path) for path, methods in described.items() for method in methods}
    assert operations <= set(routes(door))
    assert len(operations) > 10
    assert set(routes(door)) - operations <= {("GET", "/openapi.json"), ("HEAD", "/openapi.json")}


@pytest.mark.parametrize("presented", [bearer, direct, cookie])
def test_every_route_lets_in_whom_it_should_and_nobody_else(
    door: TestClient, presented: Callable[[str], dict[str, str]]
) -> None:
    wrong = []
    for method, path in routes(door):
        asked = path.replace("{id}", "01J9")
        wanted = wants(method, path)
        for who in (None, "stranger", REVOKED, *KEYS):
            answer = door.request(method, asked, headers=presented(who) if who else {})
            scope = KEYS.get(who or "")
            if wanted == "open":
                expected = "in"
            elif scope is None:
                expected = "401"
            else:
                expected = "in" if scope in (wanted, "admin") else "403"
            found = "in" if answer.status_code not in (401, 403) else str(answer.status_code)
            if found != expected:
                wrong.append((method, path, who, expected, answer.status_code))
            if found != "in":
                assert answer.headers["content-type"] == "application/problem+json", (method, path, who)
    assert wrong == []


def test_a_route_that_nobody_declared_is_the_owners(tmp_path: Path) -> None:
    app = create_app(closed(tmp_path))
    for path in ("/api/v1/new", "/export", "/healthz/more"):
        app.add_api_route(path, lambda: {"told": "everything"}, methods=["GET", "POST"])
    with TestClient(app) as client:
        for path in ("/api/v1/new", "/export", "/healthz/more", "/export%0A"):
            for method in ("GET", "POST"):
                assert client.request(method, path).status_code == 401, path
                assert client.request(method, path, headers=bearer("reader")).status_code == 403, path
            assert "everything" not in client.head(path).text
        assert client.get("/export", headers=bearer("owner")).json() == {"told": "everything"}


def test_what_no_rule_names_is_the_owners(door: TestClient) -> None:
    for path in ("/api/v1/whatever", "/api/v2/predict", "/metrics/x", "/redoc"):
        assert door.get(path, headers=bearer("reader")).status_code == 403, path


def test_the_api_is_not_explained_to_the_world(door: TestClient) -> None:
    assert door.get("/docs", headers=bearer("owner")).status_code == 404
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


def test_a_key_is_revoked_by_taking_it_out(tmp_path: Path) -> None:
    for kept, status in (("owner", 200), ("reader", 401)):
        settings = closed(tmp_path, api_keys=entry(kept, "admin"))
        with TestClient(create_app(settings)) as client:
            assert client.get("/api/v1/model", headers=bearer("owner")).status_code == status
            assert client.get("/api/v1/model", headers=cookie("owner")).status_code == status


@pytest.mark.parametrize(
    "told",
    [
        "Bearer",
        "Bearer ",
        "Bearer \xff\xfe",
        "Basic b3duZXIhOm93bmVyIQ==",
        "owner!",
        "Bearer owner! owner!",
        "Bearer owner",
        "Bearer OWNER!",
        f"Bearer {hashlib.sha256(b'owner!').hexdigest()}",
        "Bearer " + "a" * 50_000,
    ],
)
def test_what_is_almost_a_key_is_none(door: TestClient, told: str) -> None:
    assert door.get("/api/v1/model", headers={"Authorization": told.encode("latin-1")}).status_code == 401


def test_answers_are_kept_with_the_name_of_the_key(door: TestClient) -> None:
    kept = door.get("/api/v1/predictions", headers=bearer("auditor"))
    assert kept.status_code == 200
    assert {item["actor"] for item in kept.json()["items"]} <= set(KEYS)


def test_signing_in_gives_a_cookie_that_no_script_and_no_other_site_can_use(door: TestClient) -> None:
    signed_in = door.post("/api/v1/session", json={"key": " owner!\n"})
    try:
        cookie = signed_in.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie and "secure" not in cookie
        assert door.get("/api/v1/session").json()["name"] == "owner"
        assert door.get("/api/v1/model").status_code == 200
        assert door.delete("/api/v1/session", headers=OWN_PAGE).status_code == 204
        assert door.get("/api/v1/session").json()["name"] is None
        assert door.get("/api/v1/model").status_code == 401
    finally:
        door.cookies.clear()


def test_a_key_that_is_not_known_gives_no_cookie(door: TestClient) -> None:
    refused = door.post("/api/v1/session", json={"key": "nonsense"})
    assert refused.status_code == 401
    assert "set-cookie" not in refused.headers and "nonsense" not in refused.text


@pytest.mark.parametrize("body", ["null", "[]", '{"key": 1}', '{"key": ""}', "{}", '"owner!"', "{", ""])
def test_what_holds_no_key_is_told_so(door: TestClient, body: str) -> None:
    refused = door.post("/api/v1/session", content=body, headers={"Content-Type": "application/json"})
    assert refused.status_code in (400, 422)


@pytest.mark.parametrize("told", [{"Origin": "https://product.example"}, {"X-Forwarded-Proto": "https"}])
def test_behind_tls_the_cookie_never_leaves_it(door: TestClient, told: dict[str, str]) -> None:
    # A test's client has no address: the second is what a proxy that is believed makes of the header.
    base = "https://product.example" if "X-Forwarded-Proto" in told else "http://product.example"
    client = TestClient(door.app, base_url=base)
    signed_in = client.post("/api/v1/session", json={"key": "owner!"}, headers=told)
    assert "secure" in signed_in.headers["set-cookie"].lower()


OTHER_SITES = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver:81"},
    {"Origin": "http://["},
    {"Origin": "testserver"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("told", OTHER_SITES)
def test_another_site_cannot_use_the_cookie(door: TestClient, told: dict[str, str]) -> None:
    signed_in = {"Cookie": "session=owner!"}
    for method, path in routes(door):
        if method in ("POST", "PUT", "PATCH", "DELETE"):
            asked = path.replace("{id}", "01J9")
            assert door.request(method, asked, headers=signed_in | told).status_code == 403, (method, path)
            # A browser that says nothing of where a request comes from is not believed either.
            assert door.request(method, asked, headers=signed_in).status_code == 403, (method, path)


@pytest.mark.parametrize("told", OTHER_SITES)
def test_another_site_cannot_write_into_a_product_without_keys(tmp_path: Path, told: dict[str, str]) -> None:
    with TestClient(create_app(Settings(database=tmp_path / "log.sqlite3", log_level="error"))) as client:
        form = {"file": ("truth.csv", "id,actual\n01J9,x\n", "text/csv")}
        assert client.post("/api/v1/feedback/batch", files=form, headers=told).status_code == 403
        assert client.post("/api/v1/feedback/batch", files=form).status_code == 200
        assert client.post("/api/v1/feedback/batch", files=form, headers=OWN_PAGE).status_code == 200


def test_its_own_page_is_believed_wherever_it_is_called(tmp_path: Path) -> None:
    with TestClient(create_app(closed(tmp_path, trusted_hosts="model.example"))) as client:
        for told in (
            OWN_PAGE,
            {"Origin": "http://model.example"},
            {"Origin": "https://model.example", "Host": "model.example:8443"},
        ):
            headers = {"Cookie": "session=owner!", "Host": "model.example"} | told
            assert client.delete("/api/v1/session", headers=headers).status_code == 204, told


def test_too_many_requests_are_refused_and_others_are_not(tmp_path: Path) -> None:
    with TestClient(create_app(closed(tmp_path, rate_limit="3/hour"))) as client:
        codes = [client.get("/api/v1/model", headers=bearer("reader")).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
        assert client.get("/api/v1/model", headers=bearer("owner")).status_code == 200
        assert client.get("/healthz").status_code == 200
        refused = client.get("/api/v1/model", headers=bearer("reader"))
        assert int(refused.headers["retry-after"]) > 0
        assert "RATE_LIMIT" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
        ("nonsense", "", True),
    ],
)
def test_addresses_are_counted_as_who_has_them(one: str, other: str, alike: bool) -> None:
    assert (neighbourhood(one) == neighbourhood(other)) is alike


def test_guessing_keys_is_limited_too(tmp_path: Path) -> None:
    with TestClient(create_app(closed(tmp_path, rate_limit="3/hour"))) as client:
        codes = [client.post("/api/v1/session", json={"key": f"guess {n}"}).status_code for n in range(4)]
        assert codes == [401, 401, 401, 429]


def test_a_stop_is_announced_while_everything_is_still_answered(door: TestClient) -> None:
    load = door.app.state.service.load  # type: ignore[attr-defined]
    load.stopping = True
    try:
        assert door.get("/readyz").status_code == 503
        for path in ("/healthz", "/api/v1/model"):
            answer = door.get(path, headers=bearer("owner"))
            assert answer.status_code == 200 and answer.headers["connection"] == "close"
    finally:
        load.stopping = False
    assert door.get("/readyz").status_code == 200


def test_a_server_is_called_by_its_own_names_only(tmp_path: Path) -> None:
    with TestClient(create_app(closed(tmp_path, trusted_hosts="model.example"))) as client:
        assert client.get("/").status_code == 400
        assert client.get("/", headers={"Host": "model.example:8443"}).status_code != 400
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("host", ["[", "[::1", "model.example.evil.example", "evil.example", "@", "a b", ""])
def test_a_host_that_is_not_its_own_or_none_at_all_is_refused(tmp_path: Path, host: str) -> None:
    app = create_app(closed(tmp_path, trusted_hosts="model.example"))
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/", headers={"Host": host}).status_code == 400


def test_every_answer_tells_the_browser_what_it_may_not_do(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<title>page</title>", encoding="utf-8")
    (dist / "assets" / "a.js").write_text("1", encoding="utf-8")
    # Its folder, without the last "/": answered with a redirect.
    app = create_app(closed(tmp_path, web_dir=dist))
    app.add_api_route("/api/v1/broken", _broken, methods=["GET"])
    owner = bearer("owner")
    asked: dict[str, tuple[str, dict[str, str], int]] = {
        "page": ("/", {}, 200),
        "deep link": ("/history", {}, 200),
        "asset": ("/assets/a.js", {}, 200),
        "health": ("/healthz", {}, 200),
        "API": ("/api/v1/model", owner, 200),
        "description": ("/openapi.json", owner, 200),
        "redirect": ("/assets", {}, 307),
        "no file": ("/no.such.file", {}, 404),
        "no route": ("/api/v1/nothing", owner, 404),
        "no key": ("/api/v1/model", {}, 401),
        "no scope": ("/metrics", bearer("reader"), 403),
        "wrong method": ("/api/v1/predict", owner, 403),
        "defect": ("/api/v1/broken", owner, 500),
    }
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    for what, (path, headers, status) in asked.items():
        answer = client.get(path, headers=headers)
        if what not in ("redirect", "wrong method"):
            assert answer.status_code == status, what
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy, what
        assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy, what
        assert answer.headers["x-content-type-options"] == "nosniff", what
        assert answer.headers["referrer-policy"] == "same-origin", what
        assert answer.headers["cross-origin-opener-policy"] == "same-origin", what
        assert "server" not in answer.headers, what
        if what not in ("page", "deep link", "asset"):
            assert answer.headers["cache-control"] == "no-store", what
        assert "Traceback" not in answer.text and "inside" not in answer.text, what
    assert "strict-transport-security" not in client.get("/").headers
    tls = TestClient(app, base_url="https://testserver")
    assert "max-age" in tls.get("/").headers["strict-transport-security"]


def _broken() -> None:
    raise RuntimeError("a secret of the inside")


def test_files_outside_the_page_cannot_be_reached(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("planted", encoding="utf-8")
    (tmp_path / "dist-other").mkdir()
    (tmp_path / "dist-other" / "secret.txt").write_text("planted", encoding="utf-8")
    (dist / "index.html").write_text("<title>page</title>", encoding="utf-8")
    (dist / "assets" / "a.js").write_text("1", encoding="utf-8")
    try:
        (dist / "link.txt").symlink_to(tmp_path / "secret.txt")
        (dist / "assets" / "link").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pass  # a Windows that lets nobody make links: the others are tried all the same
    app = create_app(closed(tmp_path, web_dir=dist))
    client = TestClient(app, raise_server_exceptions=False)
    ups = [
        "..",
        "%2e%2e",
        "..%2f",
        "%2e%2e%2f",
        "%252e%252e",
        "..%252f",
        "..\\",
        "..%5c",
        "....//",
        "..;/",
        "%c0%ae%c0%ae",
    ]
    paths = [f"/{start}{up}/{up}/secret.txt" for start in ("", "assets/", "./") for up in ups]
    paths += [f"/{start}{up}/secret.txt" for start in ("", "assets/../", "assets/") for up in ups]
    paths += [
        "/link.txt",
        "/assets/link/secret.txt",
        "/../dist-other/secret.txt",
        "//secret.txt",
        f"/{tmp_path}/secret.txt",
    ]
    paths += [
        "/secret.txt%00.js",
        "/assets/%00",
        "/link.txt%00",
        "/assets/a.js%00.txt",
        f"/%2f{tmp_path}/secret.txt",
    ]
    for path in paths:
        answer = _raw(client, path)
        assert "planted" not in answer.text, path
        assert answer.status_code in (200, 400, 404), (path, answer.status_code)  # 200: the app's own page
        assert answer.status_code != 200 or "<title>page" in answer.text, path


def _raw(client: TestClient, path: str) -> Any:
    """Ask for a path as it stands: a client would tidy it first.

    URL and request are the client's own: which library it is made of depends on what is installed.
    """
    url = client.base_url.copy_with(raw_path=path.encode("ascii"))
    return client.send(client.build_request("GET", url))


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"APP_ENV": "production"}, "npm run keys"),
        ({"AUTH": "keys"}, "API_KEYS"),
        ({"API_KEYS": "web:predict:nohash"}, "web"),
        ({"API_KEYS": f"{entry('a', 'predict')};{entry('a', 'admin')}"}, "twice"),
        ({"API_KEYS": entry("web", "everything")}, "everything"),
        ({"RATE_LIMIT": "many"}, "600/minute"),
        ({"TRUSTED_PROXIES": "everyone"}, "10.0.0.0/8"),
        ({"FRAME_ANCESTORS": "none; script-src *"}, "FRAME_ANCESTORS"),
    ],
)
def test_settings_that_cannot_be_are_told_without_a_secret(environment: dict[str, str], told: str) -> None:
    with pytest.raises(CannotServe) as raised:
        Settings.from_environment(environment)
    assert told in str(raised.value)
    assert hashlib.sha256(b"a!").hexdigest() not in str(raised.value)
    assert hashlib.sha256(b"web!").hexdigest() not in str(raised.value)


@pytest.mark.parametrize("written", ['"{}"', "'{}'", " {} ", "{};", "\n{}\n"])
def test_keys_are_read_as_they_stand_in_files_of_settings(written: str) -> None:
    settings = Settings.from_environment(
        {"API_KEYS": written.format(f"{entry('a', 'predict,history')};{entry('b', 'admin')}")}
    )
    assert [(key.name, sorted(key.scopes)) for key in settings.api_keys] == [
        ("a", ["history", "predict"]),
        ("b", ["admin"]),
    ]


def test_words_of_a_policy_may_come_without_quotes() -> None:
    settings = Settings.from_environment({"FRAME_ANCESTORS": "self https://example.com"})
    assert settings.frame_ancestors == "'self' https://example.com"


def test_in_production_it_does_not_start_open_by_mistake() -> None:
    code, word = last_word(start(APP_ENV="production", AUTH=""))
    assert code == 3 and "npm run keys" in word["text"]
