"""The product's own contract, read for training."""

from contract.faults import fault_of
from publishing.errors import CannotPublish
from training.expected import Contract


def contract() -> Contract:
    """Read `contract/schema.py`.

    Raises:
        CannotPublish: there is a mistake in it.
    """
    try:
        from contract.schema import Features, Prediction

        return Contract.of(Features, Prediction)
    except Exception as error:  # whatever Python says of a file that its owner edits
        fault = fault_of(error)
        if fault is None:
            raise
        raise CannotPublish(fault, "Then run the command again.") from None
