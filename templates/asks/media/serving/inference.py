"""The queue before the model: bounded, answered by threads, each question with a time limit; several at once where it pays.

Small questions that the threads answered quickly are answered at once from then on, on the event loop: waking a thread
takes longer than such an answer. One that takes long all the same is stopped, given to the threads, and no question is
answered so again.
"""

import asyncio
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import thread_time
from typing import Any, Generic, TypeVar

import numpy as np
import onnxruntime as ort

from serving.pace import Pace
from serving.problems import Problem

Feeds = Mapping[str, np.ndarray[Any, Any]]
Outputs = dict[str, Any]
_T = TypeVar("_T")

_SMALL = 65_536  # bytes
# After a question of more bytes than this, ONNX Runtime gives back the memory that it took: it would keep it for ever.
_LARGE = 4_000_000
TOO_BUSY = "Too many questions wait for the model already. Try again in a second."


class Stopped(Exception):
    """The model was stopped before it had an answer."""


def ask_session(
    session: ort.InferenceSession, feeds: Feeds, options: ort.RunOptions | None = None
) -> Outputs:
    """Return every output of the model by its name.

    Raises:
        Problem: 422, the model cannot answer this.
        Stopped: it was told to stop.
    """
    try:
        found = session.run(None, feeds, options)
    except Exception as error:  # ONNX Runtime's own exceptions share no public base
        if options is not None and options.terminate:
            raise Stopped from None
        raise Problem(422, f"The model cannot answer this: {_told(error)}.") from None
    return {node.name: value for node, value in zip(session.get_outputs(), found, strict=True)}


def together(feeds: Sequence[Feeds]) -> Feeds:
    """Put several questions into one, along the first dimension."""
    return {name: np.concatenate([one[name] for one in feeds]) for name in feeds[0]}


def apart(outputs: Outputs, count: int) -> list[Outputs]:
    """Undo `together` for the answers."""
    return [{name: value[at : at + 1] for name, value in outputs.items()} for at in range(count)]


class _Question(Generic[_T]):
    """A question that waits or is being answered; `_T` is what its answer is made into."""

    def __init__(self, feeds: Feeds, finish: Callable[[Outputs], _T]) -> None:
        self.feeds, self.finish = feeds, finish
        self.loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[_T] = self.loop.create_future()
        self.run: _Run | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        """What questions have in common that can be asked together."""
        return tuple((name, value.dtype, value.shape[1:]) for name, value in self.feeds.items())

    def tell(self, answer: _T | None, error: BaseException | None) -> None:
        self.loop.call_soon_threadsafe(self._set, answer, error)

    def _set(self, answer: Any, error: BaseException | None) -> None:
        if self.answer.done():
            return
        if error is not None:
            self.answer.set_exception(error)
        else:
            self.answer.set_result(answer)


@dataclass
class _Run:
    """What is being asked at once: stopped when nobody waits for it any more."""

    questions: Sequence[_Question[Any]]
    options: ort.RunOptions

    def stop_if_unwanted(self) -> None:
        if all(question.answer.done() for question in self.questions):
            self.options.terminate = True


class Inference:
    """Answers questions in threads."""

    def __init__(
        self,
        session: ort.InferenceSession,
        threads: int,
        most_waiting: int,
        seconds: float,
        at_once: int,
        pace: Pace,
    ) -> None:
        """Start the threads.

        Args:
            session: answers; ONNX Runtime lets several threads ask it.
            threads: how many questions are answered at the same time.
            most_waiting: with more waiting, the next is refused.
            seconds: how long a question may take, its wait included.
            at_once: how many questions may be put into one; 1: the model's batch is fixed, or it does not pay.
            pace: whether small questions are quick enough to be answered at once.
        """
        self._session = session
        self._pace = pace
        self._waiting: SimpleQueue[_Question[Any] | None] = SimpleQueue()
        self._most_open, self._seconds = threads + most_waiting, seconds
        self._open = 0  # questions that have no answer yet; what expired may still lie in the queue
        for _ in range(threads):
            threading.Thread(target=_serve, args=(session, self._waiting, at_once, pace), daemon=True).start()
        self._close = weakref.finalize(self, _end, self._waiting, threads)

    async def ask(self, feeds: Feeds, finish: Callable[[Outputs], _T]) -> _T:
        """Ask the model; `finish` makes an answer of its outputs, in the thread.

        Raises:
            Problem: 503, too many wait or it took too long; 422, the model cannot answer; what `finish` raises.
        """
        if self._pace.is_quick and _is_small(feeds):
            try:
                with self._pace.limited() as options:
                    found = ask_session(self._session, feeds, options)
                return finish(found)
            except Stopped:
                pass
        if self._open >= self._most_open:
            raise Problem(503, TOO_BUSY, headers={"Retry-After": "1"})
        question = _Question(feeds, finish)
        limit = question.loop.call_later(self._seconds, self._expire, question)
        self._open += 1
        self._waiting.put(question)
        try:
            return await question.answer
        finally:
            self._open -= 1
            limit.cancel()
            if question.run is not None and question.answer.cancelled():
                question.run.stop_if_unwanted()
            question.run = None  # they hold each other, and the question what was sent

    def close(self) -> None:
        """End the threads when they have answered what waits."""
        self._close()

    def _expire(self, question: _Question[Any]) -> None:
        why = (
            f"The model took longer than {self._seconds:g} seconds and was stopped. Send something smaller; "
            "INFERENCE_SECONDS sets the limit."
        )
        question._set(None, Problem(503, why, headers={"Retry-After": "5"}))
        if question.run is not None:
            question.run.stop_if_unwanted()
        else:
            question.feeds = {}  # it stays in the queue until its turn comes


def _is_small(feeds: Feeds) -> bool:
    return _size(feeds) <= _SMALL


def _size(feeds: Feeds) -> int:
    return sum(value.nbytes for value in feeds.values())


def _serve(
    session: ort.InferenceSession,
    waiting: "SimpleQueue[_Question[Any] | None]",
    at_once: int,
    pace: Pace,
) -> None:
    while (first := waiting.get()) is not None:
        for group in _alike(_taken(first, waiting, at_once)):
            wanted = [question for question in group if not question.answer.done()]
            started = thread_time()
            _answer(session, wanted)
            if len(wanted) == 1 and _is_small(wanted[0].feeds):
                pace.note(thread_time() - started)


def _taken(
    first: _Question[Any], waiting: "SimpleQueue[_Question[Any] | None]", at_once: int
) -> list[_Question[Any]]:
    taken = [first]
    while len(taken) < at_once:
        try:
            following = waiting.get_nowait()
        except Empty:
            break
        if following is None:
            waiting.put(None)
            break
        taken.append(following)
    return taken


def _alike(questions: list[_Question[Any]]) -> Iterable[list[_Question[Any]]]:
    if len(questions) == 1:
        return [questions]
    groups: dict[tuple[Any, ...], list[_Question[Any]]] = {}
    for question in questions:
        groups.setdefault(question.key, []).append(question)
    return groups.values()


def _answer(session: ort.InferenceSession, questions: list[_Question[Any]]) -> None:
    if not questions:
        return
    run = _Run(questions, _options(questions))
    for question in questions:
        question.run = run
    try:
        if len(questions) == 1:
            found = [ask_session(session, questions[0].feeds, run.options)]
        else:
            asked = together([question.feeds for question in questions])
            found = apart(ask_session(session, asked, run.options), len(questions))
    except BaseException as error:
        if len(questions) > 1:  # one of them may be at fault: each by itself
            for question in questions:
                _answer(session, [question])
            return
        questions[0].tell(None, error)
        return
    for question, outputs in zip(questions, found, strict=True):
        try:
            question.tell(question.finish(outputs), None)
        except BaseException as error:
            question.tell(None, error)


def _options(questions: Sequence[_Question[Any]]) -> ort.RunOptions:
    options = ort.RunOptions()
    if sum(_size(question.feeds) for question in questions) > _LARGE:
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def _end(waiting: "SimpleQueue[_Question[Any] | None]", threads: int) -> None:
    for _ in range(threads):
        waiting.put(None)


def _told(error: Exception) -> str:
    said = str(error).strip().splitlines()
    return said[0][:300].rstrip(".") if said else type(error).__name__
