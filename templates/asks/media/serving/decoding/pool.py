"""Decoding in processes of its own: one that dies, hangs or eats memory is replaced, and the server goes on.

The event loop hands files to processes that are free, and hears of their answers as it hears of requests: waking a thread
for each would take longer than decoding a small picture. Threads wait only for what does not fit into a pipe.
"""

import asyncio
import os
import sys
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Sequence

from serving.decoding.process import Decoded, Kind, Worker
from serving.problems import Problem

_WATCHED_EVERY = 0.1
_ON_THE_LOOP = sys.platform != "win32"  # there, a loop cannot hear of pipes


class Decoders:
    """Some processes that decode. Its methods belong to the event loop."""

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
        self._waiting: deque[_Task] = deque()
        self._most_waiting = most_waiting
        self.workers = [Worker(kind, seconds, most_memory) for _ in range(processes)]
        self._free = list(self.workers)
        closed = threading.Event()
        threading.Thread(target=_watch, args=(self.workers, closed), daemon=True).start()
        self._close = weakref.finalize(self, _end, self.workers, closed)

    async def decode(self, asked: bytes, content: bytes) -> Decoded:
        """Decode a file; `asked` is the header that `worker.py` describes.

        Raises:
            Refused: the file is at fault, also when it made the process die or take too long.
            Problem: 503, too many wait.
        """
        if len(self._waiting) >= self._most_waiting:
            raise Problem(
                503,
                "Too many files wait to be decoded already. Try again in a second.",
                headers={"Retry-After": "1"},
            )
        task = _Task(asked, content)
        self._waiting.append(task)
        self._go_on()
        try:
            return await task.answer
        finally:
            if task in self._waiting:  # whoever sent it has gone away
                self._waiting.remove(task)

    def close(self) -> None:
        """End all processes."""
        self._close()

    def _go_on(self) -> None:
        while self._free and self._waiting:
            task, worker = self._waiting.popleft(), self._free.pop()
            if _ON_THE_LOOP and len(task.content) <= worker.room:
                worker.send(task.asked, task.content)
                task.loop.add_reader(worker.answers, self._on_answer, task, worker, worker.answers)
            else:
                _in_thread(self._send_and_wait, task, worker)

    def _on_answer(self, task: "_Task", worker: Worker, answers: int) -> None:
        task.loop.remove_reader(answers)
        os.set_blocking(
            answers, True
        )  # a loop may have made it otherwise, and the rest of an answer is waited for
        begin = worker.begin()
        if worker.is_whole(begin):
            self._finish(task, worker, *_read(worker, begin))
        else:
            _in_thread(self._wait, task, worker, begin)

    def _send_and_wait(self, task: "_Task", worker: Worker) -> None:
        worker.send(task.asked, task.content)
        self._wait(task, worker, worker.begin())

    def _wait(self, task: "_Task", worker: Worker, begin: bytes) -> None:
        found = _read(worker, begin)
        task.loop.call_soon_threadsafe(self._finish, task, worker, *found)

    def _finish(
        self, task: "_Task", worker: Worker, decoded: Decoded | None, error: Exception | None
    ) -> None:
        self._free.append(worker)
        if not task.answer.done():
            if error is not None:
                task.answer.set_exception(error)
            elif decoded is not None:
                task.answer.set_result(decoded)
        self._go_on()


class _Task:
    """A file that waits."""

    def __init__(self, asked: bytes, content: bytes) -> None:
        self.asked, self.content = asked, content
        self.loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[Decoded] = self.loop.create_future()


def _read(worker: Worker, begin: bytes) -> tuple[Decoded | None, Exception | None]:
    try:
        return worker.rest(begin), None
    except Exception as error:
        return None, error


def _in_thread(work: Callable[..., None], *arguments: object) -> None:
    threading.Thread(target=work, args=arguments, daemon=True).start()


def _watch(workers: Sequence[Worker], closed: threading.Event) -> None:
    while not closed.wait(_WATCHED_EVERY):
        now = time.monotonic()
        for worker in workers:
            worker.watch(now)


def _end(workers: Sequence[Worker], closed: threading.Event) -> None:
    closed.set()
    for worker in workers:
        worker.end()
