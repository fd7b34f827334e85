"""What the tests share: this product's app, on a database of its own, and either database for a test of both."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import Database, PostgresDatabase, SqliteFile
from fastapi import FastAPI
from fastapi.testclient import TestClient
from postgres import NoPostgres, new_database, running

from serving.app import create_app
from serving.settings import Settings


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """This product's app over its current artifact."""
    folder: Path = tmp_path_factory.mktemp("serving")
    return create_app(Settings(database=folder / "predictions.sqlite3", log_level="error"))


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of the app, in this process."""
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL: the one that TEST_DATABASE_URL names, or one that is started from this machine's programs."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield named
        return
    try:
        with running() as server:
            yield server.url
    except NoPostgres as error:
        pytest.skip(f"not tried on PostgreSQL: {error}")


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[PostgresDatabase]:
    """A new database in PostgreSQL."""
    with new_database(postgres_url) as url:
        yield PostgresDatabase(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A new database of either kind; the test is run on both."""
    if request.param == "sqlite":
        return SqliteFile(tmp_path / "log.sqlite3")
    found: PostgresDatabase = request.getfixturevalue("postgres")
    return found
