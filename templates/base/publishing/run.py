"""A run that makes a version: it tells each step, and a failure ends it with one sentence and an exit code."""

import traceback
from collections.abc import Callable
from typing import Protocol

from publishing.errors import CannotPublish
from publishing.progress import report


class Tell(Protocol):
    """What a run tells its steps with; the arguments are those of `report`."""

    def __call__(self, step: str, state: str, text: str, fraction: float | None = None) -> None: ...


def run(work: Callable[[Tell], None], *, first: str, command: str) -> int:
    """Do the work, and say under its last step what went wrong.

    Args:
        work: what is done; it tells its steps with what it is given.
        first: the step that is under way before the work has told one.
        command: what shows where a defect is.

    Returns:
        The exit code: 0 done, 1 failed, 130 stopped by a person.
    """
    now = first

    def tell(step: str, state: str, text: str, fraction: float | None = None) -> None:
        nonlocal now
        now = step
        report(step, state, text, fraction)

    try:
        work(tell)
    except CannotPublish as error:
        return _failed(now, f"{error.message}\n{error.hint}")
    except KeyboardInterrupt:
        _failed(now, "Stopped. Nothing was changed.")
        return 130
    except OSError as error:
        reason = error.strerror or error
        return _failed(now, f"{error.filename or 'A file'}: {reason}. Nothing was published.")
    except Exception as error:
        # An estimator of the owner's, or a defect: say what, and keep the trace for who looks.
        traceback.print_exc()
        said = f"{type(error).__name__}: {error}"[:500]
        advice = f"Nothing was published. `{command}`, in the environment .venv, shows where it is."
        return _failed(now, f"{said}\n{advice}")
    return 0


def _failed(step: str, text: str) -> int:
    report(step, "failed", text)
    return 1
