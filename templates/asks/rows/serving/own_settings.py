"""The settings that only a product asked with rows has: none."""

from pydantic import BaseModel

# What the page asks a browser's visitor for.
BROWSER_FEATURES: frozenset[str] = frozenset()


class OwnSettings(BaseModel):
    """What this kind of product can be told."""
