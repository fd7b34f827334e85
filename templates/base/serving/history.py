"""What was predicted, in pages; and what came true. SQL over the prediction log, and nothing of what a row is."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from serving.prediction_log import PredictionLog
from serving.stores import Entry, Row

Judged = Literal["right", "wrong", "given", "none"]

_FEEDBACK = ("correct", "actual", "note", "judged_at")
_COLUMNS = ", ".join((*Entry._fields, *_FEEDBACK))
_JUDGED = {
    "right": "judged_at IS NOT NULL AND correct = 1",
    "wrong": "judged_at IS NOT NULL AND correct = 0",
    "given": "judged_at IS NOT NULL",
    "none": "judged_at IS NULL",
}
_GIVE = "UPDATE predictions SET correct = ?, actual = ?, note = ?, judged_at = ? WHERE id = ? AND prediction IS NOT NULL"


class Said(NamedTuple):
    """What somebody said about an answer: whether it was right, what came true (JSON or None), a note, and when."""

    correct: bool
    actual: str | None
    note: str | None
    at: str


class Wanted(NamedTuple):
    """Which predictions are wanted; None: any. `before` is a cursor: the `next` of the page before."""

    before: int | None = None
    prediction: str | None = None
    feedback: Judged | None = None
    model_version: str | None = None


def page(
    log: PredictionLog, wanted: Wanted, limit: int
) -> tuple[list[tuple[Entry, Said | None]], int | None]:
    """Return predictions, newest first, and the cursor of the next page; None: there is none.

    The order is that of the answers, so that new ones never move what is on a page.

    Raises:
        NothingKept: there is no prediction log.
    """
    rules, values = ["prediction IS NOT NULL"], list[Any]()
    for rule, value in (
        ("place < ?", wanted.before),
        ("substr(prediction, 1, 200) = substr(?, 1, 200)", wanted.prediction),  # PostgreSQL's index
        ("prediction = ?", wanted.prediction),
        ("model_version = ?", wanted.model_version),
    ):
        if value is not None:
            rules.append(rule)
            values.append(value)
    if wanted.feedback:
        rules.append(_JUDGED[wanted.feedback])
    query = (
        f"SELECT place, {_COLUMNS} FROM predictions WHERE {' AND '.join(rules)} ORDER BY place DESC LIMIT ?"
    )
    with log.reading() as ask:
        rows = list(ask(query, (*values, limit + 1)))
    following = rows[limit - 1][0] if len(rows) > limit else None
    return [_item(row[1:]) for row in rows[:limit]], following


def find(log: PredictionLog, entry_id: str) -> tuple[Entry, Said | None] | None:
    """Return one answer and what was said about it.

    Raises:
        NothingKept: there is no prediction log.
    """
    with log.reading() as ask:
        rows = list(ask(f"SELECT {_COLUMNS} FROM predictions WHERE id = ?", (entry_id,)))
    return _item(rows[0]) if rows else None


def answers(log: PredictionLog, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the answers of predictions by their ids; an id that no prediction has is left out."""
    places = ", ".join("?" * len(ids))
    query = f"SELECT id, answer FROM predictions WHERE prediction IS NOT NULL AND id IN ({places})"
    with log.reading() as ask:
        return {entry_id: json.loads(answer) for entry_id, answer in ask(query, ids)}


def give(log: PredictionLog, said: Sequence[tuple[str, Said]]) -> int:
    """Keep what was said about predictions, all or none of it; the last word counts. Return how many there are."""
    if not said:
        return 0
    return log.change(
        _GIVE, [(int(one.correct), one.actual, one.note, one.at, entry_id) for entry_id, one in said]
    )


def counts(log: PredictionLog) -> dict[str, tuple[int, int]]:
    """Return for each version, newest first, how many predictions it gave and how many of them were judged."""
    versions = "SELECT DISTINCT model_version FROM predictions WHERE prediction IS NOT NULL"
    answered = "SELECT count(*) FROM predictions WHERE prediction IS NOT NULL AND model_version = ?"
    judged = "SELECT model_version, count(*) FROM predictions WHERE judged_at IS NOT NULL GROUP BY 1"
    latest = "SELECT max(place) FROM predictions WHERE prediction IS NOT NULL AND model_version = ?"
    with log.reading() as ask:
        known: dict[str, int] = dict(ask(judged, ()))
        names = [name for (name,) in ask(versions, ())]
        newest = {name: _value(ask(latest, (name,))) for name in names}
        names.sort(key=lambda name: newest[name], reverse=True)
        return {name: (_value(ask(answered, (name,))), known.get(name, 0)) for name in names}


def judged(log: PredictionLog, version: str, most: int) -> Iterator[tuple[dict[str, Any], Said]]:
    """Yield the answers of a version that something was said about, and what it was; the newest `most`."""
    query = (
        f"SELECT answer, {', '.join(_FEEDBACK)} FROM predictions "
        "WHERE judged_at IS NOT NULL AND model_version = ? ORDER BY place DESC LIMIT ?"
    )
    with log.reading() as ask:
        for answer, *said in ask(query, (version, most)):
            yield json.loads(answer), _said(said)


def _value(rows: Iterator[Row]) -> int:
    """Return the only number that was asked for; 0: of nothing."""
    ((value,),) = rows
    return int(value or 0)


def _item(row: Sequence[Any]) -> tuple[Entry, Said | None]:
    cut = len(Entry._fields)
    return Entry(*row[:cut]), None if row[-1] is None else _said(row[cut:])


def _said(columns: Sequence[Any]) -> Said:
    correct, actual, note, at = columns
    return Said(bool(correct), actual, note, at)
