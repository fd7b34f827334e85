"""reference.json of a product that is asked by rows: what rows are like, as far as it is known without the data."""

from typing import Any

from contract.steps import RowSteps
from making.cases.rows import drawn
from making.terms import Terms

BACKGROUND = 50


def reference(terms: Terms, steps: RowSteps) -> dict[str, Any]:
    """Draw the rows that explanations compare with. What the model has seen in training nobody knows here."""
    return {"rows": 0, "features": {}, "background": drawn(terms, steps, BACKGROUND, seed=2)}
