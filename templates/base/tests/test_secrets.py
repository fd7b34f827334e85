"""Secrets of the owner and values of those who ask: in no log line, no error, no description and no page."""

import http.client
import json
from hashlib import sha256
from urllib.parse import quote, urlsplit

from running import running

KEY = "planted-key"
HASH = sha256(KEY.encode("ascii")).hexdigest()
ENVIRONMENT = {
    "APP_ENV": "production",
    "AUTH": "keys",
    "API_KEYS": f"web:admin:{HASH}",
    "API_TOKEN": "planted-in-the-environment",
    "DATABASE_URL": "postgresql://app:planted-password@127.0.0.1:1/predictions",
    "LOG_LEVEL": "debug",
    "DRAIN_SECONDS": "0",
}
BEARER = {"Authorization": f"Bearer {KEY}"}
JSON = {"Content-Type": "application/json"}


def test_what_is_secret_is_told_to_nobody() -> None:
    sent = json.dumps({"planted-name": "planted-value"})
    questions = [
        *[("GET", path, BEARER, None) for path in ("/", "/history", "/readyz", "/metrics", "/openapi.json")],
        *[("GET", path, BEARER, None) for path in ("/api/v1/model", "/api/v1/predictions", "/docs")],
        ("GET", f"/api/v1/model?key={KEY}", {}, None),
        ("GET", f"/api/v1/predictions?limit={quote('planted-value')}&key={KEY}", BEARER, None),
        ("GET", "/api/v1/model", {"X-API-Key": f"{KEY}-not"}, None),
        ("GET", "/api/v1/model", {"Authorization": f"Bearer {KEY}-not"}, None),
        ("GET", "/api/v1/model", {"Cookie": f"session={KEY}-not"}, None),
        ("POST", "/api/v1/session", JSON, json.dumps({"key": f"{KEY}-not"})),
        ("POST", "/api/v1/session", JSON, json.dumps({"kye": KEY})),
        ("POST", "/api/v1/session", JSON, json.dumps({"key": KEY})),
        ("POST", "/api/v1/session", JSON, f'{{"key": "{KEY}'),
        ("POST", "/api/v1/predict", BEARER | JSON, sent),
        ("POST", "/api/v1/predict", BEARER | JSON, sent[:-1]),
        ("POST", "/api/v1/predictions/01J9/feedback", BEARER | JSON, sent),
        (
            "POST",
            "/api/v1/feedback/batch",
            BEARER | {"Content-Type": "text/csv"},
            "id,actual\nplanted-value,x\n",
        ),
    ]
    answers = []
    with running(**ENVIRONMENT) as server:
        for method, path, headers, body in questions:
            connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            cookie = answer.getheader("set-cookie") or ""
            headers_sent = str(answer.headers).replace(cookie, "")  # where the key belongs, and nowhere else
            answers.append(
                (method, path, answer.status, headers_sent + answer.read().decode("utf-8", "replace"))
            )
        server.process.terminate()
        said, logged = server.process.communicate(timeout=300)
    assert {status for *_, status, _ in answers} >= {200, 401, 422}
    assert logged.count('"event": "answered"') >= len(questions) - 1  # the log was read at all
    for what in (KEY, HASH, "planted-in-the-environment", "planted-password"):
        assert what not in said + logged, what
        for method, path, status, text in answers:
            assert what not in text, (method, path, status)
    # What was sent may come back to who sent it; it is nobody else's.
    assert "planted-" not in logged
