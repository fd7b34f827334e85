"""The prediction log keeps what it was given, whatever happens to its database."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from databases import Database, SqliteFile
from structlog.testing import capture_logs

from serving import history, prediction_log
from serving.prediction_log import PredictionLog
from serving.settings import ROOT
from serving.stores import Entry, Unavailable
from serving.stores.sqlite import MIGRATIONS, SqliteStore


def entry(entry_id: str, at: str = "2026-01-01T00:00:00.000+00:00", prediction: str | None = None) -> Entry:
    return Entry(entry_id, at, "predict", "anonymous", "v1", '{"a": 1}', '{"b": "\\u0000ä"}', prediction)


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.fixture
def log(database: Database) -> Iterator[PredictionLog]:
    log = PredictionLog(database.store())
    yield log
    log.close()


def test_an_entry_is_found_at_once(log: PredictionLog) -> None:
    log.add(entry("one"))
    assert log.find("one") == entry("one")
    assert log.find("two") is None
    assert log.find("tw\0") is None


def test_what_is_found_is_in_the_database(log: PredictionLog, database: Database) -> None:
    log.add(entry("one"))
    assert log.find("one")
    assert database.run("SELECT id FROM predictions") == [("one",)]


def test_closing_writes_what_waits(log: PredictionLog, database: Database) -> None:
    for number in range(5_000):
        log.add(entry(str(number)))
    log.close()
    assert database.run("SELECT id FROM predictions ORDER BY place") == [(str(n),) for n in range(5_000)]


def test_an_entry_is_kept_once(log: PredictionLog, database: Database) -> None:
    for _ in range(2):
        log.add(entry("one"))
        log.add(entry("one"))
        assert log.find("one")
    assert database.run("SELECT count(*) FROM predictions") == [(1,)]


def test_an_entry_that_cannot_be_kept_takes_no_other_with_it(log: PredictionLog) -> None:
    for one in (entry("before"), entry("bad", prediction="\ud800"), entry("after")):
        log.add(one)
    assert log.find("before") and log.find("after")
    assert log.find("bad") is None
    assert log.lost == 1


def test_a_long_prediction_is_found_by_what_it_says(log: PredictionLog) -> None:
    long = "x" * 10_000
    log.add(entry("one", prediction=long))
    log.add(entry("two", prediction=long + "y"))
    ((found, _),), following = history.page(log, history.Wanted(prediction=long), 10)
    assert (found.id, following) == ("one", None)


def test_feedback_on_many_answers_is_kept_with_them(log: PredictionLog) -> None:
    for number in range(5):
        log.add(entry(str(number), prediction="cat"))
    said = history.Said(True, '"cat"', "a\nnote", "2026-01-02")
    assert history.give(log, [("1", said), ("3", said), ("none", said)]) == 2
    assert history.give(log, []) == 0
    assert history.counts(log) == {"v1": (5, 2)}
    assert [one for _, one in history.judged(log, "v1", 10)] == [said, said]
    assert [one.id for one, _ in history.page(log, history.Wanted(feedback="right"), 10)[0]] == ["3", "1"]


def test_pages_lead_through_everything_while_two_write(log: PredictionLog, database: Database) -> None:
    other = PredictionLog(database.store())
    for number in range(100):
        (log, other)[number % 2].add(entry(str(number), prediction="cat"))
    assert log.find("0") and other.find("1")
    found, before = [], None
    while True:
        some, before = history.page(log, history.Wanted(before=before), 7)
        found += [one.id for one, _ in some]
        if before is None:
            break
    assert sorted(found, key=int) == [str(number) for number in range(100)]
    other.close()


def test_two_that_start_at_once_make_one_schema(database: Database) -> None:
    logs: list[PredictionLog] = []
    starts = [Thread(target=lambda: logs.append(PredictionLog(database.store()))) for _ in range(4)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    for number, one in enumerate(logs):
        eventually(lambda one=one: one.trouble is None)  # type: ignore[misc]
        one.add(entry(str(number)))
        one.close()
    assert database.run("SELECT count(*) FROM predictions") == [(4,)]


WRITER = """
import sys
from pathlib import Path
from serving.prediction_log import PredictionLog
from serving.stores import Entry
from serving.stores.sqlite import SqliteStore

log = PredictionLog(SqliteStore(Path(sys.argv[1])))
for number in range(300):
    name = f"{sys.argv[2]}-{number}"
    log.add(Entry(name, "2026-01-01", "predict", "anonymous", "v1", "{}", "{}"))
    assert number % 10 or log.find(name)
log.close()
"""


def test_two_processes_share_a_file(tmp_path: Path) -> None:
    file = tmp_path / "log.sqlite3"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(file), name], cwd=ROOT)
        for name in ("one", "two", "three")
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]
    assert SqliteFile(file).run("SELECT count(*), count(DISTINCT id) FROM predictions") == [(900, 900)]


def test_an_older_schema_is_brought_up_to_date(database: Database) -> None:
    old = PredictionLog(database.store())
    old.add(entry("before"))
    old.close()
    newer = [
        *database.migrations,
        ["ALTER TABLE predictions ADD COLUMN verdict TEXT", "CREATE INDEX by_actor ON predictions (actor)"],
    ]
    new = PredictionLog(database.store(newer))
    assert new.trouble is None
    assert new.find("before") == entry("before")
    new.close()
    assert database.run("SELECT verdict FROM predictions") == [(None,)]
    again = PredictionLog(database.store(newer))
    assert again.trouble is None
    again.close()


def test_a_migration_that_fails_changes_nothing(database: Database) -> None:
    PredictionLog(database.store()).close()
    broken = [*database.migrations, ["ALTER TABLE predictions ADD COLUMN verdict TEXT", "NO SQL"]]
    failed = PredictionLog(database.store(broken))
    assert failed.trouble
    failed.close()
    again = PredictionLog(database.store())
    assert again.trouble is None
    again.close()


def test_a_newer_schema_is_left_alone(database: Database) -> None:
    PredictionLog(database.store([*database.migrations, ["CREATE TABLE later (a integer)"]])).close()
    log = PredictionLog(database.store())
    assert log.trouble and "newer version" in log.trouble
    log.add(entry("one"))
    with pytest.raises(Unavailable):
        log.find("one")
    log.close(0)
    assert database.run("SELECT count(*) FROM predictions") == [(0,)]


def test_entries_that_cannot_be_written_wait_for_the_next_try(log: PredictionLog, database: Database) -> None:
    log.add(entry("one"))
    assert log.find("one")
    database.run("ALTER TABLE predictions RENAME TO elsewhere")
    log.add(entry("two"))
    eventually(lambda: log.trouble is not None)
    with pytest.raises(Unavailable):
        log.find("one")
    assert len(log) == 1
    database.run("ALTER TABLE elsewhere RENAME TO predictions")
    eventually(lambda: log.trouble is None)
    assert log.find("two") == entry("two")
    assert log.lost == 0


def test_memory_is_bounded_while_the_database_is_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prediction_log, "MOST_WAITING", 3)
    log = PredictionLog(database.store())
    database.run("ALTER TABLE predictions RENAME TO elsewhere")
    for number in range(5):
        log.add(entry(str(number)))
    assert len(log) <= 3
    assert log.lost >= 2
    eventually(lambda: log.trouble is not None)
    database.run("ALTER TABLE elsewhere RENAME TO predictions")
    eventually(lambda: log.trouble is None)
    assert log.find("4") == entry("4")
    log.close()


def test_long_entries_fill_the_memory_sooner(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prediction_log, "MOST_CHARACTERS", 1_000)
    log = PredictionLog(database.store())
    log.add(entry("long")._replace(request="x" * 2_000))
    assert len(log) == 0
    assert log.lost == 1
    log.close()


def test_a_stop_without_the_database_ends_and_says_what_is_lost(
    log: PredictionLog, database: Database
) -> None:
    database.run("ALTER TABLE predictions RENAME TO elsewhere")
    for number in range(3):
        log.add(entry(str(number)))
    with capture_logs() as lines:
        log.close(0)
    (line,) = [line for line in lines if "answers are lost" in line["event"]]
    assert line["lost"] == 3


def test_a_stop_in_the_middle_of_a_write_harms_nothing(database: Database) -> None:
    for round in range(5):
        log = PredictionLog(database.store())
        for number in range(2_000):
            log.add(entry(f"{round}-{number}")._replace(request=f'"{"x" * 2_000}"'))
        eventually(lambda log=log: log._lock.locked() or not len(log))  # type: ignore[misc]
        log.close(0)
    after = PredictionLog(database.store())
    after.add(entry("after"))
    assert after.find("after")
    after.close()


def test_old_answers_are_deleted_with_what_was_said_about_them(database: Database) -> None:
    now = datetime.now(UTC)
    log = PredictionLog(database.store())
    for days in range(1_500):
        log.add(entry(str(days), (now - timedelta(days=days)).isoformat(timespec="milliseconds"), "cat"))
    said = history.Said(False, '"dog"', None, now.isoformat())
    history.give(log, [("1", said), ("8", said)])
    log.close()
    kept = PredictionLog(database.store(), keep_days=7)
    eventually(lambda: len(ids(database)) <= 7)
    kept.close()
    assert ids(database) == [str(days) for days in range(7)]


def ids(database: Database) -> list[str]:
    return [one for (one,) in database.run("SELECT id FROM predictions ORDER BY place")]


def test_a_full_file_gives_up_what_is_long_of_the_oldest_and_keeps_the_answers(tmp_path: Path) -> None:
    file = tmp_path / "log.sqlite3"
    picture = {"image": {"base64": "A" * 100_000, "sha256": "abc", "bytes": 75_000}}
    log = PredictionLog(SqliteStore(file), keep_bytes=2_000_000)
    for number in range(100):
        sent = json.dumps(picture if number % 2 else {"text": "short"})
        log.add(entry(str(number), prediction="cat")._replace(request=sent, answer='{"label": "cat"}'))
    eventually(lambda: asked(log, "99") == picture and SqliteStore(file).used_bytes() < 2_000_000)
    assert asked(log, "1") == {"image": {"base64": None, "sha256": "abc", "bytes": 75_000}}
    assert asked(log, "0") == {"text": "short"}
    assert len(history.page(log, history.Wanted(prediction="cat"), 200)[0]) == 100
    for entry_id, answer in (("1", {"label": "cat", "given_up": True}), ("0", {"label": "cat"})):
        found = log.find(entry_id)
        assert found and json.loads(found.answer) == answer
    log.close()


def test_a_full_disk_is_said_as_such_and_what_waited_is_written_once_there_is_room(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "log.sqlite3")
    log = PredictionLog(store)
    store._writer().execute("PRAGMA max_page_count = 30")
    for number in range(5):
        log.add(entry(str(number))._replace(request=json.dumps("A" * 50_000)))
    eventually(lambda: bool(log.trouble))
    assert log.trouble and "full" in log.trouble
    store._writer().execute("PRAGMA max_page_count = 1000")
    eventually(lambda: not log.trouble and not len(log))
    assert log.find("4")
    log.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no file that is open")
def test_a_file_that_was_deleted_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "log.sqlite3"
    log = PredictionLog(SqliteStore(file))
    log.add(entry("before"))
    assert log.find("before")
    file.unlink()
    log.add(entry("after"))
    assert log.find("after")
    assert SqliteFile(file).run("SELECT id FROM predictions") == [("after",)]
    log.close()


def asked(log: PredictionLog, entry_id: str) -> object:
    found = log.find(entry_id)
    return json.loads(found.request) if found else None


def test_answers_are_kept_for_ever_unless_something_else_is_said(database: Database) -> None:
    log = PredictionLog(database.store())
    log.add(entry("old", "1999-01-01T00:00:00.000+00:00"))
    log.close()
    again = PredictionLog(database.store())
    assert again.find("old")
    again.close()


def test_a_file_of_the_first_version_keeps_its_answers(tmp_path: Path) -> None:
    file = tmp_path / "log.sqlite3"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(MIGRATIONS[0][0])
        for name, answer in (
            ("02", '{"prediction": "cat"}'),
            ("01", '{"base": 0.5}'),
            ("03", '{"prediction": 2.5}'),
        ):
            row = (name, "2026-01-01", "predict", "anonymous", "v1", "{}", answer)
            database.execute("INSERT INTO predictions VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        database.execute("PRAGMA user_version = 1")
    log = PredictionLog(SqliteStore(file))
    log.add(entry("04"))
    (newest, _), (older, said) = history.page(log, history.Wanted(), 10)[0]
    assert (newest.id, newest.prediction) == ("03", "2.5")
    assert (older.id, older.prediction, said) == ("02", "cat", None)
    assert [log.find(name) is not None for name in ("01", "04")] == [True, True]
    log.close()


@pytest.mark.parametrize("content", [b"this is no database, and longer than a header of one would be" * 20])
def test_a_file_that_is_no_database_is_not_touched(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "log.sqlite3"
    file.write_bytes(content)
    log = PredictionLog(SqliteFile(file).store())
    assert log.trouble
    log.close()
    assert file.read_bytes() == content
