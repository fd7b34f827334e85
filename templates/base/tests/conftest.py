"""What the tests share: this product's app, on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

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
