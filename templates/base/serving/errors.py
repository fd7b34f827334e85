"""The one error that stops the server from starting."""

from contract.faults import fault_of


class CannotServe(Exception):
    """Why nothing can be served, in a sentence that ends with what to do. The process exits with 3."""


def fault_of_contract(error: Exception) -> CannotServe | None:
    """Say which line of contract/schema.py an error comes from; None if it comes from elsewhere."""
    fault = fault_of(error)
    return CannotServe(fault) if fault else None
