"""The settings that only a product asked with rows has: none."""

from pydantic import BaseModel


class OwnSettings(BaseModel):
    """What this kind of product can be told."""
