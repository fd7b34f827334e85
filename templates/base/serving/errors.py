"""The one error that stops the server from starting."""

import traceback
from pathlib import Path

CONTRACT = Path(__file__).resolve().parent.parent / "contract" / "schema.py"


class CannotServe(Exception):
    """Why nothing can be served, in a sentence that ends with what to do. The process exits with 3."""


def fault_of_contract(error: Exception) -> CannotServe | None:
    """Say which line of contract/schema.py an error comes from; None if it comes from elsewhere."""
    line: int | None = None
    if isinstance(error, SyntaxError) and error.filename == str(CONTRACT):
        line = error.lineno
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename) == CONTRACT:
            line = frame.lineno
    if line is None and str(error).startswith("contract/schema.py"):
        return CannotServe(str(error))
    if line is None:
        return None
    reason = error.msg if isinstance(error, SyntaxError) else str(error)
    return CannotServe(f"contract/schema.py, line {line}: {reason}. Correct it there, and start again.")
