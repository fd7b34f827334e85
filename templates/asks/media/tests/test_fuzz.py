"""The API keeps its own description, whatever is sent."""

from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import schemathesis
from asked import example, picture, sound
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from serving.app import create_app
from serving.settings import Settings

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
JSON = {"content-type": "application/json"}

# Made here and not by a fixture: Schemathesis wants its cases before the first test runs. It starts and ends the app at
# every call, after which there would be no prediction log any more.
_app = create_app(Settings(database=Path(mkdtemp()) / "log.sqlite3", log_level="error", explain_seconds=0.2))
_app.state.service.prediction_log.close = lambda *_: None
described = schemathesis.openapi.from_asgi("/openapi.json", _app).include(
    path_regex="^/api/v1/(model|predict|explain)"
)


@described.parametrize()
@settings(QUIET, max_examples=40)
def test_schemathesis_finds_nothing(case: schemathesis.Case) -> None:
    # No schema can say what a picture, a sound or a tensor that fits is: most of what it draws is rightly refused. And of a
    # form nothing says whether a part is text: what is no list of files to a schema is still a text to a form.
    excluded = []
    if case.operation.method == "post":
        excluded.append(positive_data_acceptance)
    if case.media_type == "multipart/form-data":
        excluded.append(negative_data_rejection)
    case.call_and_validate(excluded_checks=excluded)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["x", "image", "text", "inputs"]), inner)
    ),
    max_leaves=10,
)
FIELDS = st.sampled_from(["image", "text", "texts", "audio", "inputs"])


def post(client: TestClient, content: bytes, headers: dict[str, str]) -> int:
    answer = client.post("/api/v1/predict", content=content, headers=headers)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]
    return answer.status_code


@given(value=VALUES, field=FIELDS)
@settings(QUIET, max_examples=100)
def test_any_json_gets_an_answer(client: TestClient, value: Any, field: str) -> None:
    from json import dumps

    for body in (value, {field: value}, example(client) | {field: value}):
        assert post(client, dumps(body).encode(), JSON) in (200, 422)


@given(body=st.binary(max_size=200))
@settings(QUIET, max_examples=50)
def test_any_bytes_get_an_answer(client: TestClient, body: bytes) -> None:
    for headers in (JSON, {"content-type": "multipart/form-data; boundary=b"}):
        assert 400 <= post(client, body, headers) < 500


@given(
    start=st.sampled_from(
        [picture(8, 8), sound()[:600], b"\x93NUMPY\x01\x00v\x00{'descr': '<f4'", b"GIF89a", b""]
    ),
    noise=st.binary(max_size=100),
    name=st.sampled_from(["a.png", "x.npy", "", "../../etc/passwd", "ä\u202e.wav"]),
)
@settings(QUIET, max_examples=60)
def test_any_file_gets_an_answer(client: TestClient, start: bytes, noise: bytes, name: str) -> None:
    answer = client.post("/api/v1/predict", files={"file": (name, start + noise)})
    assert answer.status_code in (200, 400, 422), answer.text
