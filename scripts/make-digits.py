"""Make the sample `digits`: python scripts/make-digits.py. The same file comes out every time.

A small network learns scikit-learn's handwritten digits (the test part of UCI's "Optical Recognition of Handwritten
Digits", E. Alpaydin and C. Kaynak, 1998, CC BY 4.0): 1,797 pictures of 8 × 8 pixels, a quarter of them held out. It
also sees them moved by a pixel and with ink and paper exchanged, as people will draw them. Needs scikit-learn and onnx.
"""

import json
from math import sqrt
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

SAMPLE = Path(__file__).resolve().parent.parent / "templates" / "samples" / "digits"
HIDDEN = 72
SEED = 4


def varied(pictures: np.ndarray) -> np.ndarray:
    """Each picture as it is and moved by a pixel in four directions; all of that also with ink and paper exchanged."""
    moved = [pictures, *(np.roll(pictures, step, axis) for axis in (1, 2) for step in (-1, 1))]
    both = [*moved, *(1 - one for one in moved)]
    return np.concatenate(both)


def wilson(share: float, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson, 1927)."""
    z = 1.959964
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return middle - half, middle + half


def network(layers: list[tuple[np.ndarray, np.ndarray]]) -> onnx.ModelProto:
    """[N, 1, 8, 8] between 0 and 1 → logits [N, 10]."""
    nodes = [helper.make_node("Flatten", ["pixels"], ["x0"], axis=1)]
    weights = []
    for at, (matrix, bias) in enumerate(layers):
        weights += [
            numpy_helper.from_array(matrix.astype(np.float32), f"w{at}"),
            numpy_helper.from_array(bias.astype(np.float32), f"b{at}"),
        ]
        last = at == len(layers) - 1
        nodes.append(helper.make_node("Gemm", [f"x{at}", f"w{at}", f"b{at}"], ["logits" if last else f"h{at}"]))
        if not last:
            nodes.append(helper.make_node("Relu", [f"h{at}"], [f"x{at + 1}"]))
    graph = helper.make_graph(
        nodes,
        "digits",
        [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["batch", 1, 8, 8])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 10])],
        weights,
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="make-digits.py"
    )


def main() -> None:
    digits = load_digits()
    pictures, labels = digits.images / 16, digits.target
    learn, held, learn_labels, held_labels = train_test_split(
        pictures, labels, test_size=0.25, random_state=SEED, stratify=labels
    )
    model = MLPClassifier((HIDDEN,), alpha=0.01, max_iter=60, random_state=SEED)
    model.fit(varied(learn).reshape(-1, 64).astype(np.float32), np.tile(learn_labels, 10))
    accuracy = float(model.score(held.reshape(-1, 64), held_labels))
    exchanged = float(model.score((1 - held).reshape(-1, 64), held_labels))
    print(f"accuracy on {len(held)} held-out pictures {accuracy:.4f}, with ink and paper exchanged {exchanged:.4f}")
    low, high = wilson(accuracy, len(held))
    usual = float(np.bincount(held_labels).max() / len(held))
    SAMPLE.mkdir(parents=True, exist_ok=True)
    content = network(list(zip(model.coefs_, model.intercepts_, strict=True))).SerializeToString()
    (SAMPLE / "model.onnx").write_bytes(content)
    (SAMPLE / "labels.txt").write_text("".join(f"{digit}\n" for digit in range(10)), encoding="utf-8")
    metrics = {
        "primary": "accuracy",
        "values": [
            {"name": "accuracy", "label": "Accuracy", "value": accuracy, "low": low, "high": high, "higher_is_better": True}
        ],
        "baseline": {"name": "always the most frequent", "value": usual},
        "best_column": None,
        "rows": len(held),
        "about": "on the quarter of scikit-learn's digits that it has not seen",
    }
    (SAMPLE / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
