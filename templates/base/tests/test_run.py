"""A run that makes a version ends with words a person can use, whatever goes wrong in it."""

import json
from collections.abc import Callable

import pytest

from publishing.errors import CannotPublish
from publishing.run import Tell, run


def ended(error: BaseException | None, said: Callable[[], str]) -> tuple[int, dict[str, str]]:
    """Run work that tells a step and then fails; return the exit code and what was told last."""

    def work(tell: Tell) -> None:
        tell("parity", "start", "comparing")
        if error is not None:
            raise error

    code = run(work, first="reading", command="python -m it")
    return code, json.loads(said().splitlines()[-1])


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (CannotPublish("It differs.", "Run it again."), 1, "It differs.\nRun it again."),
        (
            OSError(28, "No space left on device", "v2"),
            1,
            "v2: No space left on device. Nothing was published.",
        ),
        (ValueError("3 is not 4"), 1, "ValueError: 3 is not 4\nNothing was published."),
        (KeyboardInterrupt(), 130, "Stopped. Nothing was changed."),
    ],
)
def test_a_failure_is_told_under_the_step_it_happened_in(
    error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ended_with, told = ended(error, lambda: capsys.readouterr().out)
    assert ended_with == code
    assert told["step"] == "parity"
    assert told["state"] == "failed"
    assert told["text"].startswith(words)


def test_what_ends_well_says_nothing_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = ended(None, lambda: capsys.readouterr().out)
    assert code == 0
    assert told == {"step": "parity", "state": "start", "text": "comparing"}
