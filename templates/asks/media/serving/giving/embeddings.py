"""`embedding` [1, D] → where a text or picture lies among all others."""

from collections.abc import Sequence

import numpy as np

from contract.schema import Embedding
from serving.giving.giver import rows_of
from serving.inference import Outputs
from serving.question import Question
from serving.tensors import check_finite


class GivesEmbedding:
    """Tells the vector."""

    def give(self, outputs: Outputs, question: Question) -> Embedding:
        """Return it."""
        vector = rows_of(outputs.get("embedding", next(iter(outputs.values()))))[0]
        check_finite(vector)
        return Embedding(embedding=vector.tolist())

    def in_a_word(self, answer: Embedding) -> str:
        """Return what it is, or how similar two are."""
        return "an embedding" if answer.similarity is None else f"similarity {answer.similarity:.2f}"


def joined(answers: Sequence[Embedding]) -> Embedding:
    """Put the vectors of several texts into one answer; of two, with their cosine."""
    vectors = [answer.embedding for answer in answers]
    similarity = _cosine(vectors[0], vectors[1]) if len(vectors) == 2 else None
    return Embedding.model_construct(embedding=vectors, similarity=similarity)


def _cosine(one: object, two: object) -> float:
    a, b = np.asarray(one, np.float64), np.asarray(two, np.float64)
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / length if length else 0.0
