"""The product's own contract, read for training."""

from contract.schema import Features, Prediction
from training.expected import Contract


def contract() -> Contract:
    """Read `contract/schema.py`."""
    return Contract.of(Features, Prediction)
