"""ONNX Runtime over one file, for the time of a check: a large model is held once, never twice."""

import re
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
        raise _cannot_load(name or path.name, str(error)) from None
    yield Session(session)
    del session


def _cannot_load(name: str, said: str) -> CannotPublish:
    """Say why a model cannot be loaded; of a locale, which this machine lacks and others may have, what to do."""
    locale = re.search(r"locale with name:\s*([\w.@-]+?):", said)
    if locale:
        return CannotPublish(
            f"{name} compares words in the locale {locale[1]}, which this machine does not have.",
            'Export it again with the locale "C", which every machine has (skl2onnx: '
            'options={TfidfVectorizer: {"locale": "C"}}), or install that locale here and wherever it is to run.',
        )
    return CannotPublish(
        f"ONNX Runtime {ort.__version__} cannot load {name}: {said.splitlines()[0][:400]}",
        "Export the model with operators and an opset that it has.",
    )
