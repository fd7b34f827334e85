"""The owner's steps and the names of the classes, read for making."""

from pathlib import Path

from contract.steps import Steps, read_steps
from publishing.errors import CannotPublish
from publishing.places import ROOT


def steps_of(root: Path = ROOT) -> Steps:
    """Read `contract/steps.json`.

    Raises:
        CannotPublish: it is not there, or something in it is wrong.
    """
    try:
        return read_steps(root / "contract" / "steps.json")
    except ValueError as error:
        raise CannotPublish(str(error), "Then run the command again.") from None


def labels_of(steps: Steps, root: Path = ROOT) -> list[str] | None:
    """Read the names of the classes, one a line; None where there are none.

    Raises:
        CannotPublish: the file that steps.json names is missing or is no text.
    """
    if steps.output is None or steps.output.labels is None:
        return None
    path = root / steps.output.labels
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise CannotPublish(
            f"The names of the classes, {steps.output.labels}, are missing or no UTF-8 text.",
            "Put them there, one a line, or set output.labels to null in contract/steps.json.",
        ) from None
    return [line.strip() for line in text.splitlines() if line.strip()]
