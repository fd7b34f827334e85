"""npm run score: the API's answers for a file, columns at a time."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from rows import COLUMNS, Row, example, limits
from sheets import NAMES, broken_cells, cells_of, number, read, sheet, table

from contract.cells import Cells
from contract.columns import Column
from contract.schema import Features
from publishing.errors import CannotPublish
from publishing.publish import current
from serving import written
from serving.answers import CLASSES
from training.score import main, score
from training.scoring import judge
from training.scoring import read as scoring
from training.synthetic import synthetic
from training.terms import contract


def typical(n: int = 100) -> list[Row]:
    """Rows drawn from the contract, some with a value that is missing."""
    drawn = synthetic(contract(), n)
    some = [drawn.row(place) for place in range(n)]
    nullable = [column.field for column in COLUMNS if column.nullable]
    for place, row in enumerate(some[::3] if nullable else []):
        row[nullable[place % len(nullable)]] = None
    return some


def beyond(column: Column) -> list[float]:
    """Numbers outside the hard limits of a field."""
    low, high = limits(column.field) if column.type in ("number", "integer") else (None, None)
    return [value for value in (low and low - 1, high and high + 1) if value is not None]


def mixed() -> list[list[str]]:
    """Cells of rows that keep the contract, and of rows that break it in every way that a cell can."""
    some = [cells_of(row) for row in typical()] + [cells for _, cells in broken_cells()]
    cells = cells_of(example())
    for place, column in enumerate(COLUMNS):
        for cell in ("", *map(written.number_of, beyond(column))):
            some.append([*cells[:place], cell, *cells[place + 1 :]])
    return some


def same(name: str, mine: str | None, theirs: str) -> None:
    is_number = (
        name.startswith("probability_") or name in ("low", "high") or (name == "prediction" and not CLASSES)
    )
    if is_number and theirs:
        assert mine and number(mine) == pytest.approx(number(theirs), rel=1e-4, abs=1e-4)
    else:
        assert (mine or "") == theirs, name


def test_every_row_has_the_verdict_and_the_answer_of_the_api(client: TestClient, tmp_path: Path) -> None:
    content = table([[*NAMES.values()], *mixed()])
    (tmp_path / "in.csv").write_bytes(content)
    score(tmp_path / "in.csv", tmp_path / "out.csv")
    asked = client.post("/api/v1/predict/batch", content=content, headers={"content-type": "text/csv"})
    expected = read(asked.content)
    assert {bool(line["errors"]) for line in expected} == {True, False}
    for mine, theirs in zip(read((tmp_path / "out.csv").read_bytes()), expected, strict=True):
        del theirs["id"]
        assert mine.keys() == theirs.keys()
        for name, cell in theirs.items():
            same(name, mine[name], cell)


def test_parquet_has_the_answers_of_predict(client: TestClient, tmp_path: Path) -> None:
    typed = Features.model_validate(example()).__dict__
    rows = typical() + [typed | {c.field: value} for c in COLUMNS for value in beyond(c)]
    columns = {NAMES[field]: [row[field] for row in rows] for field in NAMES}
    sent = pa.table(
        {"my id": list(range(len(rows))), **{name: _array(values) for name, values in columns.items()}}
    )
    pq.write_table(sent, tmp_path / "in.parquet", row_group_size=7)
    score(tmp_path / "in.parquet", tmp_path / "out.parquet")
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.select(sent.column_names).equals(sent)
    for row, line in zip(rows, found.to_pylist(), strict=True):
        body = json.dumps(row, default=lambda moment: moment.isoformat())
        answer = client.post(
            "/api/v1/predict", content=body, headers={"content-type": "application/json"}
        ).json()
        if "errors" in answer:
            assert line["errors"] == "; ".join(error["message"] for error in answer["errors"])
            assert line["prediction"] is None
        else:
            assert (line["errors"], line["error_columns"]) == (None, None)
            assert (line["warnings"] or "") == "; ".join(warning["message"] for warning in answer["warnings"])
            shown = written.number_of(answer["prediction"]) if not CLASSES else answer["prediction"]
            same(
                "prediction", line["prediction"] if CLASSES else written.number_of(line["prediction"]), shown
            )


def _array(values: list[Any]) -> pa.Array:
    """As pandas would write them: whole numbers with gaps are floats."""
    numbers = [value for value in values if value is not None and not isinstance(value, bool | str)]
    if numbers and all(isinstance(value, int | float) for value in numbers):
        return pa.array(values, pa.float64())
    return pa.array(values)


@pytest.mark.parametrize(
    ("array", "kind", "expected"),
    [
        (pa.array([0, None], pa.timestamp("s", "Europe/Zurich")), "datetime", [datetime(1970, 1, 1), None]),
        (pa.array([19724, None], pa.date32()), "date", [date(2024, 1, 2), None]),
        (pa.array([timedelta(seconds=90)], pa.duration("s")), "integer", [90]),
        (pa.array([0, 3_600_000], pa.time32("ms")), "text", ["00:00:00", "01:00:00"]),
        (pa.array([1, 0, None]), "boolean", [True, False, None]),
        (pa.array([1.0, None, 2.5]), "text", ["1", "", "2.5"]),
        (pa.array([[1, 2], None]), "text", ["[1,2]", ""]),
        (pa.array(["no", None]).dictionary_encode(), "boolean", [False, None]),
    ],
)
def test_values_of_parquet_are_read_as_training_reads_them(
    array: pa.Array, kind: str, expected: list[Any]
) -> None:
    values, bad = scoring._values(Column("x", kind, True), array, Cells().column("x"))
    assert values.tolist() == expected
    assert not bad.any()


def test_ndjson_has_the_answers_of_the_api(client: TestClient, tmp_path: Path) -> None:
    content = b"\n".join([json.dumps(example()).encode(), b"{", b"[]", json.dumps(example()).encode()])
    (tmp_path / "in.ndjson").write_bytes(content)
    score(tmp_path / "in.ndjson", tmp_path / "out.jsonl")
    asked = client.post(
        "/api/v1/predict/batch", content=content, headers={"content-type": "application/x-ndjson"}
    )
    for line, theirs in zip(
        (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines(),
        asked.text.rstrip("\n").split("\n"),
        strict=True,
    ):
        mine, expected = json.loads(line), json.loads(theirs)
        assert mine.keys() == expected.keys() - {"id", "model_version"}
        assert mine.get("errors") == expected.get("errors")
    score(tmp_path / "in.ndjson", tmp_path / "out.csv")
    assert [bool(line["errors"]) for line in read((tmp_path / "out.csv").read_bytes())] == [
        False,
        True,
        True,
        False,
    ]


def test_one_kind_of_file_becomes_another(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(sheet(typical(20)))
    score(tmp_path / "in.csv", tmp_path / "out.parquet")
    score(tmp_path / "out.parquet", tmp_path / "again.ndjson")
    assert len((tmp_path / "again.ndjson").read_text(encoding="utf-8").splitlines()) == 20
    assert pq.read_table(tmp_path / "out.parquet").column("prediction").null_count == 0


def test_a_workbook_and_a_json_document_are_read_as_training_reads_them(tmp_path: Path) -> None:
    some = typical(20)
    columns = {NAMES[field]: [row[field] for row in some] for field in NAMES}
    pd.DataFrame(columns).to_excel(tmp_path / "in.xlsx", index=False)
    records = [{NAMES[field]: row[field] for field in NAMES} | {"beside": [1]} for row in some]
    (tmp_path / "in.json").write_text(
        json.dumps({"data": records}, default=lambda day: day.isoformat()), encoding="utf-8"
    )
    for name in ("in.xlsx", "in.json"):
        score(tmp_path / name, tmp_path / "out.parquet")
        found = pq.read_table(tmp_path / "out.parquet").to_pylist()
        assert [line["errors"] for line in found] == [None] * 20
    assert ".xlsx" in failed(tmp_path / "in.json", tmp_path / "out.xlsx")


def test_an_owners_own_rule_is_asked_row_by_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(judge, "_IS_PLAIN", False)
    monkeypatch.setattr("training.scoring.answer.ask", lambda row: asked.append(row) or judge.ask(row))
    (tmp_path / "in.csv").write_bytes(sheet(typical(10)))
    score(tmp_path / "in.csv", tmp_path / "out.csv")
    assert len(asked) == 10


def test_this_contract_is_judged_by_columns() -> None:
    assert judge._IS_PLAIN


def failed(*arguments: Path | str) -> str:
    with pytest.raises(CannotPublish) as raised:
        score(*map(Path, arguments[:2]), *map(str, arguments[2:]))
    return f"{raised.value.message} {raised.value.hint}"


def test_what_cannot_be_answered_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    good, out = tmp_path / "in.csv", tmp_path / "out.csv"
    good.write_bytes(sheet([example()]))
    (tmp_path / "wrong.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no")
    (tmp_path / "folder.csv").mkdir()
    assert "is the file with the rows" in failed(good, good)
    assert "There is no file" in failed(tmp_path / "none.csv", out)
    assert "is a folder" in failed(tmp_path / "folder.csv", out)
    assert "none of the model's columns" in failed(tmp_path / "wrong.csv", out)
    assert "is damaged" in failed(tmp_path / "broken.parquet", out)
    assert ".xyz" in failed(good, tmp_path / "out.xyz")
    assert "cannot be written" in failed(good, tmp_path / "nowhere" / "out.csv")
    assert "no version v999" in failed(good, out, "v999")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "broken.parquet",
        "folder.csv",
        "in.csv",
        "wrong.csv",
    ]


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.csv").write_bytes(sheet([example()] * 3))
    assert main([str(tmp_path / "in.csv"), str(tmp_path / "out.csv"), "--version", current().name]) == 0
    assert "3 rows answered" in json.loads(capsys.readouterr().out.splitlines()[-1])["text"]
    assert main([str(tmp_path / "in.csv"), str(tmp_path / "in.csv")]) == 2
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["state"] == "failed"


def test_a_damaged_file_leaves_no_answers(tmp_path: Path) -> None:
    (cells,) = read(sheet([example()]))
    pq.write_table(pa.table({name: [cell] * 1000 for name, cell in cells.items()}), tmp_path / "in.parquet")
    whole = (tmp_path / "in.parquet").read_bytes()
    middle = len(whole) // 4
    (tmp_path / "in.parquet").write_bytes(whole[:middle] + b"\xff" * 200 + whole[middle + 200 :])
    assert "is damaged" in failed(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]
