"""A table in, an answer or its errors for every row: in order, as /predict would answer, and kept."""

import gzip
import json
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rows import COLUMNS, Row, as_json, example, rows, wrong
from running import running
from sheets import NAMES, TARGET, TARGET_NAME, broken_cells, cells_of, number, read, sheet, table

from contract.schema import Features
from serving import prediction_log
from serving.answers import CLASSES
from serving.app import create_app
from serving.records import rows_of
from serving.settings import Settings

NDJSON, CSV = "application/x-ndjson", "text/csv"


def batch(
    client: TestClient, content: Any, kind: str = NDJSON, accept: str = "*/*", **headers: str
) -> Response:
    return client.post(
        "/api/v1/predict/batch", content=content, headers={"content-type": kind, "accept": accept} | headers
    )


def answers(answer: Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == NDJSON
    # Not splitlines: a value that is echoed may hold one of Unicode's other ends of lines.
    found = [json.loads(line) for line in answer.text.split("\n") if line]
    assert [one["row"] for one in found] == list(range(1, len(found) + 1))
    assert [one["id"] for one in found] == [f"{answer.headers['x-request-id']}-{one['row']}" for one in found]
    assert answer.headers["x-rows"] == str(len(found))
    return found


def lines(*all_rows: Any) -> bytes:
    return b"\n".join(map(as_json, all_rows)) + b"\n"


def is_taken_as_it_is(row: Row) -> bool:
    """Say whether a row is the same to a batch and to /predict: where the owner's tables are JSON, "12" is a cell."""
    return rows_of([row]) == [row]


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Rows that are answered together may differ from one that is alone by float32's last digit."""
    own = {"id", "row"}
    if CLASSES:
        own.add("probabilities")
        assert one["probabilities"] == pytest.approx(other["probabilities"], abs=1e-5)
    else:
        own |= {"prediction", "interval"}
        assert one["prediction"] == pytest.approx(other["prediction"], rel=1e-4, abs=1e-4)
        assert one["interval"] == pytest.approx(other["interval"], rel=1e-4, abs=1e-4)
        del one["prediction"], other["prediction"]
    assert {key: one[key] for key in one.keys() - own} == {key: other[key] for key in other.keys() - own}


@given(some=st.lists(rows(), min_size=1, max_size=40))
@settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, max_examples=10)
def test_every_row_has_the_answer_of_predict(client: TestClient, some: list[Row]) -> None:
    for row, answer in zip(some, answers(batch(client, lines(*some))), strict=True):
        if is_taken_as_it_is(row):
            same(answer, client.post("/api/v1/predict", json=row).json())


@pytest.mark.parametrize("field", [column.field for column in COLUMNS])
def test_a_row_that_breaks_the_contract_has_the_errors_of_predict(client: TestClient, field: str) -> None:
    column = next(column for column in COLUMNS if column.field == field)
    bad = [row for value in wrong(column) if is_taken_as_it_is(row := example() | {field: value})]
    for row, answer in zip(bad, answers(batch(client, lines(*bad))), strict=True):
        alone = client.post(
            "/api/v1/predict", content=as_json(row), headers={"content-type": "application/json"}
        )
        assert answer["errors"] == alone.json()["errors"]


def test_a_csv_has_the_answers_of_its_rows(client: TestClient) -> None:
    some = [example()] + [example() | {c.field: None} for c in COLUMNS if c.nullable]
    answered = batch(client, sheet(some), CSV)
    assert answered.headers["content-type"].startswith(CSV)
    for row, cells, line in zip(some, map(cells_of, some), read(answered.content), strict=True):
        alone = client.post("/api/v1/predict", json=row).json()
        assert [*line.values()][: len(cells)] == cells
        assert line["errors"] == line["error_columns"] == ""
        assert line["warnings"] == "; ".join(warning["message"] for warning in alone["warnings"])
        if CLASSES:
            assert line["prediction"] == alone["prediction"]
            shown = {name: number(line[f"probability_{name}"]) for name in CLASSES}
            assert shown == pytest.approx(alone["probabilities"], abs=1e-5)
        else:
            expected = [alone["prediction"], *alone["interval"]]
            shown = [number(line[name]) for name in ("prediction", "low", "high")]
            assert shown == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_the_template_is_a_table_that_is_answered(client: TestClient) -> None:
    template = client.get("/api/v1/template.csv")
    assert template.headers["content-type"].startswith(CSV)
    assert list(read(template.content)[0]) == [*NAMES.values()]
    (line,) = read(batch(client, template.content, CSV).content)
    assert line["prediction"] and not line["errors"]


@pytest.mark.parametrize("kind", [NDJSON, CSV])
@pytest.mark.parametrize(
    ("accept", "comes"),
    [
        ("*/*", None),
        ("text/csv", CSV),
        ("application/x-ndjson", NDJSON),
        ("text/html;q=0.9, */*;q=0.1", None),
    ],
)
def test_the_answer_has_the_form_that_is_wanted(
    client: TestClient, kind: str, accept: str, comes: str | None
) -> None:
    content = sheet([example()] * 3) if kind == CSV else lines(*[example()] * 3)
    answer = batch(client, content, kind, accept)
    assert answer.headers["content-type"].startswith(comes or kind)
    assert answer.headers["x-rows"] == "3"
    found = read(answer.content) if (comes or kind) == CSV else answers(answer)
    assert [line["id"] for line in found] == [f"{answer.headers['x-request-id']}-{n}" for n in (1, 2, 3)]


def test_bad_rows_do_not_stop_the_good_ones(client: TestClient) -> None:
    content = lines(example()) + b'{"a":\n\n[1]\n"text"\n\xff\n' + b"[" * 5000 + b"\n" + lines(example())
    found = answers(batch(client, content))
    assert ["errors" in one for one in found] == [False, True, True, True, True, True, False]
    assert all(error["message"] for one in found for error in one.get("errors", ()))


def test_bad_cells_are_named_with_their_columns(client: TestClient) -> None:
    broken = broken_cells()
    if not broken:
        pytest.skip("every field takes any text")
    content = table([[*NAMES.values()], *(cells for _, cells in broken), cells_of(example())])
    *bad, good = read(batch(client, content, CSV).content)
    for (field, _), line in zip(broken, bad, strict=True):
        assert line["error_columns"] == NAMES[field]
        assert line["errors"].startswith(Features.model_fields[field].title or field)
        assert line["prediction"] == ""
    assert good["prediction"] and not good["errors"]


def test_columns_that_are_not_the_models_come_back_as_they_were(client: TestClient) -> None:
    content = table(
        [["my id", *NAMES.values(), TARGET_NAME, "prediction"], ["=1+1", *cells_of(example()), "?", "@x"]]
    )
    (line,) = read(batch(client, content, CSV).content)
    assert (line["my id"], line[TARGET_NAME], line["prediction"]) == ("=1+1", "?", "@x")
    assert line["prediction_2"] and not line["errors"]


def test_what_is_predicted_may_stand_in_a_line(client: TestClient) -> None:
    (labelled,) = answers(batch(client, lines(example() | {TARGET: "anything"})))
    (unknown,) = answers(batch(client, lines(example() | {"nobody_knows": 1})))
    assert "prediction" in labelled
    assert unknown["errors"][0]["field"] == "nobody_knows"


def problem(answer: Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


def test_a_header_that_does_not_fit_is_refused_before_any_row(client: TestClient) -> None:
    names, cells = [*NAMES.values()], cells_of(example())
    first = names[0]
    assert "none of the model's columns" in problem(batch(client, table([["x", "y"], ["1", "2"]]), CSV), 422)
    twice = problem(batch(client, table([[first, *names], [cells[0], *cells]]), CSV), 422)
    assert f"'{first}' is there twice" in twice
    longest = max(names, key=len)
    misspelt = [f"{name}_" if name == longest else name for name in names]
    assert f"'{longest}_'" in problem(batch(client, table([misspelt, cells]), CSV), 422)
    required = [field for field, info in Features.model_fields.items() if info.is_required()]
    if required and len(names) > 1:
        less = [
            (name, cell)
            for field, name, cell in zip(NAMES, names, cells, strict=True)
            if field != required[0]
        ]
        said = problem(batch(client, table(zip(*less, strict=True)), CSV), 422)
        assert f"'{NAMES[required[0]]}' is missing" in said


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_table_is_said(client: TestClient, content: bytes) -> None:
    assert "empty" in problem(batch(client, content, CSV), 422)
    assert answers(batch(client, content, NDJSON)) == []


def test_a_header_alone_is_a_table_without_rows(client: TestClient) -> None:
    answer = batch(client, sheet([]), CSV)
    assert answer.headers["x-rows"] == "0"
    assert read(answer.content) == []


def test_other_types_are_refused(client: TestClient) -> None:
    for kind in ("application/json", "text/plain", ""):
        assert "text/csv" in problem(batch(client, b"x", kind), 415)
    assert "406" not in problem(batch(client, lines(example()), accept="image/png"), 406)
    packed = gzip.compress(sheet([example()]))
    assert "uncompressed" in problem(batch(client, packed, CSV, **{"content-encoding": "gzip"}), 415)


def test_a_file_of_a_form_is_a_batch(client: TestClient) -> None:
    for name, kind, content in (
        ("rows.csv", "application/vnd.ms-excel", sheet([example()] * 2)),
        ("rows", CSV, sheet([example()] * 2)),
        ("ROWS.JSONL", "application/octet-stream", lines(*[example()] * 2)),
    ):
        answer = client.post(
            "/api/v1/predict/batch", files={"any": (name, content, kind)}, data={"note": "x"}
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["x-rows"] == "2"


def test_a_form_that_is_no_batch_is_explained(client: TestClient) -> None:
    def send(**parts: Any) -> Response:
        return client.post("/api/v1/predict/batch", **parts)

    file = ("rows.csv", sheet([example()]), CSV)
    assert "more than one file" in problem(send(files=[("a", file), ("b", file)]), 422)
    assert "no file" in problem(send(files={"a": (None, "text")}), 422)
    assert "text/csv" in problem(send(files={"a": ("rows.xlsx", b"PK", "application/zip")}), 415)
    assert "more than 20 parts" in problem(send(files=[(f"a{n}", (None, "x")) for n in range(30)]), 422)
    form = "multipart/form-data"
    problem(batch(client, b"no form", form), 400)
    problem(batch(client, b"no form", f"{form}; boundary=x"), 400)
    assert "breaks off" in problem(
        batch(client, b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1', f"{form}; boundary=x"), 400
    )
    endless = b"--x\r\n" + b"h" * 100_000
    problem(batch(client, endless, f"{form}; boundary=x"), 400)
    problem(batch(client, b"x", f"{form}; boundary={'b' * 10_000}"), 400)


def test_a_long_body_is_refused(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings(database=None, max_batch_bytes=1000, log_level="error")))
    assert "MAX_BATCH_BYTES" in problem(batch(client, b" " * 1001), 413)
    assert "MAX_BATCH_BYTES" in problem(batch(client, (b" " * 400 for _ in range(3))), 413)


@given(
    content=st.binary(max_size=300), kind=st.sampled_from([CSV, NDJSON, "multipart/form-data; boundary=x"])
)
@settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, max_examples=150)
def test_any_bytes_get_an_answer(client: TestClient, content: bytes, kind: str) -> None:
    for body in (content, sheet([example()]) + content, b"--x\r\n" + content):
        assert batch(client, body, kind).status_code in (200, 400, 415, 422)


def test_every_answer_is_kept_also_when_the_disk_is_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prediction_log, "PLENTY_WAITING", 50)
    monkeypatch.setattr(prediction_log, "MOST_WAITING", 100)
    app = create_app(Settings(database=tmp_path / "log.sqlite3", log_level="error"))
    with TestClient(app) as client:
        found = answers(batch(client, lines(*[example()] * 1000)))
        assert app.state.service.prediction_log.lost == 0
        for one in (found[0], found[499], found[-1]):
            stored = client.get(f"/api/v1/predictions/{one['id']}").json()
            assert stored["operation"] == "batch"
            assert stored["answer"] == {key: value for key, value in one.items() if key != "row"}
            assert stored["request"].keys() == Features.model_fields.keys()


def test_others_are_served_meanwhile_and_a_client_that_leaves_stops_the_work(tmp_path: Path) -> None:
    content = lines(*[example()] * 50_000)
    with running(DATABASE=str(tmp_path / "log.sqlite3")) as server:
        place = urlsplit(server.url)
        head = f"POST /api/v1/predict/batch HTTP/1.1\r\nHost: x\r\nContent-Type: {NDJSON}\r\nContent-Length: {len(content)}\r\n\r\n"
        with socket.create_connection((place.hostname, place.port)) as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.sendall(head.encode() + content)
            assert slow.recv(100).startswith(b"HTTP/1.1 200")  # and reads no further: the work waits for it
            ask = Request(
                f"{server.url}/api/v1/predict",
                json.dumps(example()).encode(),
                {"content-type": "application/json"},
            )
            with urlopen(ask) as answer:
                assert answer.status == 200
        ended = 'http_requests_total{method="POST",route="/api/v1/predict/batch"'
        while ended not in (text := urlopen(f"{server.url}/metrics").read().decode()):
            pass
        assert 'state="lost"} 0' in text
        with urlopen(f"{server.url}/api/v1/feedback/summary") as summary:
            (version,) = json.load(summary)["versions"]
    assert version["answered"] < 50_000
