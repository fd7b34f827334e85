"""Rows with the answers that the fitted pipeline gave: drawn from sketch and contract, none of them anybody's."""

import json
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from contract.columns import encoding_of
from training.data import frame_of
from training.expected import Contract
from training.model import answers_of
from training.reference import draw

ROWS = 100
SEED = 1


def golden(pipeline: Pipeline, reference: dict[str, Any], contract: Contract) -> str:
    """Draw rows and let the pipeline answer them; one JSON object a line."""
    rows = draw(reference, contract, ROWS, SEED)
    checked = [contract.schema.model_validate(row).__dict__ for row in rows]
    frame = frame_of(encoding_of(contract.schema).rows(checked))
    answers = answers_of(pipeline, frame, contract.task)
    return "".join(
        json.dumps({"row": row, **_answer(answer, contract)}, ensure_ascii=False) + "\n"
        for row, answer in zip(rows, answers, strict=True)
    )


def _answer(answer: np.ndarray[Any, Any], contract: Contract) -> dict[str, Any]:
    if contract.classes:
        return {"probabilities": dict(zip(contract.classes, map(float, answer), strict=True))}
    return {"prediction": float(answer[0])}


def read_golden(text: str) -> list[dict[str, Any]]:
    """Read the lines of `golden.jsonl`."""
    return [json.loads(line) for line in text.splitlines() if line.strip()]
