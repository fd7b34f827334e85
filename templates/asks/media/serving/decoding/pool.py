"""Decoding in processes of its own: one that dies, hangs or eats memory is replaced, and the server goes on."""

import contextlib
import os
import subprocess
import sys
import threading
import time
import weakref
from concurrent.futures import Future, ThreadPoolExecutor
from json import dumps, loads
from queue import SimpleQueue
from typing import IO, Any, cast

import numpy as np

from serving.decoding.refusal import Refused
from serving.decoding.worker import FRAME
from serving.settings import ROOT

# What a Python needs to start, by platform; nothing else of the server's environment goes to a decoder.
_ENVIRONMENT = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMP", "TEMP")
_WATCHED_EVERY = 0.2
_PIPE = 1 << 20
_F_SETPIPE_SZ = 1031  # Linux; named in fcntl from Python 3.10 on, there only

Decoded = tuple[dict[str, Any], np.ndarray[Any, Any]]


class Broken(Exception):
    """The process is gone."""


class Decoders:
    """Some processes that decode, each with a thread that waits for it."""

    def __init__(self, processes: int, seconds: float, most_memory: int) -> None:
        """Start them.

        Args:
            processes: how many.
            seconds: how long one file may take.
            most_memory: bytes that a process may have; not on Windows, and macOS does not keep to it.
        """
        self._seconds, self._most_memory = seconds, most_memory
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._threads = ThreadPoolExecutor(processes, "decoding")
        self._workers: list[_Worker] = []
        for _ in range(processes):
            self._start()
        closed = threading.Event()
        threading.Thread(target=_watch, args=(self._workers, closed), daemon=True).start()
        self._close = weakref.finalize(self, _close, self._workers, self._threads, closed)

    def decode(self, asked: dict[str, Any], content: bytes) -> "Future[Decoded]":
        """Decode a file; `asked` is what `worker.py` says.

        The result raises Refused where the file is at fault, also when it made the process die or take too long.
        """
        return self._threads.submit(self._decode, asked, content)

    def close(self) -> None:
        """End all processes."""
        self._close()

    def _decode(self, asked: dict[str, Any], content: bytes) -> Decoded:
        worker = self._idle.get()
        try:
            header, body = worker.ask(asked, content, self._seconds)
        except Broken:
            worker.end()
            self._workers.remove(worker)
            self._start()
            why = (
                f"took longer than {self._seconds:g} seconds"
                if worker.overdue
                else "brought the decoder down"
            )
            raise Refused(
                f"The file {why}. Save it anew with another program, or send a smaller one."
            ) from None
        self._idle.put(worker)
        if "refused" in header:
            raise Refused(header["refused"])
        kind = np.uint8 if asked["kind"] == "picture" else np.float32
        return header, body.view(kind).reshape(header["shape"])

    def _start(self) -> None:
        worker = _Worker(self._most_memory)
        self._workers.append(worker)
        self._idle.put(worker)


class _Worker:
    """One process, and the pipes to it."""

    def __init__(self, most_memory: int) -> None:
        self.overdue = False
        self._until: float | None = None
        self._process = subprocess.Popen(
            [sys.executable, "-m", "serving.decoding.worker", str(most_memory)],
            cwd=ROOT,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
            | {"OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self._asks, self._answers = (
            cast(IO[bytes], self._process.stdin),
            cast(IO[bytes], self._process.stdout),
        )
        _widen(self._asks)
        _widen(self._answers)

    def ask(
        self, asked: dict[str, Any], content: bytes, seconds: float
    ) -> tuple[dict[str, Any], np.ndarray[Any, Any]]:
        said = dumps(asked).encode()
        self._until = time.monotonic() + seconds
        try:
            self._write(FRAME.pack(len(said), len(content)) + said)
            self._write(content)
            header, body = FRAME.unpack(self._read(FRAME.size).tobytes())
            return loads(self._read(header).tobytes()), self._read(body)
        except (OSError, ValueError):
            raise Broken from None
        finally:
            self._until = None

    def watch(self, now: float) -> None:
        """End the process if it takes too long; whoever waits for it then sees its pipe end."""
        if self._until is not None and now > self._until:
            self.overdue = True
            self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._asks, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()

    def _write(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[self._asks.write(rest) :]

    def _read(self, size: int) -> np.ndarray[Any, Any]:
        found = np.empty(size, np.uint8)
        rest = found.data
        while len(rest):
            read = self._answers.readinto(rest)  # type: ignore[attr-defined]  # a raw file has it
            if not read:
                raise Broken
            rest = rest[read:]
        return found


def _watch(workers: list[_Worker], closed: threading.Event) -> None:
    while not closed.wait(_WATCHED_EVERY):
        now = time.monotonic()
        for worker in tuple(workers):
            worker.watch(now)


def _close(workers: list[_Worker], threads: ThreadPoolExecutor, closed: threading.Event) -> None:
    closed.set()
    threads.shutdown(wait=False, cancel_futures=True)
    for worker in tuple(workers):
        worker.end()


def _widen(pipe: IO[bytes]) -> None:
    """Let a pipe hold a megabyte: a picture then crosses it in a few steps. Only Linux can."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), _F_SETPIPE_SZ, _PIPE)
