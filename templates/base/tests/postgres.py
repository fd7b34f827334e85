"""A PostgreSQL server for tests: on loopback, with its data in a folder of its own, ended when the tests end."""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

import psycopg

_WHERE = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "C:/Program Files/PostgreSQL/*/bin",
)
PASSWORD = "a-planted-password"
# Nothing here outlives the machine; a killed server loses nothing all the same.
_SETTINGS = "-c fsync=off -c unix_socket_directories='' -c listen_addresses=127.0.0.1"


class NoPostgres(Exception):
    """There is no server that could be started; the message says why."""


class Server:
    """A server that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        """Make its data; it does not run yet."""
        self._bin = _binaries()
        self._folder = folder
        self._user = _user()
        self.port = 0  # taken at the first start
        if self._user:
            shutil.chown(folder, self._user)
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        self._run(
            "initdb", "-D", str(folder / "data"), "-U", "app", "-E", "UTF8", "--no-locale", "-N",
            "--auth=scram-sha-256", f"--pwfile={folder / 'password'}",
        )  # fmt: skip

    @property
    def url(self) -> str:
        """Its address, with the password."""
        return f"postgresql://app:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers. After a kill that is when its last child is gone."""
        until = time.monotonic() + 60
        is_first = self.port == 0
        while True:
            if is_first:  # another one may be taken by now
                self.port = _free_port()
            try:
                self._control(
                    "start", "-w", "-l", str(self._folder / "log"), "-o", f"-p {self.port} {_SETTINGS}"
                )
                return
            except NoPostgres:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def kill(self) -> None:
        """End it as a crash would."""
        pid = int((self._folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def stop(self) -> None:
        """End it in order, and at once."""
        with suppress(NoPostgres):  # it was killed
            self._control("stop", "-w", "-m", "immediate")

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        with (self._folder / "output").open("w+", encoding="utf-8") as output:
            done = subprocess.run(
                [str(self._bin / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                user=self._user,
                check=False,
            )
            output.seek(0)
            if done.returncode != 0:
                raise NoPostgres(f"{program} failed: {output.read()[-500:]}")


@contextmanager
def running() -> Iterator[Server]:
    """Run a server until the block ends.

    Raises:
        NoPostgres: there is none on this machine, or it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    server = None
    try:
        server = Server(folder)
        server.start()
        yield server
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_database(url: str) -> Iterator[str]:
    """Make a database of its own on a server, for as long as the block lasts; its address."""
    name = f"test_{token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield re.sub(r"(//[^/]*/)[^?]*", rf"\g<1>{name}", url)
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _binaries() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    for pattern in _WHERE:
        root = Path(Path(pattern).anchor)
        folders += sorted(root.glob(str(Path(pattern).relative_to(root))), reverse=True)
    for folder in folders:
        if shutil.which("initdb", path=folder) and shutil.which("pg_ctl", path=folder):
            return folder
    raise NoPostgres(
        "PostgreSQL is not installed; install it, or set TEST_DATABASE_URL to a server for tests"
    )


def _user() -> str | None:
    """PostgreSQL refuses to run as root: there it is run as the user whom its package brings."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd

    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NoPostgres("PostgreSQL does not run as root, and there is no user postgres") from None


def _free_port() -> int:
    """A port that nothing listens on, and that no system hands out by itself: a killed server finds it again."""
    while True:
        port = random.randrange(20_000, 30_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
