"""Writes the tables that the reader of ONNX files goes by: `python scripts/make-onnx-tables.py`.

`generators/inspect/onnx/messages.ts`  field numbers and type names, from onnx.proto (as the `onnx` package carries it)
`generators/inspect/onnx/runtime.ts`   what ONNX Runtime takes: opset, IR version, operators, asked of the package itself

Needs `onnx`, and the `onnxruntime` that products are pinned to.
"""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import onnxruntime
from onnx import TensorProto, helper
from onnxruntime.capi import onnxruntime_pybind11_state as state

FOLDER = Path(__file__).parent.parent / "generators" / "inspect" / "onnx"

# Only what the reader looks into; every other field is skipped unread.
READ = (
    "ModelProto GraphProto NodeProto AttributeProto TensorProto SparseTensorProto ValueInfoProto FunctionProto "
    "OperatorSetIdProto StringStringEntryProto TypeProto TypeProto.Tensor TypeProto.Sequence TypeProto.Map "
    "TypeProto.Optional TypeProto.SparseTensor TypeProto.Opaque TensorShapeProto TensorShapeProto.Dimension"
).split()

# As the wire format encodes protobuf's types.
WIRES = {
    "double": 1, "fixed64": 1, "sfixed64": 1, "float": 5, "fixed32": 5, "sfixed32": 5,
    "string": 2, "bytes": 2, "message": 2,
}  # fmt: skip


def messages() -> str:
    """The TypeScript table of messages: {message: {field: [number, wire type]}}, and the names of element types."""
    types = onnx.onnx_ml_pb2.DESCRIPTOR.message_types_by_name
    lines = [f"/** From onnx.proto of onnx {onnx.__version__}, by scripts/make-onnx-tables.py. */", ""]
    lines.append(
        "/** Field → its number and its wire type: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */"
    )
    lines.append("export const MESSAGES = {")
    for name in READ:
        first, *inner = name.split(".")
        descriptor = types[first]
        for part in inner:
            descriptor = descriptor.nested_types_by_name[part]
        fields = ", ".join(
            f"{f.name}: [{f.number}, {wire(f)}]" for f in sorted(descriptor.fields, key=lambda f: f.number)
        )
        lines.append(f"  {json.dumps(name) if inner else name}: {{ {fields} }},".replace('"', "'"))
    lines.append("} as const;")
    names = {number: name.lower() for name, number in TensorProto.DataType.items() if number > 0}
    lines += ["", "/** TensorProto.DataType → ONNX's name of the type. */"]
    lines += ["export const ELEMENT_TYPES: Readonly<Record<number, string>> = {"]
    lines += [f"  {number}: '{name}'," for number, name in sorted(names.items())] + ["};", ""]
    return "\n".join(lines)


def wire(field: object) -> int:
    """The wire type of one field of a message descriptor."""
    kinds = {
        number: name.removeprefix("TYPE_").lower()
        for name, number in type(field).__dict__.items()
        if name.startswith("TYPE_")
    }
    return WIRES.get(kinds[field.type], 0)  # type: ignore[attr-defined]


def runtime() -> str:
    """The TypeScript table of what the installed ONNX Runtime takes, found out by asking it."""
    schemas: dict[str, set[str]] = {}
    for schema in state.get_all_operator_schema():
        schemas.setdefault(schema.domain, set()).add(schema.name)
    kernels = {("" if k.domain == "ai.onnx" else k.domain, k.op_name) for k in state.get_all_opkernel_def()}
    domains = {
        domain: sorted(name for name in schemas[domain] if runs(domain, name, kernels))
        for domain in ("", "ai.onnx.ml", "com.microsoft")
    }
    opsets = {"": largest(lambda n: identity(opset=n)), "ai.onnx.ml": largest(lambda n: identity(ml=n))}
    lines = [f"/** What ONNX Runtime {onnxruntime.__version__} takes, by scripts/make-onnx-tables.py. */", ""]
    lines += [f"export const RUNTIME = '{onnxruntime.__version__}';", ""]
    lines += [
        "/** The latest IR version that it reads. */",
        f"export const MAX_IR = {largest(lambda n: identity(ir=n))};",
        "",
    ]
    lines += [
        "/** Domain → the latest opset that it has. */",
        f"export const MAX_OPSET: Readonly<Record<string, number>> = {ts(opsets)};",
        "",
    ]
    lines += [
        "/** Domain → the operators that it runs on a CPU. */",
        "export const OPERATORS: Readonly<Record<string, readonly string[]>> = {",
    ]
    for domain, names in domains.items():
        lines += [f"  '{domain}':", f"    '{' '.join(names)}'.split(' '),"]
    return "\n".join([*lines, "};", ""])


def ts(value: object) -> str:
    """A flat object as TypeScript."""
    return json.dumps(value).replace('"', "'")


def runs(domain: str, name: str, kernels: set[tuple[str, str]]) -> bool:
    """Whether the operator has a kernel, or is written in others that have; a Constant is taken out of the graph."""
    if (domain, name) in kernels or name == "Constant":
        return True
    if domain or not onnx.defs.has(name):
        return False
    schema = onnx.defs.get_schema(name)
    return bool(schema.has_function or schema.has_context_dependent_function)


def identity(*, opset: int = 13, ir: int = 8, ml: int = 1) -> bytes:
    """A model of one node."""
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy"]
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "one", values[:1], values[1:])
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", ml)]
    )
    model.ir_version = ir
    return model.SerializeToString()


def largest(make: object) -> int:
    """The largest number with which a session of such a model opens."""
    best = 0
    for number in range(1, 60):
        try:
            onnxruntime.InferenceSession(make(number), providers=["CPUExecutionProvider"])  # type: ignore[operator]
            best = number
        except Exception:  # noqa: BLE001  (the library raises classes of its own, one a reason)
            continue
    return best


if __name__ == "__main__":
    onnxruntime.set_default_logger_severity(4)
    (FOLDER / "messages.ts").write_text(messages(), encoding="utf-8")
    (FOLDER / "runtime.ts").write_text(runtime(), encoding="utf-8")
