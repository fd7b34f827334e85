"""One decoding process and the pipes to it; started again whenever it is gone."""

import contextlib
import os
import subprocess
import sys
import time
from json import loads
from typing import IO, Any, Literal, cast

import numpy as np

from serving.decoding.refusal import Refused
from serving.decoding.worker import FRAME
from serving.settings import ROOT

# What a Python needs to start, by platform; nothing else of the server's environment goes to a decoder.
_ENVIRONMENT = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMP", "TEMP")
_PIPE = 1 << 20
_SMALL = 1 << 16  # bytes that are sent and read in one step
_F_SETPIPE_SZ = 1031  # Linux; named in fcntl there only
_ANY_PIPE = 4096  # bytes that fit into any pipe
_MOST_FRAME = 1024  # bytes of what is asked of a file, at most

Kind = Literal["picture", "sound"]
Header = dict[str, Any]
Decoded = tuple[Header, np.ndarray[Any, Any]]


class _Broken(Exception):
    """The process is gone."""


class Worker:
    """A process that decodes one file at a time.

    Attributes:
        process: the one that runs now.
        room: how long a file may be that is sent to it without waiting until it reads.
    """

    def __init__(self, kind: Kind, seconds: float, most_memory: int) -> None:
        """Start it; the arguments are those of `Decoders`."""
        self._kind, self._seconds, self._most_memory = kind, seconds, most_memory
        self._until: float | None = None
        self.process = self._start()

    @property
    def answers(self) -> int:
        """The file descriptor that becomes readable when an answer comes, or the process is gone."""
        return int(self._stdout.fileno())

    def send(self, asked: bytes, content: bytes) -> None:
        """Send a file with what is asked of it. Who cannot be asked gives no answer, which `begin` finds."""
        self._until = time.monotonic() + self._seconds
        frame = FRAME.pack(len(asked), len(content)) + asked
        try:
            self._write(frame)
        except (OSError, ValueError):  # it died since it answered last
            self.end()
            self.process = self._start()
            with contextlib.suppress(OSError):
                self._write(frame)
        with contextlib.suppress(OSError):
            self._write(content)

    def begin(self) -> bytes:
        """Read an answer's beginning: of a small answer, all. `rest` takes it, and must follow; empty: the process is gone."""
        found = b""
        with contextlib.suppress(OSError, ValueError):
            while len(found) < FRAME.size or len(found) < FRAME.size + FRAME.unpack_from(found)[0]:
                more: bytes = self._stdout.read(_SMALL)
                if not more:
                    return b""
                found += more
        return found

    def is_whole(self, begin: bytes) -> bool:
        """Say whether `rest` has nothing to wait for."""
        return not begin or len(begin) == FRAME.size + sum(FRAME.unpack_from(begin))

    def rest(self, begin: bytes) -> Decoded:
        """Read what is left of an answer; raises Refused where the file is at fault."""
        try:
            header, body = self._answer(begin)
        except (_Broken, OSError, ValueError):
            overdue = self._until is None
            self.end()
            why = f"takes longer than {self._seconds:g} seconds" if overdue else "brings the decoder down"
            raise Refused(
                f"Decoding this file {why}. Save it anew with another program, or send a smaller one."
            ) from None
        finally:
            self._until = None
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

    @property
    def _stdout(self) -> Any:
        return self.process.stdout

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
        self.room = _widened(cast(IO[bytes], process.stdin)) - _MOST_FRAME
        _widened(cast(IO[bytes], process.stdout))
        return process

    def _answer(self, begin: bytes) -> Decoded:
        if not begin:
            raise _Broken
        header, size = FRAME.unpack_from(begin)
        end = FRAME.size + header
        body = np.empty(size, np.uint8)
        body[: len(begin) - end] = np.frombuffer(begin, np.uint8, offset=end)
        self._fill(body.data[len(begin) - end :])
        return loads(begin[FRAME.size : end]), body

    def _write(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[self.process.stdin.write(rest) :]  # type: ignore[union-attr]  # it is a pipe

    def _fill(self, rest: memoryview) -> None:
        while len(rest):
            read = self._stdout.readinto(rest)
            if not read:
                raise _Broken
            rest = rest[read:]


def _widened(pipe: IO[bytes]) -> int:
    """Let a pipe hold a megabyte, so that a picture crosses it in a few steps; return how much it holds. Only Linux can."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            return fcntl.fcntl(pipe.fileno(), _F_SETPIPE_SZ, _PIPE)
    return _ANY_PIPE
