"""A model in an opset that lacks what the steps need, rewritten in a newer one."""

from pathlib import Path
from typing import Any

import onnx
from onnx import version_converter

from contract.steps import Steps
from making.bare import Bare
from making.compose.build import OLDEST
from publishing.errors import CannotPublish

# What the plain steps of these tasks need has been there from the first version that ONNX Runtime takes.
ANY_OPSET = {"tabular", "tensor"}


def upconverted(bare: Bare, steps: Steps, folder: Path) -> tuple[Bare, dict[str, Any] | None]:
    """Return a model that the steps can stand around, and what was done to it: None, as a rule.

    Raises:
        CannotPublish: the model cannot be rewritten.
    """
    if bare.opset >= OLDEST or bare.opset == 0 or steps.task in ANY_OPSET:
        return bare, None
    file = folder / "upconverted.onnx"
    try:
        onnx.save(version_converter.convert_version(onnx.load(bare.path), OLDEST), file)
    except Exception as error:  # whatever the converter makes of an operator
        said = str(error).splitlines()[0][:300]
        raise CannotPublish(
            f"The model is written in opset {bare.opset}, the steps need {OLDEST}, and it cannot be rewritten: {said}",
            f"Export it in opset {OLDEST} or newer.",
        ) from None
    why = f"the steps need operators of opset {OLDEST}"
    return Bare.open(file), {"from": bare.opset, "to": OLDEST, "why": why}
