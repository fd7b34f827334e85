"""One ONNX Runtime session: columns in, answers out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort

from serving.artifact_words import MAKE
from serving.errors import CannotServe

Arrays = Mapping[str, np.ndarray[Any, Any]]


class Session:
    """A model file, ready to answer. One thread, as a rule: a row takes microseconds, and waking a pool takes longer."""

    def __init__(self, model: Path, threads: int = 1) -> None:
        """Load a model file.

        Raises:
            CannotServe: ONNX Runtime cannot load it.
        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # cores are wanted elsewhere
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3
        try:
            self._session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime's own exceptions share no public base
            raise CannotServe(
                f"{model.name} cannot be loaded by onnxruntime {ort.__version__}: {error}. Run {MAKE}."
            ) from None
        self.inputs = tuple(node.name for node in self._session.get_inputs())
        self.outputs = tuple(node.name for node in self._session.get_outputs())
        first = next((node.shape[0] for node in self._session.get_inputs() if node.shape), None)
        self._rows = first if isinstance(first, int) else None

    def run(self, output: str, arrays: Arrays) -> np.ndarray[Any, Any]:
        """Return one output for n rows; `arrays` holds [n, 1] for every input."""
        if self._rows is not None:
            return self._run_in_pieces(output, arrays, self._rows)
        answer: np.ndarray[Any, Any] = self._session.run([output], arrays)[0]
        return answer

    def _run_in_pieces(self, output: str, arrays: Arrays, size: int) -> np.ndarray[Any, Any]:
        """Ask a model that takes so many rows at once and no other number; the last piece is filled with its last row."""
        count = len(next(iter(arrays.values())))
        places = np.minimum(np.arange(-(-count // size) * size), count - 1).reshape(-1, size)
        pieces = [
            self._session.run([output], {name: value[rows] for name, value in arrays.items()})[0]
            for rows in places
        ]
        return np.concatenate(pieces)[:count]
