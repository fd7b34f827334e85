"""The onnx package's own node tests as files: `python backend.py FOLDER` writes `<n>.onnx` and `expected.json`.

What is expected of each is what the package itself reads: inputs without initialisers, outputs, opsets.
"""

import json
import sys
import warnings
from pathlib import Path

import onnx
from onnx.backend.test.case.node import collect_testcases

NAMES = {number: name.lower() for name, number in onnx.TensorProto.DataType.items()}


def shape(tensor: object) -> list[int | str | None] | None:
    """A shape, with names for free dimensions and None for unknown ones."""
    if not tensor.HasField("shape"):
        return None
    return [
        d.dim_value if d.HasField("dim_value") and d.dim_value >= 0 else (d.dim_param or None) for d in tensor.shape.dim
    ]


def described(kind: onnx.TypeProto) -> tuple[str, list[int | str | None] | None]:
    """The type's name and shape."""
    which = kind.WhichOneof("value")
    if which == "tensor_type":
        return NAMES[kind.tensor_type.elem_type], shape(kind.tensor_type)
    if which == "sparse_tensor_type":
        return f"sparse({NAMES[kind.sparse_tensor_type.elem_type]})", shape(kind.sparse_tensor_type)
    if which == "sequence_type":
        return f"sequence({described(kind.sequence_type.elem_type)[0]})", None
    if which == "optional_type":
        name, inner = described(kind.optional_type.elem_type)
        return f"optional({name})", inner
    if which == "map_type":
        return f"map({NAMES[kind.map_type.key_type]}, {described(kind.map_type.value_type)[0]})", None
    return "unknown", None


def value(info: onnx.ValueInfoProto) -> dict[str, object]:
    """One input or output."""
    name, size = described(info.type)
    return {"name": info.name, "type": name, "shape": size}


def main(folder: Path) -> None:
    """Write all of them."""
    warnings.simplefilter("ignore")
    expected = []
    for at, case in enumerate(collect_testcases(None)):
        path = folder / f"{at}.onnx"
        onnx.save(case.model, path)
        model = onnx.load(path)
        graph = model.graph
        own = {one.name for one in graph.initializer} | {one.values.name for one in graph.sparse_initializer}
        expected.append(
            {
                "name": case.name,
                "inputs": [value(one) for one in graph.input if one.name not in own],
                "outputs": [value(one) for one in graph.output],
                "opsets": {one.domain or "ai.onnx": one.version for one in model.opset_import},
            }
        )
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
