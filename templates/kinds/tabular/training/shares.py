"""Open text with several classes to tell apart: each value becomes the share that each class has among its rows."""

from typing import Any

import numpy as np
from skl2onnx import update_registered_converter
from skl2onnx.common.data_types import FloatTensorType
from sklearn.preprocessing import TargetEncoder


class ClassShares(TargetEncoder):  # type: ignore[misc]
    """scikit-learn's target encoder for several classes, which its exporter does not know; here it has one.

    A value that was never seen, and a missing one that was not, gets the shares of all rows.
    """

    def __init__(self, cv: Any = 5) -> None:
        super().__init__(cv=cv)

    def fit_transform(self, X: Any, y: Any, **params: Any) -> Any:
        # A fold may have met two of the classes only.
        self.target_type = "binary" if len(np.unique(y)) == 2 else "multiclass"
        return super().fit_transform(X, y, **params)


def _shapes(operator: Any) -> None:
    encoder = operator.raw_operator
    rows = operator.inputs[0].get_first_dimension()
    operator.outputs[0].type = FloatTensorType([rows, len(encoder.encodings_)])


def _convert(scope: Any, operator: Any, container: Any) -> None:
    """Column by column: the value's place in the list, and that row of a table of shares; the last row is for others."""
    encoder = operator.raw_operator
    means = np.atleast_1d(encoder.target_mean_)
    parts = []
    for place, (name, categories) in enumerate(
        zip(_columns(scope, operator, container), encoder.categories_, strict=True)
    ):
        own = encoder.encodings_[place * len(means) : (place + 1) * len(means)]
        table = np.vstack([np.column_stack(own), means]).astype(np.float32)
        index, flat, shares = (scope.get_unique_variable_name(word) for word in ("index", "flat", "shares"))
        container.add_node(
            "LabelEncoder",
            name,
            index,
            op_domain="ai.onnx.ml",
            op_version=2,
            name=scope.get_unique_operator_name("LabelEncoder"),
            keys_strings=np.array([str(value).encode() for value in categories]),
            values_int64s=np.arange(len(categories), dtype=np.int64),
            default_int64=len(categories),
        )
        container.add_node("Reshape", [index, _whole(scope, container, [-1])], flat, op_version=13)
        tables = scope.get_unique_variable_name("table")
        container.add_initializer(tables, 1, list(table.shape), table.ravel())
        container.add_node("Gather", [tables, flat], shares, op_version=13, axis=0)
        parts.append(shares)
    container.add_node("Concat", parts, operator.outputs[0].full_name, op_version=13, axis=1)


def _columns(scope: Any, operator: Any, container: Any) -> list[str]:
    """Return the names of the text columns, one each, cut out of inputs that hold several."""
    names = []
    for given in operator.inputs:
        width = given.get_second_dimension()
        for place in range(width):
            if width == 1:
                names.append(given.full_name)
                continue
            cut = scope.get_unique_variable_name("column")
            inputs = [given.full_name, _whole(scope, container, [place])]
            container.add_node("ArrayFeatureExtractor", inputs, cut, op_domain="ai.onnx.ml")
            names.append(cut)
    return names


def _whole(scope: Any, container: Any, values: list[int]) -> str:
    """Add a constant of whole numbers; return its name."""
    name: str = scope.get_unique_variable_name("whole")
    container.add_initializer(name, 7, [len(values)], values)  # 7: TensorProto.INT64
    return name


update_registered_converter(ClassShares, "ClassShares", _shapes, _convert)
