"""Decoding in processes of its own: one that dies, hangs or eats memory is replaced, and the server goes on."""

import contextlib
import os
import select
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from concurrent.futures import Future
from json import dumps, loads
from queue import SimpleQueue
from typing import IO, Any, Literal, cast

import numpy as np

from serving.decoding.refusal import Refused
from serving.decoding.worker import FRAME
from serving.problems import Problem
from serving.settings import ROOT

# What a Python needs to start, by platform; nothing else of the server's environment goes to a decoder.
_ENVIRONMENT = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMP", "TEMP")
_WATCHED_EVERY = 0.1
_PIPE = 1 << 20
_SMALL = 1 << 16  # bytes that are sent and read in one step
_AT_ONCE = 1 << 14  # bytes of a file that may be decoded while everyone waits
_MOST_AT_ONCE = 0.0005  # seconds that everyone waits for it
_POLL = getattr(select, "poll", None)  # Windows has none
_F_SETPIPE_SZ = 1031  # Linux; named in fcntl there only

Kind = Literal["picture", "sound"]
Header = dict[str, Any]
Decoded = tuple[Header, np.ndarray[Any, Any]]


class Decoders:
    """Some processes that decode, each with a thread that waits for it."""

    def __init__(
        self, kind: Kind, processes: int, seconds: float, most_memory: int, most_waiting: int
    ) -> None:
        """Start them.

        Args:
            kind: what they decode.
            processes: how many.
            seconds: how long one file may take.
            most_memory: bytes that a process may have; not on Windows, and macOS does not keep to it.
            most_waiting: with more files waiting, the next is refused.
        """
        self._waiting: SimpleQueue[_Task | None] = SimpleQueue()
        self._most_waiting = most_waiting
        self.workers = [Worker(kind, seconds, most_memory) for _ in range(processes)]
        closed = threading.Event()
        for worker in self.workers:
            threading.Thread(target=_serve, args=(worker, self._waiting), daemon=True).start()
        threading.Thread(target=_watch, args=(self.workers, closed), daemon=True).start()
        self._close = weakref.finalize(self, _end, self.workers, self._waiting, closed)

    def decode(self, asked: Header, content: bytes) -> "Future[Decoded]":
        """Decode a file; `asked` is what `worker.py` says.

        The result raises Refused where the file is at fault, also when it made the process die or take too long.

        Raises:
            Problem: 503, too many wait.
        """
        if self._waiting.qsize() >= self._most_waiting:
            raise Problem(
                503,
                "Too many files wait to be decoded already. Try again in a second.",
                headers={"Retry-After": "1"},
            )
        task = _Task(asked, content)
        if len(content) > _AT_ONCE or not self._decode_at_once(task):
            self._waiting.put(task)
        return task.result

    def _decode_at_once(self, task: "_Task") -> bool:
        """Decode a small file here, if a process has nothing else to do: waking a thread takes longer than decoding it."""
        if _POLL is None:
            return False
        for worker in self.workers:
            if worker.busy.acquire(blocking=False):
                worker.send(task.asked, task.content)
                if worker.answers_within(_MOST_AT_ONCE):
                    _finish(worker, task)
                else:
                    threading.Thread(target=_finish, args=(worker, task), daemon=True).start()
                return True
        return False

    def close(self) -> None:
        """End all processes."""
        self._close()


class _Task:
    """A file that waits."""

    def __init__(self, asked: Header, content: bytes) -> None:
        self.asked, self.content = asked, content
        self.result: Future[Decoded] = Future()


class _Broken(Exception):
    """The process is gone."""


class Worker:
    """One process and the pipes to it; started again whenever it is gone."""

    def __init__(self, kind: Kind, seconds: float, most_memory: int) -> None:
        self._kind, self._seconds, self._most_memory = kind, seconds, most_memory
        self._until: float | None = None
        self.busy = threading.Lock()  # from `send` until `receive`
        self.process = self._start()

    def send(self, asked: Header, content: bytes) -> None:
        """Send a file to the process, which must be `busy` with nothing else."""
        self._until = time.monotonic() + self._seconds
        said = dumps(asked).encode()
        frame = FRAME.pack(len(said), len(content)) + said
        with contextlib.suppress(
            OSError, ValueError
        ):  # who cannot be asked gives no answer, which `receive` finds
            if self.process.poll() is not None:
                self.process = self._start()
            if len(content) <= _SMALL:
                self._write(frame + content)
            else:
                self._write(frame)
                self._write(content)

    def answers_within(self, seconds: float) -> bool:
        """Say whether an answer begins to come in that time."""
        assert _POLL is not None
        poll = _POLL()
        with contextlib.suppress(OSError, ValueError):
            poll.register(cast(IO[bytes], self.process.stdout).fileno())
            return bool(poll.poll(seconds * 1000))
        return True

    def receive(self) -> Decoded:
        """Read the answer; raises Refused where the file is at fault."""
        try:
            header, body = self._read_answer()
        except (_Broken, OSError, ValueError):
            overdue = self._until is None
            self.end()
            why = f"takes longer than {self._seconds:g} seconds" if overdue else "brings the decoder down"
            raise Refused(
                f"Decoding this file {why}. Save it anew with another program, or send a smaller one."
            ) from None
        finally:
            self._until = None
            self.busy.release()
        if "refused" in header:
            raise Refused(header["refused"])
        return header, body.view(np.uint8 if self._kind == "picture" else np.float32).reshape(header["shape"])

    def watch(self, now: float) -> None:
        """End the process if it takes too long; whoever waits for it then sees its pipe end."""
        until = self._until
        if until is not None and now > until:
            self._until = None
            self.process.kill()

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                cast(IO[bytes], pipe).close()

    def _start(self) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-m", "serving.decoding.worker", self._kind, str(self._most_memory)],
            cwd=ROOT,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
            | {"OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        _widen(cast(IO[bytes], process.stdin))
        _widen(cast(IO[bytes], process.stdout))
        return process

    def _read_answer(self) -> Decoded:
        begin = self._read_some()
        header, size = FRAME.unpack_from(begin)
        end = FRAME.size + header
        body = np.empty(size, np.uint8)
        body[: len(begin) - end] = np.frombuffer(begin, np.uint8, offset=end)
        self._read(body.data[len(begin) - end :])
        return loads(begin[FRAME.size : end]), body

    def _write(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[self.process.stdin.write(rest) :]  # type: ignore[union-attr]  # it is a pipe

    def _read_some(self) -> bytes:
        """Read what there is, but at least an answer's header: of a small file, all."""
        found = b""
        while len(found) < FRAME.size or len(found) < FRAME.size + FRAME.unpack_from(found)[0]:
            more: bytes = self.process.stdout.read(_SMALL)  # type: ignore[union-attr]  # it is a pipe
            if not more:
                raise _Broken
            found += more
        return found

    def _read(self, rest: memoryview) -> None:
        while len(rest):
            read = self.process.stdout.readinto(rest)  # type: ignore[union-attr]  # a raw file has it
            if not read:
                raise _Broken
            rest = rest[read:]


def _serve(worker: Worker, waiting: "SimpleQueue[_Task | None]") -> None:
    while (task := waiting.get()) is not None:
        if not task.result.cancelled():
            worker.busy.acquire()
            worker.send(task.asked, task.content)
            _finish(worker, task)
        del task  # what was decoded must not stay until the next one comes


def _finish(worker: Worker, task: _Task) -> None:
    try:
        decoded = worker.receive()
    except BaseException as error:
        _tell(task.result, None, error)
    else:
        _tell(task.result, decoded, None)


def _tell(result: "Future[Decoded]", decoded: Decoded | None, error: BaseException | None) -> None:
    if not result.set_running_or_notify_cancel():
        return
    if error is not None:
        result.set_exception(error)
    elif decoded is not None:
        result.set_result(decoded)


def _watch(workers: Sequence[Worker], closed: threading.Event) -> None:
    while not closed.wait(_WATCHED_EVERY):
        now = time.monotonic()
        for worker in workers:
            worker.watch(now)


def _end(workers: Sequence[Worker], waiting: "SimpleQueue[_Task | None]", closed: threading.Event) -> None:
    closed.set()
    for worker in workers:
        waiting.put(None)
        worker.end()


def _widen(pipe: IO[bytes]) -> None:
    """Let a pipe hold a megabyte: a picture then crosses it in a few steps. Only Linux can."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), _F_SETPIPE_SZ, _PIPE)
