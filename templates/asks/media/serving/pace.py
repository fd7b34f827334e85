"""Whether small questions are answered quickly enough to be answered on the event loop, and what stops one that is not."""

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep, thread_time

import onnxruntime as ort

LONGEST_AT_ONCE = 0.03  # seconds
_QUICK = 0.0005  # seconds
_WEIGHT = 0.2  # of the newest in the running mean: some thirty quick answers make a model quick


class Pace:
    """How long small questions take; and what stops one that takes too long on the event loop: a thread."""

    def __init__(self, may_be_quick: bool, seconds: float | None = None) -> None:
        """Take whether small questions may be answered on the event loop at all, and how long one took, if that is known."""
        self._may_be_quick = may_be_quick
        # A running mean of processor time: what else the machine does makes no answer slow. From slow on.
        self._seconds = 1.0 if seconds is None else seconds
        self._options: ort.RunOptions | None = None
        self._since = 0.0
        self._wanted = threading.Event()
        if may_be_quick:
            threading.Thread(target=_watch, args=(weakref.ref(self), self._wanted), daemon=True).start()

    @property
    def is_quick(self) -> bool:
        """Whether waking a thread takes longer than an answer."""
        return self._may_be_quick and self._seconds < _QUICK

    def note(self, seconds: float) -> None:
        """Note how long a small question kept a processor busy."""
        self._seconds += _WEIGHT * (seconds - self._seconds)

    @contextmanager
    def limited(self) -> Iterator[ort.RunOptions]:
        """Give options that stop a run which takes longer than `LONGEST_AT_ONCE` seconds; note how long it took."""
        options, started = ort.RunOptions(), thread_time()
        self._since, self._options = monotonic(), options
        if not self._wanted.is_set():
            self._wanted.set()
        try:
            yield options
        finally:
            self._options = None
            busy = thread_time() - started
            self.note(busy)
            if options.terminate and busy > LONGEST_AT_ONCE / 2:  # else the machine had other things to do
                self._may_be_quick = False

    def look(self) -> bool:
        """Stop a run that takes too long; return whether there was one lately."""
        now, options = monotonic(), self._options
        if options is not None and now - self._since > LONGEST_AT_ONCE:
            options.terminate = True
        return options is not None or now - self._since < 1


def _watch(pace: "weakref.ref[Pace]", wanted: threading.Event) -> None:
    while True:
        wanted.wait(60)
        sleep(LONGEST_AT_ONCE)
        one = pace()
        if one is None:
            return
        if not one.look():
            wanted.clear()
            if one.look():  # a question came between the two
                wanted.set()
        del one
