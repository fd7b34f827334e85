"""Whatever is sent, the answer is a problem that helps; never a 500."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from rows import COLUMNS, as_json, example, first, limits, wrong

from contract.schema import Features

JSON = {"content-type": "application/json"}
OPERATIONS = ["predict", "explain"]


def send(
    client: TestClient, content: Any, headers: dict[str, str] = JSON, operation: str = "predict"
) -> Response:
    return client.post(f"/api/v1/{operation}", content=content, headers=headers)


def problem(answer: Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = dict(answer.json())
    assert body["status"] == status
    assert body["id"] == answer.headers["x-request-id"]
    return body


@pytest.mark.parametrize(
    ("field", "value"), [(column.field, value) for column in COLUMNS for value in wrong(column)], ids=str
)
def test_a_wrong_value_is_explained_at_its_field(client: TestClient, field: str, value: Any) -> None:
    (error,) = problem(send(client, as_json(example() | {field: value})), 422)["errors"]
    assert error["field"] == field
    assert error["message"].startswith(Features.model_fields[field].title or field)
    assert error["expected"]
    assert error["found"]


@pytest.mark.parametrize(
    "column", [column for column in COLUMNS if not column.nullable], ids=lambda c: str(c.field)
)
def test_a_required_field_must_be_there(client: TestClient, column: Any) -> None:
    row = example()
    del row[column.field]
    (missing,) = problem(send(client, as_json(row)), 422)["errors"]
    assert missing["field"] == column.field
    assert missing["message"].endswith("is missing")
    (null,) = problem(send(client, as_json(row | {column.field: None})), 422)["errors"]
    assert null["field"] == column.field
    assert null["found"] == "null"


def test_limits_are_said_in_words(client: TestClient) -> None:
    column = next((c for c in COLUMNS if None not in limits(c.field)), None)
    if column is None:
        pytest.skip("no field has two limits")
    low, high = limits(column.field)
    (error,) = problem(send(client, as_json(example() | {column.field: high + 1})), 422)["errors"]
    assert f"must be between {low:g} and {high:g}" in error["message"]


def test_a_number_too_large_for_a_float_is_a_number_all_the_same(client: TestClient) -> None:
    column = first("number", "integer")
    if column is None:
        pytest.skip("no field is a number")
    for digits in ("1e999", "-1e999", "9" * 400, "9" * 5000):
        body = as_json(example() | {column.field: "HERE"}).replace(b'"HERE"', digits.encode())
        assert send(client, body).status_code in (200, 400, 422)


def test_a_whole_number_may_be_written_with_a_point(client: TestClient) -> None:
    column = first("integer")
    if column is None:
        pytest.skip("no field is a whole number")
    row = example() | {column.field: float(example()[column.field])}
    assert send(client, as_json(row)).status_code == 200


def test_a_misspelt_field_is_recognised(client: TestClient) -> None:
    field = max(Features.model_fields, key=len)
    row = example()
    row[f"{field}_"] = row.pop(field)
    told = problem(send(client, as_json(row)), 422)
    assert f"There is no field '{field}_': did you mean '{field}'?" in [
        it["message"] for it in told["errors"]
    ]
    assert "?." not in told["detail"]


def test_a_field_is_sent_once(client: TestClient) -> None:
    field = next(iter(example()))
    text = json.dumps(example())
    twice = text[:-1] + f", {json.dumps(field)}: {json.dumps(example()[field])}}}"
    (error,) = problem(send(client, twice), 422)["errors"]
    assert error["field"] == field
    assert "twice" in error["message"]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        (b"", 400, "empty"),
        (b"  \n", 400, "empty"),
        (b"{", 400, "not JSON"),
        (b'{"a": }', 400, "not JSON"),
        (b"{} {}", 400, "not JSON"),
        (b'{"a": 1,}', 400, "not JSON"),
        (b'{"\xff": 1}', 400, "UTF-8"),
        ("{}".encode("utf-16"), 400, "UTF-8"),
        (b'{"\\ud800": 1}', 400, "surrogate"),
        (b'{"a": "\\udfff"}', 400, "surrogate"),
        (b"[" * 100_000 + b"]" * 100_000, 400, "nested"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400, "nested"),
        (b"[]", 422, "object"),
        (b"null", 422, "object"),
        (b"1", 422, "object"),
        (b'"text"', 422, "object"),
        (b"NaN", 422, "object"),
        (b"[" * 900 + b"]" * 900, 422, "object"),
    ],
)
def test_a_body_that_is_no_row_is_explained(
    client: TestClient, operation: str, body: bytes, status: int, word: str
) -> None:
    assert word in problem(send(client, body, operation=operation), status)["detail"]


@pytest.mark.parametrize(
    "field", ["", "__proto__", "a" * 10_000, "\0", "🙂", "id", "warnings", "{}", "<script>"]
)
def test_an_unknown_field_is_refused_whatever_it_is_called(client: TestClient, field: str) -> None:
    (error,) = problem(send(client, as_json(example() | {field: 1})), 422)["errors"]
    assert len(error["field"]) <= 100


@pytest.mark.parametrize("count", [5_000, 20_000])
def test_thousands_of_unknown_fields_are_told_in_few_words(client: TestClient, count: int) -> None:
    body = problem(send(client, as_json({f"field{n}": n for n in range(count)})), 422)
    assert 0 < len(body["errors"]) <= 50


@pytest.mark.parametrize(
    "found", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"]
)
def test_another_content_type_is_refused(client: TestClient, found: str) -> None:
    body = problem(send(client, as_json(example()), {"content-type": found}), 415)
    assert "Content-Type: application/json" in body["detail"]


@pytest.mark.parametrize(
    "fine", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/problem+json"]
)
def test_every_way_to_say_json_is_taken(client: TestClient, fine: str) -> None:
    assert send(client, as_json(example()), {"content-type": fine}).status_code == 200


def test_a_compressed_body_is_refused(client: TestClient) -> None:
    assert "uncompressed" in problem(send(client, b"x", JSON | {"content-encoding": "gzip"}), 415)["detail"]


def test_a_byte_order_mark_is_fine(client: TestClient) -> None:
    assert send(client, b"\xef\xbb\xbf" + as_json(example())).status_code == 200


def test_a_long_body_is_refused_by_its_length(client: TestClient) -> None:
    assert "1000000 bytes" in problem(send(client, b" " * 1_000_001), 413)["detail"]


def test_a_long_body_is_refused_without_its_length(client: TestClient) -> None:
    problem(send(client, (b" " * 100_000 for _ in range(20))), 413)


@pytest.mark.parametrize("value", ["\0", "a\0b", "x" * 1000, "'; DROP TABLE predictions; --", "\u202e", "𝒳"])
def test_any_text_is_text(client: TestClient, value: str) -> None:
    column = first("category", "text")
    if column is None:
        pytest.skip("no field is text")
    answer = send(client, as_json(example() | {column.field: value}))
    assert answer.status_code == (200 if column.type == "text" else 422)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_only_post_is_possible(client: TestClient, operation: str, method: str) -> None:
    answer = client.request(method, f"/api/v1/{operation}")
    problem(answer, 405)
    assert answer.headers["allow"] == "POST"
