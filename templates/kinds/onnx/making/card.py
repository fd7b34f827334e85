"""MODEL_CARD.md: what somebody should know who is to trust the model."""

from typing import Any

from making.report import summary


def card(passport: dict[str, Any], title: str) -> str:
    """Write the card of a version from its passport."""
    return "\n".join([f"# {title}: model {passport['version']}", "", summary(passport["parity"]), ""])
