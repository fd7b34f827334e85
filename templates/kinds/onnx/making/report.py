"""What the parity gate found, check by check, and what is to blame."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from making.session import Array
from publishing.errors import CannotPublish

TOLERANCE = 1e-5
PIXEL = 1 / 255
SHOWN = 5


def pixels_apart(expected: Array, found: Array, is_map: bool) -> float:
    """Return how far two pictures are from each other, from 0 to 1.

    Args:
        is_map: a colour is a class: not how far colours are from each other counts, but the share of pixels with another.
    """
    if np.shape(expected) != np.shape(found):
        return float("inf")
    if is_map:
        return float((np.asarray(expected) != found).any(axis=-1).mean())
    return float(np.abs(np.subtract(expected, found, dtype=np.float64)).max() / 255)


@dataclass
class Report:
    """The figures of the gate."""

    checks: dict[str, dict[str, Any]] = field(default_factory=dict)
    guilty: list[str] = field(default_factory=list)

    def add(self, check: str, difference: float, tolerance: float, said: str, flipped: bool = False) -> None:
        """Record one comparison of a check."""
        entry = self.checks.setdefault(
            check,
            {"name": check, "rows": 0, "max_difference": 0.0, "label_flips": 0, "tolerance": tolerance},
        )
        entry["rows"] += 1
        entry["max_difference"] = min(max(entry["max_difference"], difference), 1e308)
        entry["label_flips"] += int(flipped)
        if not difference <= tolerance or flipped:
            self.guilty.append(f"{check}: {said}, {difference:.3g} apart")

    def refused(self, check: str, said: str) -> None:
        """Record something that should have been answered and was not."""
        self.guilty.append(f"{check}: {said}")

    def passport(self) -> dict[str, Any]:
        """Return the figures for the passport; `max_difference` is about equal tensors."""
        checks = list(self.checks.values())
        equal = [it["max_difference"] for it in checks if it["tolerance"] == TOLERANCE]
        pixels = [it["max_difference"] for it in checks if it["tolerance"] != TOLERANCE]
        return {
            "rows": sum(it["rows"] for it in checks),
            "max_difference": max(equal, default=0.0),
            "max_pixel_difference": max(pixels, default=None),
            "label_flips": sum(it["label_flips"] for it in checks),
            "tolerance": TOLERANCE,
            "checks": checks,
        }

    def judge(self) -> None:
        """Raise CannotPublish if anything differs by more than it may."""
        if not self.guilty:
            return
        more = f"\n  … and {len(self.guilty) - SHOWN} more" if len(self.guilty) > SHOWN else ""
        raise CannotPublish(
            "Parity failed: expected the same answers from the steps in NumPy and Pillow with the bare model, from "
            f"the artifact, and from the API (within {TOLERANCE:g} from equal tensors, pixels within 1/255); found\n  "
            + "\n  ".join(self.guilty[:SHOWN])
            + more,
            "Nothing was published. If contract/steps.json is as it should be, this is a defect: please report it.",
        )


def summary(figures: dict[str, Any]) -> str:
    """Say the gate's result in one line."""
    asked = {True: 0, False: 0}
    for check in figures["checks"]:
        asked[check["name"].startswith("API")] += check["rows"]
    if not figures["checks"]:
        return "nothing could be compared: no made-up tensor is one that the model takes"
    text = f"steps + bare model = artifact on {asked[False]:,} comparisons"
    if asked[True]:
        text += f", = API on {asked[True]:,}"
    text += f", largest difference {figures['max_difference']:.0e}"
    if figures["max_pixel_difference"] is not None:
        text += f", pixels within {figures['max_pixel_difference'] * 255:.2g}/255"
    return text


def apart(expected: Any, found: Any) -> float:
    """Return how far two answers are apart: the largest difference, by the largest number in either.

    Endless where shapes, texts, or what is a number differ. Sequences and maps, which some models answer with, are
    compared piece by piece; a map's keys are texts, as in JSON.
    """
    if isinstance(expected, dict):
        return _maps_apart(expected, found) if isinstance(found, dict) else np.inf
    if isinstance(expected, list):
        if not isinstance(found, list) or len(expected) != len(found):
            return np.inf
        return max((apart(one, other) for one, other in zip(expected, found, strict=True)), default=0.0)
    one, other = np.asarray(expected), np.asarray(found)
    if one.shape != other.shape:
        return np.inf
    if one.dtype.kind in "OUSb":
        return 0.0 if (one == other).all() else np.inf
    return _numbers_apart(one.astype(np.float64), other.astype(np.float64))


def _maps_apart(expected: dict[Any, Any], found: dict[Any, Any]) -> float:
    one, other = ({str(key): value for key, value in it.items()} for it in (expected, found))
    if one.keys() != other.keys():
        return np.inf
    return max((apart(one[key], other[key]) for key in one), default=0.0)


def _numbers_apart(one: Array, other: Array) -> float:
    finite = np.isfinite(one) & np.isfinite(other)
    same = np.isfinite(one) | np.isfinite(other)
    odd = ~same & ~((one == other) | (np.isnan(one) & np.isnan(other)))
    if (same & ~finite).any() or odd.any():
        return np.inf
    if not finite.any():
        return 0.0
    size = max(np.abs(one[finite]).max(), np.abs(other[finite]).max(), 1e-30)
    return float(np.abs(one[finite] - other[finite]).max() / size)
