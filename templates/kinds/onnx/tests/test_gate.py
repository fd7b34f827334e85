"""The parity gate refuses an artifact that does anything else than the steps and the bare model do."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from onnx import TensorProto, helper
from tiny import FLOAT, Proof, classifier, drawn, image, model, saved, steps_of

from making.asked import check_http
from making.cases.case import Case
from making.compose import image as compose_image
from making.compose.compose import composed
from making.compose.composition import Composition
from making.parity import Answered, check_file
from making.plan import Plan
from making.report import Report
from publishing.errors import CannotPublish

INT64 = TensorProto.INT64


@pytest.mark.parametrize(
    "spoilt,check",
    [
        ({"mean": [0.486, 0.456, 0.406]}, "normalised|resized"),
        ({"std": [0.229, 0.224, 0.2251]}, "normalised|resized"),
        ({"scale": 1 / 256}, "normalised|resized"),
        ({"colour": "BGR"}, "normalised|resized"),
        ({"filter": "bicubic"}, "normalised|resized"),
        ({"short_side": 17}, "normalised|resized"),
        ({"resize": "stretch"}, "normalised|resized"),
        ({"resize": "pad"}, "normalised|resized"),
        ("activation", "samples"),
    ],
)
def test_an_artifact_with_another_step_is_refused(spoilt: Any, check: str, tmp_path: Path) -> None:
    parts = image(resize="crop", short_side=16, mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
    output = {"name": "logits", "activation": "softmax"}
    steps = steps_of("image-classification", image=parts, output=output)
    if spoilt == "activation":
        other = steps_of("image-classification", image=parts, output=output | {"activation": "none"})
    else:
        other = steps_of("image-classification", image=parts | spoilt, output=output)

    def spoil(whole: Composition) -> None:
        vars(whole).update(vars(composed(whole.bare, other, None, None)))

    with pytest.raises(CannotPublish, match=f"Parity failed(.|\n)*({check})"):
        Proof(classifier(), steps, tmp_path, spoil=spoil).holds()


def test_a_crop_that_is_one_pixel_off_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cropped = compose_image._cropped

    def beside(b: Any, pixels: str, shown: Any, steps: Any) -> Any:
        return cropped(b, pixels, (b.op("Add", shown[0], b.constant(2)), shown[1]), steps)

    monkeypatch.setattr(compose_image, "_cropped", beside)
    parts = image(resize="crop", short_side=20)
    with pytest.raises(CannotPublish, match="Parity failed"):
        Proof(
            classifier(), steps_of("image-classification", image=parts, output={"name": "logits"}), tmp_path
        ).holds()


def test_a_changed_weight_is_refused(tmp_path: Path) -> None:
    steps = steps_of("image-classification", image=image(), output={"name": "logits"})
    proof = Proof(classifier(), steps, tmp_path).holds()
    bias = drawn(5, seed=1).tobytes()
    content = proof.artifact.read_bytes()
    at = content.index(bias) + 2  # the upper half of a float's fraction
    proof.artifact.write_bytes(content[:at] + bytes([content[at] ^ 0x40]) + content[at + 1 :])
    report, plan = Report(), Plan(proof.bare, steps, None, None, tmp_path)
    cases = [it for it in plan.cases() if it.check == "samples"]
    check_file(proof.whole, plan, cases, proof.artifact, tmp_path, report)
    with pytest.raises(CannotPublish, match="Parity failed"):
        report.judge()


def test_a_rewritten_model_that_answers_otherwise_is_refused(tmp_path: Path) -> None:
    """A converter of opsets may change what a model does: the gate asks the model that was brought."""
    steps = steps_of("image-classification", image=image(), output={"name": "logits"})
    other = classifier()
    other.graph.node[-1].attribute.add(name="alpha", type=1, f=1.001)
    (tmp_path / "rewritten").mkdir()
    rewritten = saved(other, tmp_path / "rewritten")

    def spoil(whole: Composition) -> None:
        vars(whole).update(vars(composed(rewritten, steps, None, None)))

    with pytest.raises(CannotPublish, match="Parity failed"):
        Proof(classifier(), steps, tmp_path, spoil=spoil).holds()


def test_a_model_that_draws_random_numbers_is_told(tmp_path: Path) -> None:
    noisy = helper.make_node("RandomNormalLike", ["x"], ["y"])
    made = model([noisy], {"x": (FLOAT, [1, 3])}, {"y": (FLOAT, [1, 3])})
    with pytest.raises(CannotPublish, match="draws random numbers"):
        Proof(made, steps_of("tensor"), tmp_path)


@pytest.mark.parametrize(
    "named,words",
    [(["a", "b", "c"], "names 3 classes, and the model's output 'logits' tells 5"), ([], "names 0")],
)
def test_names_that_are_more_or_fewer_than_the_classes_are_refused(
    named: list[str], words: str, tmp_path: Path
) -> None:
    output = {"name": "logits", "labels": "model/labels.txt"}
    steps = steps_of("image-classification", image=image(), output=output)
    with pytest.raises(CannotPublish, match=words):
        Proof(classifier(), steps, tmp_path, labels=named)


def test_a_picture_of_four_channels_is_told(tmp_path: Path) -> None:
    made = model(
        [helper.make_node("Concat", ["image", "cover"], ["made"], axis=1)],
        {"image": (FLOAT, [1, 3, 8, 8])},
        {"made": (FLOAT, [1, 4, 8, 8])},
        {"cover": np.ones((1, 1, 8, 8), np.float32)},
    )
    parts = {"input": "image", "height": 8, "width": 8}
    with pytest.raises(CannotPublish, match=r"'made' is no picture: expected 1 or 3 channels"):
        Proof(made, steps_of("image-to-image", image=parts, output={"name": "made"}), tmp_path)


@pytest.mark.parametrize(
    "inputs,words",
    [
        (
            {"ids": (INT64, ["n", "t"]), "position_ids": (INT64, ["n", "t"])},
            "Nothing is given to .* 'position_ids'",
        ),
        ({"ids": (INT64, [4, 16])}, "'ids' takes 4 at once and no other number"),
    ],
)
def test_a_text_model_that_cannot_be_asked_is_told(
    inputs: dict[str, Any], words: str, tmp_path: Path
) -> None:
    nodes = [
        helper.make_node("Sum", [f"{name}_real" for name in inputs], ["scores"]),
    ]
    casts = [helper.make_node("Cast", [name], [f"{name}_real"], to=FLOAT) for name in inputs]
    made = model([*casts, *nodes], inputs, {"scores": (FLOAT, ["n", "t"])})
    text = {"tokenizer": "model/tokenizer.json", "max_length": 16, "inputs": {"ids": "ids"}}
    with pytest.raises(CannotPublish, match=words):
        Proof(made, steps_of("text-classification", text=text, output={"name": "scores"}), tmp_path)


@pytest.mark.parametrize("numbers,asked", [(10, 1), (2_000_000, 0)])
def test_an_answer_that_the_api_would_not_tell_is_not_asked_of_it(
    numbers: int, asked: int, tmp_path: Path
) -> None:
    sent: list[Any] = []

    class Telling:
        def predict(self, question: Any) -> tuple[int, Any]:
            sent.append(question)
            return 200, {"outputs": {"y": [0.0] * numbers}}

    made = model([helper.make_node("Identity", ["x"], ["y"])], {"x": (FLOAT, ["n"])}, {"y": (FLOAT, ["n"])})
    plan = Plan(saved(made, tmp_path), steps_of("tensor"), None, None, tmp_path)
    found = {"y": np.zeros(numbers, np.float32)}
    answered = Answered(Case("samples", {}, {"inputs": {}}), found=found)
    report, api = Report(), cast(Any, Telling())
    check_http(api, plan, [answered], report)
    report.judge()
    assert len(sent) == asked
