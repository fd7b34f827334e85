"""The prediction log keeps what it was given, whatever happens to the disk."""

import sqlite3
from pathlib import Path

import pytest

from serving import history, prediction_log
from serving.migrations import MIGRATIONS
from serving.prediction_log import Entry, PredictionLog


def entry(entry_id: str) -> Entry:
    return Entry(
        entry_id, "2026-01-01T00:00:00.000+00:00", "predict", "anonymous", "v1", '{"a": 1}', '{"b": 2}'
    )


def test_an_entry_is_found_at_once(tmp_path: Path) -> None:
    log = PredictionLog(tmp_path / "log.sqlite3")
    log.add(entry("one"))
    assert log.find("one") == entry("one")
    assert log.find("two") is None
    log.close()


def test_closing_writes_what_waits(tmp_path: Path) -> None:
    log = PredictionLog(tmp_path / "log.sqlite3")
    for number in range(1000):
        log.add(entry(str(number)))
    log.close()
    with sqlite3.connect(tmp_path / "log.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM predictions").fetchone() == (1000,)


def test_a_file_of_the_first_version_keeps_its_answers(tmp_path: Path) -> None:
    file = tmp_path / "log.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute(MIGRATIONS[0][0])
        for name, answer in (
            ("02", '{"prediction": "cat"}'),
            ("01", '{"base": 0.5}'),
            ("03", '{"prediction": 2.5}'),
        ):
            row = (name, "2026-01-01", "predict", "anonymous", "v1", "{}", answer)
            database.execute("INSERT INTO predictions VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        database.execute("PRAGMA user_version = 1")
    database.close()
    log = PredictionLog(file)
    log.add(entry("04"))
    (newest, _), (older, said) = history.page(log, history.Wanted(), 10)[0]
    assert (newest.id, newest.prediction) == ("03", "2.5")
    assert (older.id, older.prediction, said) == ("02", "cat", None)
    assert [log.find(name) is not None for name in ("01", "04")] == [True, True]
    log.close()


def test_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    old = PredictionLog(tmp_path / "log.sqlite3")
    old.add(entry("before"))
    old.close()
    newer = [
        *MIGRATIONS,
        ["ALTER TABLE predictions ADD COLUMN verdict TEXT", "CREATE INDEX by_time ON predictions (at)"],
    ]
    new = PredictionLog(tmp_path / "log.sqlite3", newer)
    assert new.trouble is None
    assert new.find("before") == entry("before")
    new.close()
    with sqlite3.connect(tmp_path / "log.sqlite3") as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(newer),)
        assert database.execute("SELECT verdict FROM predictions").fetchone() == (None,)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    PredictionLog(tmp_path / "log.sqlite3").close()
    broken = [*MIGRATIONS, ["ALTER TABLE predictions ADD COLUMN verdict TEXT", "NO SQL"]]
    assert PredictionLog(tmp_path / "log.sqlite3", broken).trouble
    again = PredictionLog(tmp_path / "log.sqlite3")
    assert again.trouble is None
    again.close()


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    newer = PredictionLog(tmp_path / "log.sqlite3", [*MIGRATIONS, ["CREATE TABLE later (a)"]])
    newer.close()
    log = PredictionLog(tmp_path / "log.sqlite3")
    assert log.trouble and "newer version" in log.trouble
    log.add(entry("one"))
    assert log.find("one") is None


@pytest.mark.parametrize("content", [b"this is no database, and longer than a header of one would be" * 20])
def test_a_file_that_is_no_database_is_not_touched(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "log.sqlite3"
    file.write_bytes(content)
    assert PredictionLog(file).trouble
    assert file.read_bytes() == content


def test_entries_that_cannot_be_written_wait_for_the_next_try(tmp_path: Path) -> None:
    log = PredictionLog(tmp_path / "log.sqlite3")
    log.add(entry("one"))
    assert log.find("one")
    with sqlite3.connect(tmp_path / "log.sqlite3") as database:
        database.execute("ALTER TABLE predictions RENAME TO elsewhere")
    log.add(entry("two"))
    with pytest.raises(sqlite3.Error):
        log.find("two")
    with sqlite3.connect(tmp_path / "log.sqlite3") as database:
        database.execute("ALTER TABLE elsewhere RENAME TO predictions")
    assert log.find("two") == entry("two")
    log.close()


def test_memory_is_bounded_when_the_disk_does_not_keep_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prediction_log, "MOST_WAITING", 3)
    log = PredictionLog(tmp_path / "log.sqlite3")
    with log._lock:  # the disk is busy
        for number in range(5):
            log.add(entry(str(number)))
        assert len(log) <= 3
    assert log.lost >= 1
    assert log.find("4") == entry("4")
    log.close()
