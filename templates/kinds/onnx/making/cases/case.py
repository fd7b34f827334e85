"""One thing that an artifact is asked."""

from dataclasses import dataclass, field
from typing import Any

from making.session import Arrays


@dataclass(frozen=True)
class Case:
    """A question, in the forms in which it is asked.

    Attributes:
        check: the name of the check that it belongs to.
        sent: what the API gets, as JSON; None: only the file is asked.
        arrays: what the artifact gets.
        golden: whether it is kept in golden.jsonl.
        about: more that the plain steps need to know.
    """

    check: str
    arrays: Arrays
    sent: dict[str, Any] | None = None
    golden: bool = False
    about: dict[str, Any] = field(default_factory=dict)
