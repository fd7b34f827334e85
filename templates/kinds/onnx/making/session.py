"""ONNX Runtime over one file, for the time of a check: a large model is held once, never twice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort

from publishing.errors import CannotPublish

Array = np.ndarray[Any, Any]
Arrays = Mapping[str, Array]


class Session:
    """A model file that answers."""

    def __init__(self, session: ort.InferenceSession) -> None:
        self._session = session
        self.outputs = [node.name for node in session.get_outputs()]

    def run(self, arrays: Arrays) -> dict[str, Any]:
        """Return every output by its name.

        Raises:
            CannotPublish: the model does not take these.
        """
        try:
            found = self._session.run(None, dict(arrays))
        except Exception as error:  # ONNX Runtime's own exceptions share no public base
            said = str(error).splitlines()[0][:400]
            raise CannotPublish(
                f"The model cannot answer what the steps prepare for it: {said}",
                "Correct contract/steps.json.",
            ) from None
        return dict(zip(self.outputs, found, strict=True))


@contextmanager
def opened(path: Path, name: str | None = None) -> Iterator[Session]:
    """Load a model file, and let go of it at the end.

    Args:
        name: what people know it by.

    Raises:
        CannotPublish: ONNX Runtime cannot load it.
    """
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # cores are wanted elsewhere
    options.enable_cpu_mem_arena = False  # it keeps twice what a large picture needs
    try:
        session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        said = str(error).splitlines()[0][:400]
        raise CannotPublish(
            f"ONNX Runtime {ort.__version__} cannot load {name or path.name}: {said}",
            "Export the model with operators and an opset that it has.",
        ) from None
    yield Session(session)
    del session
