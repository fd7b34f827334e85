"""Both databases of the prediction log, so that one test can be run on each."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from pydantic import SecretStr

from serving.stores import Store, postgres, sqlite
from serving.stores.postgres import PostgresStore
from serving.stores.sqlite import SqliteStore


@dataclass
class SqliteFile:
    """A file that is not there yet."""

    file: Path
    migrations = sqlite.MIGRATIONS

    @property
    def settings(self) -> dict[str, Any]:
        """What names it in `Settings`."""
        return {"database": self.file}

    @property
    def environment(self) -> dict[str, str]:
        """What names it in a server's environment."""
        return {"DATABASE": str(self.file)}

    def store(self, migrations: Sequence[Sequence[str]] = sqlite.MIGRATIONS) -> Store:
        """A store on it, not opened."""
        return SqliteStore(self.file, migrations)

    def run(self, query: str) -> list[tuple[Any, ...]]:
        """Ask past the product."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            return connection.execute(query).fetchall()


@dataclass
class PostgresDatabase:
    """A database without any table."""

    url: str
    migrations = postgres.MIGRATIONS

    @property
    def settings(self) -> dict[str, Any]:
        """What names it in `Settings`."""
        return {"database_url": SecretStr(self.url)}

    @property
    def environment(self) -> dict[str, str]:
        """What names it in a server's environment."""
        return {"DATABASE": "", "DATABASE_URL": self.url}

    def store(self, migrations: Sequence[Sequence[str]] = postgres.MIGRATIONS) -> Store:
        """A store on it, not opened."""
        return PostgresStore(SecretStr(self.url), migrations)

    def run(self, query: str) -> list[tuple[Any, ...]]:
        """Ask past the product."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []


Database = SqliteFile | PostgresDatabase
