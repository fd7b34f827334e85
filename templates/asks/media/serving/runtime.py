"""What this machine does best with this model: threads, batches and device, measured once and remembered."""

import hashlib
import json
import os
import platform
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import onnxruntime as ort

from serving.artifact_words import MAKE
from serving.errors import CannotServe
from serving.inference import Feeds, Stopped, apart, ask_session, together
from serving.logs import log
from serving.own_settings import OwnSettings
from serving.problems import Problem

CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
AT_ONCE = 8
_WORTH = 0.9  # more threads, or a batch, must take at most this share of the time
_SECONDS = 0.3  # spent on measuring one choice
_LONGEST = 10.0  # no single run of a measurement takes longer
_TOO_SHORT = 0.0005  # seconds: waking more threads takes longer
_LARGE = 300_000_000  # bytes; a larger model is not loaded several times


@dataclass(frozen=True)
class Choice:
    """How the model is run.

    Attributes:
        threads: ONNX Runtime's own, for one question.
        at_once: how many questions are put into one at most.
        milliseconds: what one question takes; None: it could not be measured.
        batch_milliseconds: what one of `AT_ONCE` together takes; None: the model's batch is fixed.
    """

    threads: int
    at_once: int = 1
    milliseconds: float | None = None
    batch_milliseconds: float | None = None


@dataclass(frozen=True)
class Runtime:
    """A model that is loaded as it runs best here. `notes`: what the owner should know."""

    session: ort.InferenceSession
    choice: Choice
    provider: str
    notes: list[str]

    @property
    def side_by_side(self) -> int:
        """How many questions are answered at the same time: one that takes long never keeps all others waiting."""
        return max(2, _cores() // self.choice.threads)

    def describe(self) -> dict[str, Any]:
        """Return what was chosen, and why, as JSON."""
        return asdict(self.choice) | {
            "device": "cuda" if self.provider == CUDA else "cpu",
            "cores": _cores(),
            "side_by_side": self.side_by_side,
            "onnxruntime": ort.__version__,
        }


def open_runtime(
    model: Path,
    settings: OwnSettings,
    fingerprint: str,
    asked: Callable[[ort.InferenceSession], tuple[Feeds | None, bool]],
) -> Runtime:
    """Load a model, and measure how it runs best unless that is known.

    Args:
        model: the file.
        settings: device, and where what was measured is kept.
        fingerprint: of the file; what was measured is kept under it and this machine's.
        asked: gives a question to measure with (None where none is known), and whether several can be put into one.

    Raises:
        CannotServe: ONNX Runtime cannot load it.
    """
    provider, notes = _provider(settings)
    key = _key(fingerprint, provider)
    known = _recall(settings.runtime, key)
    threads = [known.threads] if known else _threads_to_try(model, provider)
    session, provider, more = _open(model, threads[0], provider)
    notes += more
    sample, batch_is_free = asked(session)
    if known is None and sample is not None:
        session, known = _measured(model, provider, session, threads, sample, batch_is_free)
        if known.milliseconds is not None:
            _remember(settings.runtime, key, known)
    return Runtime(session, known or Choice(threads[0]), provider, notes)


def _provider(settings: OwnSettings) -> tuple[str, list[str]]:
    if settings.device == "cpu" or (settings.device == "auto" and CUDA not in ort.get_available_providers()):
        return CPU, []
    if CUDA not in ort.get_available_providers():
        return CPU, [
            "DEVICE=cuda, but the installed onnxruntime has no CUDA: onnxruntime-gpu has it. The CPU answers."
        ]
    return CUDA, []


def _open(model: Path, threads: int, provider: str) -> tuple[ort.InferenceSession, str, list[str]]:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # cores are wanted elsewhere
    options.enable_mem_pattern = False  # one would be kept for every shape that was ever sent
    options.log_severity_level = 3
    notes: list[str] = []
    if provider == CUDA:
        try:
            session = ort.InferenceSession(model, options, providers=[CUDA, CPU])
            if session.get_providers()[0] == CUDA:
                return session, CUDA, []
            reason = "ONNX Runtime left it out"
        except Exception as error:  # ONNX Runtime's own exceptions share no public base
            reason = str(error).splitlines()[0][:200]
        notes = [f"CUDA is installed but cannot be used ({reason}): the CPU answers."]
    try:
        return ort.InferenceSession(model, options, providers=[CPU]), CPU, notes
    except Exception as error:
        raise CannotServe(
            f"{model.name} cannot be loaded by onnxruntime {ort.__version__}: {error}. Run {MAKE}."
        ) from None


def _threads_to_try(model: Path, provider: str) -> list[int]:
    """Return one, two, four … up to all cores; only all where loading the model more than once takes too long."""
    cores = _cores()
    if provider == CUDA or model.stat().st_size > _LARGE:
        return [cores]
    return [2**power for power in range(cores.bit_length()) if 2**power < cores] + [cores]


def _measured(
    model: Path,
    provider: str,
    session: ort.InferenceSession,
    tried: Sequence[int],
    sample: Feeds,
    batch_is_free: bool,
) -> tuple[ort.InferenceSession, Choice]:
    """Measure the session, which has `tried[0]` threads, then more threads as long as they pay, then a batch."""
    threads, seconds = tried[0], _time(session, sample)
    for more in tried[1:]:
        if seconds is None or seconds < _TOO_SHORT:
            break
        other, _, _ = _open(model, more, provider)
        taken = _time(other, sample)
        if taken is None or taken > seconds * _WORTH:
            break
        session, threads, seconds = other, more, taken
    if seconds is None:
        return session, Choice(threads)
    each = _time_batch(session, sample) if batch_is_free else None
    pays = each is not None and each < seconds * _WORTH
    choice = Choice(
        threads, AT_ONCE if pays else 1, _milliseconds(seconds), None if each is None else _milliseconds(each)
    )
    log().info("measured", **asdict(choice))
    return session, choice


def _time(session: ort.InferenceSession, feeds: Feeds) -> float | None:
    """Return the shortest of several runs, in seconds; None where the model cannot answer, or takes very long."""
    try:
        with _limited() as options:
            ask_session(session, feeds, options)  # the first run prepares memory
            shortest, since = float("inf"), perf_counter()
            while perf_counter() - since < _SECONDS or shortest == float("inf"):
                started = perf_counter()
                ask_session(session, feeds, options)
                shortest = min(shortest, perf_counter() - started)
        return shortest
    except (Problem, Stopped):
        return None


def _time_batch(session: ort.InferenceSession, sample: Feeds) -> float | None:
    """Return what each of several takes when they are asked together; None unless the answers are the same."""
    several = together([sample] * AT_ONCE)
    try:
        with _limited() as options:
            one = ask_session(session, sample, options)
            parts = apart(ask_session(session, several, options), AT_ONCE)
    except (Problem, Stopped, TypeError):
        return None
    for part in parts:
        for name, value in part.items():
            if np.shape(value) != np.shape(one[name]) or not np.allclose(value, one[name], 1e-4, 1e-5):
                return None
    taken = _time(session, several)
    return None if taken is None else taken / AT_ONCE


@contextmanager
def _limited() -> Iterator[ort.RunOptions]:
    options = ort.RunOptions()

    def stop() -> None:
        options.terminate = True

    timer = threading.Timer(_LONGEST, stop)
    timer.daemon = True
    timer.start()
    try:
        yield options
    finally:
        timer.cancel()


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 4)


def _cores() -> int:
    """Return how many cores this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _key(fingerprint: str, provider: str) -> str:
    machine: Sequence[Any] = (
        platform.machine(),
        platform.processor(),
        _cores(),
        ort.__version__,
        provider,
    )
    return f"{fingerprint[:16]}-{hashlib.sha256(repr(machine).encode()).hexdigest()[:16]}"


def _recall(file: Path | None, key: str) -> Choice | None:
    try:
        return Choice(**json.loads(file.read_text(encoding="utf-8"))[key]) if file else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _remember(file: Path | None, key: str, choice: Choice) -> None:
    """Keep what was measured; where nothing can be kept, the next start measures again."""
    if file is None:
        return
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(f".{os.getpid()}.tmp")
        beside.write_text(json.dumps(known | {key: asdict(choice)}, indent=2) + "\n", encoding="utf-8")
        beside.replace(file)
    except OSError:
        return
