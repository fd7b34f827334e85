"""The API's answer, held against what the artifact's file answered."""

import base64
import io
from collections.abc import Iterable
from typing import Any

import numpy as np
from PIL import Image

from making.parity import Answered
from making.plan import Plan
from making.report import PIXEL, TOLERANCE, Report, apart, pixels_apart
from publishing.http_check import Api

Answer = dict[str, Any]

# What is asked here is large, and the machine may be busy: that is no reason to refuse a model.
LIMITS = {
    "DECODING_SECONDS": "120",
    "INFERENCE_SECONDS": "120",
    "MAX_PIXELS": "50000000",
    "MAX_INPUT_BYTES": "50000000",
    "MAX_SECONDS": "600",
    "MAX_OUTPUT_VALUES": "1000000",
}
MOST_NUMBERS = 1_000_000


def check_http(api: Api, plan: Plan, answered: Iterable[Answered], report: Report) -> None:
    """Ask the API what the file was asked, and compare."""
    for it in answered:
        if it.case.sent is None or _is_long(it.found):
            continue
        check = f"API, {it.case.check}"
        status, answer = api.predict(it.case.sent)
        if status == 422 and not all(_is_finite(value) for value in it.found.values()):
            continue  # what is no number is refused in words
        if status != 200:
            report.refused(check, f"the API answered {status}: {answer.get('detail', answer)}")
            continue
        tolerance = PIXEL * 1.001 if "picture" in it.found else TOLERANCE
        report.add(check, _difference(answer, it.found, plan), tolerance, "the answer")


def _is_long(found: dict[str, Any]) -> bool:
    """Say whether an answer holds more numbers than the API tells; pictures are no numbers there."""
    return sum(np.size(value) for name, value in found.items() if name != "picture") > MOST_NUMBERS


def _difference(answer: Answer, found: dict[str, Any], plan: Plan) -> float:
    """Return how far an answer is from the artifact's outputs."""
    if "probabilities" in answer:
        return apart(found["probabilities"][0], list(answer["probabilities"].values()))
    if "predictions" in answer:
        return _labels_apart(answer["predictions"], found["scores"][0], plan.labels)
    if "boxes" in answer:
        return _boxes_apart(answer["boxes"], found)
    if "image" in answer:
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(answer["image"]))).convert("RGB"))
        return pixels_apart(pixels, found["picture"], plan.is_map)
    if "embedding" in answer:
        return apart(found["embedding"][0], answer["embedding"])
    if "outputs" in answer:
        return max(
            (apart(_listed(value), answer["outputs"].get(name)) for name, value in found.items()), default=0.0
        )
    if "spans" in answer:
        return 0.0  # how tokens are joined is not the artifact's
    return apart(found["prediction"][0], [answer["prediction"]])


def _labels_apart(said: list[Answer], scores: Any, labels: list[str] | None) -> float:
    """Every label that is said has its own score, and none that is not said has a better one."""
    names = labels or [f"class {place}" for place in range(len(scores))]
    told = np.array([entry["score"] for entry in said])
    best = np.sort(scores)[::-1][: len(told)]
    known = {name: score for name, score in zip(names, scores, strict=False)}
    own = [known.get(entry["label"], np.nan) for entry in said] if len(known) == len(names) else told
    return max(apart(told, np.asarray(own)), apart(told, best))


def _boxes_apart(said: list[Answer], found: dict[str, Any]) -> float:
    scores = np.array([entry["score"] for entry in said])
    places = np.array([entry["box"] for entry in said]).reshape(-1, 4)
    return max(apart(scores, found["scores"]), apart(places, found["boxes"]))


def _listed(value: Any) -> Any:
    return value if isinstance(value, dict | list) else np.asarray(value)


def _is_finite(value: Any) -> bool:
    array = np.asarray(value)
    return array.dtype.kind not in "fc" or bool(np.isfinite(array).all())
