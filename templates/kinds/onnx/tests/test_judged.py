"""A table beside a scorer says how good it is, where it tells what came true; and the passport says on which rows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from making import judged
from making.terms import Terms

rows = pytest.importorskip("test_rows_artifact", reason="this product is not asked by rows")
cells = pytest.importorskip("contract.cells", reason="this product is not asked by rows")


class Answering:
    """An API that answers a table with these lines."""

    def __init__(self, status: int, *lines: str) -> None:
        self._told = status, "".join(f"{line}\n" for line in lines)

    def batch(self, table: bytes) -> tuple[int, str]:
        """Answer, whatever is sent."""
        return self._told


def measured(
    prediction: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, status: int, *lines: str
) -> tuple[dict[str, Any] | None, str | None]:
    """Measure on a table that is answered with these lines."""
    told: Callable[[], Any] = cells.Cells
    monkeypatch.setattr(judged, "_cells", told)
    monkeypatch.setattr("serving.judge.CLASSES", list(rows.terms(prediction).classes))
    (folder / "data.csv").write_text("as it was sent", encoding="utf-8")
    contract: Terms = rows.terms(prediction)
    api: Any = Answering(status, *lines)
    return judged.measured(api, folder / "data.csv", contract)


BEHIND = "warnings,errors,error_columns,id"


def test_classes_are_compared_with_what_came_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics, note = measured(
        rows.YesOrNo,
        tmp_path,
        monkeypatch,
        200,
        f"width,ok,prediction,probability_no,probability_yes,{BEHIND}",
        "1,yes,yes,0.1,0.9,,,,1",
        "2,no,no,0.8,0.2,,,,2",
        "3,no,yes,0.4,0.6,,,,3",
        "4,yes,yes,0.2,0.8,,,,4",
        "5,,no,0.7,0.3,,,,5",
        "x,no,,,,,must be a number,width,6",
    )
    assert metrics is not None and metrics["primary"] == "accuracy" and metrics["rows"] == 4
    values = {it["name"]: it["value"] for it in metrics["values"]}
    assert values["accuracy"] == 0.75 and values["roc_auc"] == 1.0
    assert metrics["baseline"]["value"] == 0.5
    assert "which may be those it was trained on" in metrics["about"]
    assert note == "2 of 6 rows of data.csv could not be compared."


def test_numbers_are_compared_with_what_came_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics, note = measured(
        rows.Amount,
        tmp_path,
        monkeypatch,
        200,
        f"amount,width,prediction,low,high,{BEHIND}",
        "10,1,13,13,13,,,,1",
        "20,1,16,16,16,,,,2",
    )
    assert metrics is not None and metrics["primary"] == "rmse" and note is None
    assert metrics["values"][0]["value"] == pytest.approx(12.5**0.5)
    assert metrics["baseline"] == {"name": "always the mean", "value": 5.0}


def test_without_what_came_true_nothing_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = (f"width,prediction,low,high,{BEHIND}", "1,13,13,13,,,,1")
    assert measured(rows.Amount, tmp_path, monkeypatch, 200, *table) == (None, None)
    metrics, note = measured(rows.Amount, tmp_path, monkeypatch, 422, "no")
    assert metrics is None and note is not None and "could not be answered" in note
    api: Any = Answering(200)
    assert judged.measured(api, tmp_path / "gone.csv", rows.terms(rows.Amount)) == (None, None)
