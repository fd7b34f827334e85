"""What was predicted, page by page; what came true; and how good the answers were."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from databases import Database
from fastapi.testclient import TestClient
from httpx import Response
from rows import example
from sklearn import metrics as sk

from serving import judge, written
from serving.answers import CLASSES
from serving.app import create_app
from serving.settings import Settings


@pytest.fixture
def fresh(database: Database) -> Iterator[TestClient]:
    """A client of an app that has answered nothing yet, on either database."""
    app = create_app(Settings(**database.settings, log_level="error"))
    with TestClient(app) as client:
        yield client


def ask(client: TestClient, times: int = 1) -> list[dict[str, Any]]:
    return [client.post("/api/v1/predict", json=example()).json() for _ in range(times)]


def page(client: TestClient, **wanted: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/predictions", params=wanted)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ids(client: TestClient, **wanted: Any) -> list[str]:
    return [item["id"] for item in page(client, limit=200, **wanted)["items"]]


def tell(client: TestClient, entry_id: str, **said: Any) -> Response:
    return client.post(f"/api/v1/predictions/{entry_id}/feedback", json=said)


def truth(answer: dict[str, Any], right: bool) -> Any:
    """Return what must come true for an answer to be right, or wrong."""
    if not CLASSES:
        low, high = answer["interval"]
        return (low + high) / 2 if right else high + 1
    return answer["prediction"] if right else next(name for name in CLASSES if name != answer["prediction"])


def problem(answer: Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


def test_nothing_was_predicted_yet(fresh: TestClient) -> None:
    assert page(fresh) == {"items": [], "next": None}
    assert fresh.get("/api/v1/feedback/summary").json() == {"versions": []}


def test_pages_lead_through_everything_newest_first_whatever_comes_meanwhile(fresh: TestClient) -> None:
    given = [answer["id"] for answer in ask(fresh, 12)]
    first = page(fresh, limit=5)
    ask(fresh, 3)
    second = page(fresh, limit=5, before=first["next"])
    third = page(fresh, limit=5, before=second["next"])
    found = [item["id"] for some in (first, second, third) for item in some["items"]]
    assert found == given[::-1]
    assert third["next"] is None


def test_an_item_is_the_stored_answer(fresh: TestClient) -> None:
    (answer,) = ask(fresh)
    (item,) = page(fresh)["items"]
    assert item == fresh.get(f"/api/v1/predictions/{answer['id']}").json()
    assert (item["answer"], item["request"], item["feedback"]) == (answer, example(), None)


def test_an_explanation_is_no_prediction(fresh: TestClient) -> None:
    explained = fresh.post("/api/v1/explain", json=example()).json()["id"]
    assert ids(fresh) == []
    problem(tell(fresh, explained, correct=True), 404)


def test_pages_are_filtered(fresh: TestClient) -> None:
    right, wrong, unknown = ask(fresh, 3)
    tell(fresh, right["id"], actual=truth(right, True))
    tell(fresh, wrong["id"], correct=False)
    assert ids(fresh, feedback="right") == [right["id"]]
    assert ids(fresh, feedback="wrong") == [wrong["id"]]
    assert ids(fresh, feedback="given") == [wrong["id"], right["id"]]
    assert ids(fresh, feedback="none") == [unknown["id"]]
    said = str(right["prediction"])
    assert len(ids(fresh, prediction=said, model_version=right["model_version"])) == 3
    assert ids(fresh, prediction=f"not {said}") == ids(fresh, model_version="v0") == []


@pytest.mark.parametrize(
    "wanted",
    [
        {"limit": 0},
        {"limit": 201},
        {"limit": "many"},
        {"before": "abc"},
        {"before": 0},
        {"feedback": "maybe"},
    ],
)
def test_a_page_that_cannot_be_is_a_problem(client: TestClient, wanted: dict[str, Any]) -> None:
    (name,) = wanted
    answer = client.get("/api/v1/predictions", params=wanted)
    assert name in problem(answer, 422)
    assert [error["field"] for error in answer.json()["errors"]] == [name]


def test_the_last_word_counts(fresh: TestClient) -> None:
    (answer,) = ask(fresh)
    assert tell(fresh, answer["id"], correct=True).json()["correct"] is True
    told = tell(fresh, answer["id"], actual=truth(answer, False), note="seen on Monday").json()
    assert told["correct"] is False and told["at"]
    assert (told["actual"], told["note"]) == (truth(answer, False), "seen on Monday")
    assert fresh.get(f"/api/v1/predictions/{answer['id']}").json()["feedback"] == told


def test_feedback_that_says_nothing_is_refused(fresh: TestClient) -> None:
    (answer,) = ask(fresh)
    no_value: list[Any] = ["never such a value", [], {}, True]
    for bad in (
        {},
        {"correct": True, "actual": truth(answer, True)},
        {"correct": "yes"},
        {"correct": True, "more": 1},
        {"correct": True, "note": "x" * 2001},
        *({"actual": value} for value in no_value),
    ):
        problem(tell(fresh, answer["id"], **bad), 422)
    problem(tell(fresh, "01J9ZZZZZZZZZZZZZZZZZZZZZZ", correct=True), 404)
    assert page(fresh)["items"][0]["feedback"] is None


def labels(*lines: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=written.CELLS.layout.delimiter).writerows(lines)
    return text.getvalue().encode()


def tell_many(client: TestClient, content: bytes) -> Response:
    return client.post("/api/v1/feedback/batch", content=content, headers={"content-type": "text/csv"})


def cell(value: Any) -> str:
    return written.text_of(value)


def test_a_table_of_labels_is_kept_row_by_row(fresh: TestClient) -> None:
    one, two = ask(fresh, 2)
    content = labels(
        ("note", "id", "actual", "who"),
        ("late", one["id"], cell(truth(one, True)), "me"),
        ("", two["id"], "", ""),
        ("", "nobody", cell(truth(one, True)), ""),
        ("", two["id"]),
        ("", two["id"], cell(truth(two, False)), ""),
    )
    told = tell_many(fresh, content).json()
    assert (told["accepted"], told["rejected_rows"]) == (2, 3)
    assert [(one["row"], bool(one["message"])) for one in told["rejected"]] == [
        (2, True),
        (3, True),
        (4, True),
    ]
    stored = [fresh.get(f"/api/v1/predictions/{answer['id']}").json()["feedback"] for answer in (one, two)]
    assert [(one["correct"], one["note"]) for one in stored] == [(True, "late"), (False, None)]


def test_a_table_without_labels_is_a_problem(client: TestClient) -> None:
    assert "id and actual" in problem(tell_many(client, b"id,truth\n1,2\n"), 422)
    assert "empty" in problem(tell_many(client, b""), 422)


def test_the_summary_measures_what_is_known(fresh: TestClient) -> None:
    given = ask(fresh, 20)
    for place, answer in enumerate(given[:10]):
        tell(fresh, answer["id"], actual=truth(answer, place < 8))
    (version,) = fresh.get("/api/v1/feedback/summary").json()["versions"]
    assert (version["answered"], version["judged"]) == (20, 10)
    found = {metric["name"]: metric for metric in version["metrics"]}
    assert all(metric["low"] <= metric["value"] <= metric["high"] for metric in version["metrics"])
    if CLASSES:
        assert found["accuracy"]["value"] == pytest.approx(0.8)
        assert (found["accuracy"]["low"], found["accuracy"]["high"]) == pytest.approx(
            (0.490, 0.943), abs=1e-3
        )
    else:
        errors = [answer["prediction"] - truth(answer, place < 8) for place, answer in enumerate(given[:10])]
        assert found["mae"]["value"] == pytest.approx(np.mean(np.abs(errors)))
    # The names are the passport's, so that both can stand side by side.
    passport = {metric["name"] for metric in fresh.get("/api/v1/model").json()["metrics"]["values"]}
    assert found.keys() <= passport


def test_without_a_database_there_is_no_history() -> None:
    client = TestClient(create_app(Settings(database=None, log_level="error")))
    (answer,) = ask(client)
    for refused in (
        client.get("/api/v1/predictions"),
        client.get("/api/v1/feedback/summary"),
        tell(client, answer["id"], correct=True),
        tell_many(client, labels(("id", "actual"), ("a", "b"))),
    ):
        assert "DATABASE=off" in problem(refused, 503)


def test_answers_of_a_version_with_other_classes_are_left_out() -> None:
    old = ({"prediction": "maybe", "probabilities": {"maybe": 1.0}}, False, None)
    new = ({"prediction": "yes", "probabilities": {"no": 0.1, "yes": 0.9}}, True, None)
    (only,) = judge._alike([old, new], ["no", "yes"])
    assert only is new


def judged(random: np.random.Generator, n: int) -> list[tuple[dict[str, Any], bool, Any]]:
    scores = random.random(n).round(2)
    came = np.where(random.random(n) < scores, "yes", "no")
    said = np.where(scores >= 0.4, "yes", "no")
    return [
        ({"prediction": s, "probabilities": {"no": 1 - p, "yes": p}}, bool(s == c), str(c) if n % 2 else None)
        for n, (p, s, c) in enumerate(zip(scores.tolist(), said.tolist(), came.tolist(), strict=True))
    ]


def test_the_metrics_of_two_classes_are_those_of_scikit_learn() -> None:
    some = judged(np.random.default_rng(1), 400)
    found = {metric["name"]: metric for metric in judge._of_classes(some, ["no", "yes"], 1)}
    scores = np.array([answer["probabilities"]["yes"] for answer, _, _ in some])
    said = np.array([answer["prediction"] == "yes" for answer, _, _ in some])
    came = np.where(
        [right for _, right, _ in some], said, ~said
    )  # right, or wrong of two, says what came true
    assert found["accuracy"]["value"] == pytest.approx(np.mean(said == came))
    assert found["f1"]["value"] == pytest.approx(sk.f1_score(came, said))
    assert found["roc_auc"]["value"] == pytest.approx(sk.roc_auc_score(came, scores))


def test_an_interval_holds_the_truth_as_often_as_it_says() -> None:
    found = [
        {
            metric["name"]: metric
            for metric in judge._of_classes(judged(np.random.default_rng(seed), 300), ["no", "yes"], 1)
        }
        for seed in range(200)
    ]
    for name in ("accuracy", "f1", "roc_auc"):
        truth = np.mean([one[name]["value"] for one in found])
        held = np.mean([one[name]["low"] <= truth <= one[name]["high"] for one in found])
        assert 0.9 <= held <= 0.99, name


def test_the_errors_of_numbers_are_measured() -> None:
    random = np.random.default_rng(2)
    said, came = random.normal(size=300), random.normal(size=300)
    some: Any = [({"prediction": s}, True, c) for s, c in zip(said.tolist(), came.tolist(), strict=True)]
    found = {metric["name"]: metric for metric in judge._of_numbers(some)}
    assert found["rmse"]["value"] == pytest.approx(sk.root_mean_squared_error(came, said))
    assert found["mae"]["value"] == pytest.approx(sk.mean_absolute_error(came, said))
    assert all(metric["low"] < metric["value"] < metric["high"] for metric in found.values())
