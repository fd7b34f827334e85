"""The API keeps its own description, whatever is sent."""

from pathlib import Path
from tempfile import mkdtemp

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rows import COLUMNS, Row, as_json, example, rows, wrong
from schemathesis.specs.openapi.checks import positive_data_acceptance

from contract.schema import Features
from serving.app import create_app
from serving.settings import Settings

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
JSON = {"content-type": "application/json"}


# Made here and not by a fixture: Schemathesis wants its cases before the first test runs. It starts and ends the app at
# every call, after which there would be no prediction log any more.
_app = create_app(Settings(database=Path(mkdtemp()) / "log.sqlite3", log_level="error"))
_app.state.service.prediction_log.close = lambda *_: None
described = schemathesis.openapi.from_asgi("/openapi.json", _app)
schemathesis.openapi.media_type("application/x-ndjson", st.lists(rows().map(as_json)).map(b"\n".join))


@described.parametrize()
@settings(QUIET, max_examples=50)
def test_schemathesis_finds_nothing(case: schemathesis.Case) -> None:
    # No schema can say what a table is: of text that looks like one, most is rightly refused.
    takes_a_table = "/batch" in case.operation.path
    case.call_and_validate(excluded_checks=[positive_data_acceptance] if takes_a_table else [])


@given(row=rows())
@settings(QUIET, max_examples=100)
def test_whatever_keeps_the_contract_is_answered(client: TestClient, row: Row) -> None:
    for operation in ("predict", "explain"):
        answer = client.post(f"/api/v1/{operation}", content=as_json(row), headers=JSON)
        assert answer.status_code == 200, answer.text


@given(data=st.data(), row=rows())
@settings(QUIET, max_examples=100)
def test_whatever_breaks_the_contract_is_a_problem(client: TestClient, data: st.DataObject, row: Row) -> None:
    column = data.draw(st.sampled_from(COLUMNS))
    broken = row | {column.field: data.draw(st.sampled_from(wrong(column)))}
    answer = client.post("/api/v1/predict", content=as_json(broken), headers=JSON)
    assert answer.status_code == 422
    assert column.field in {error["field"] for error in answer.json()["errors"]}


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*Features.model_fields]), inner)
    ),
    max_leaves=10,
)


@given(value=JSON_VALUES, field=st.sampled_from([*Features.model_fields]))
@settings(QUIET, max_examples=100)
def test_any_json_gets_an_answer(client: TestClient, value: object, field: str) -> None:
    for body in (value, example() | {field: value}):
        assert client.post("/api/v1/predict", content=as_json(body), headers=JSON).status_code in (200, 422)


@given(body=st.binary(max_size=200))
@settings(QUIET, max_examples=100)
def test_any_bytes_get_an_answer(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/v1/predict", content=body, headers=JSON)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
