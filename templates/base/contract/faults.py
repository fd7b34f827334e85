"""Mistakes in schema.py, told as its owner can use them: the line and what is wrong with it."""

import traceback
from pathlib import Path

CONTRACT = Path(__file__).resolve().parent / "schema.py"


def fault_of(error: BaseException) -> str | None:
    """Say in a sentence which line of contract/schema.py an error comes from; None if it comes from elsewhere."""
    if isinstance(error, ModuleNotFoundError) and error.name == "contract.schema":
        return "contract/schema.py is missing. Restore it."
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == str(CONTRACT) else None
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename) == CONTRACT:
            line = frame.lineno
    if str(error).startswith("contract/"):
        return str(error)
    if line is None:
        return None
    reason = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"contract/schema.py, line {line}: {reason}. Correct it there."
