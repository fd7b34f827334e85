"""Every output, as nested lists."""

from contract.schema import Outputs as Answer
from serving.inference import Outputs
from serving.question import Question
from serving.tensors import to_json


class GivesOutputs:
    """Tells all that the model gives."""

    def __init__(self, most: int) -> None:
        self._most = most

    def give(self, outputs: Outputs, question: Question) -> Answer:
        """Return it."""
        return Answer.model_construct(
            outputs={name: to_json(value, self._most) for name, value in outputs.items()}
        )

    def in_a_word(self, answer: Answer) -> str:
        """Return a single value as it is."""
        values = list(answer.outputs.values())
        value = values[0] if values else None
        while isinstance(value, list) and len(value) == 1:
            value = value[0]
        return (
            f"{value:.6g}"
            if isinstance(value, float)
            else str(value)[:100]
            if _is_plain(value)
            else "tensors"
        )


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int)
