"""A product's answers, held against ONNX Runtime called directly.

`python direct.py PRODUCT ask SHAPES` prints a question, as JSON: SHAPES has the shape of each tensor, or a number, and is
null where the task says what is asked. `python direct.py PRODUCT compare < ANSWERED` takes `{"asked": …, "answers": […]}`
and prints `{"inputs": [[name, shape]], "apart": the largest difference, "compared": how many numbers}`. Everything
between a question and the model is written out here once more.
"""

import base64
import io
import json
import sys
import wave
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image

PRODUCT = Path(sys.argv[1])
STEPS = json.loads((PRODUCT / "contract" / "steps.json").read_text(encoding="utf-8"))
SESSION = ort.InferenceSession(PRODUCT / STEPS["model"], providers=["CPUExecutionProvider"])
TYPES = {"tensor(float)": np.float32, "tensor(int32)": np.int32, "tensor(int64)": np.int64}
FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}


def question(shapes):
    """Something to ask, of the kind that the product takes."""
    draw = np.random.default_rng(7)
    if shapes is not None:
        types = {it.name: TYPES[it.type] for it in SESSION.get_inputs()}
        drawn = {
            name: draw.random(shape) if types[name] is np.float32 else draw.integers(0, 256, shape)
            for name, shape in shapes.items()
            if isinstance(shape, list)
        }
        return {"inputs": shapes | {name: values.tolist() for name, values in drawn.items()}}
    file = io.BytesIO()
    if "image" in STEPS:
        across, down = np.meshgrid(np.linspace(0, 255, 300), np.linspace(0, 255, 200))
        pixels = np.stack([across, down, draw.integers(0, 256, across.shape)], axis=2).astype(np.uint8)
        Image.fromarray(pixels).save(file, "PNG")
        return {"image": base64.b64encode(file.getvalue()).decode()}
    if "audio" in STEPS:
        steps = STEPS["audio"]
        times = np.arange(round(steps["seconds"]["min"] * steps["rate"])) / steps["rate"]
        samples = np.sin(2 * np.pi * 220 * times) * 8000 + draw.normal(0, 500, times.shape)
        with wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(steps["rate"])
            sound.writeframes(samples.astype("<i2").tobytes())
        return {"audio": base64.b64encode(file.getvalue()).decode()}
    return {"text": "The food was cold, and nobody said sorry."}


def taken(asked):
    """What the model gets."""
    if "inputs" in asked:
        return {it.name: np.array(asked["inputs"][it.name], TYPES[it.type]) for it in SESSION.get_inputs()}
    if "image" in asked:
        return {STEPS["image"]["input"]: pixels_of(asked["image"])}
    if "audio" in asked:
        return {STEPS["audio"]["input"]: samples_of(asked["audio"])}
    return tokens_of(asked["text"])


def pixels_of(image):
    steps = STEPS["image"]
    assert (steps["resize"], steps["colour"], steps["layout"]) == ("stretch", "RGB", "NCHW"), steps
    picture = Image.open(io.BytesIO(base64.b64decode(image))).convert("RGB")
    resized = picture.resize((steps["width"], steps["height"]), FILTERS[steps["filter"]])
    values = np.asarray(resized, np.float32) * np.float32(steps["scale"])
    values = (values - np.float32(steps["mean"])) / np.float32(steps["std"])
    return values.transpose(2, 0, 1)[None]


def samples_of(audio):
    with wave.open(io.BytesIO(base64.b64decode(audio))) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        assert sound.getframerate() == STEPS["audio"]["rate"]
        found = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    return (found / np.float32(32768)).astype(np.float32)[None]


def tokens_of(text):
    from tokenizers import Tokenizer

    names = STEPS["text"]["inputs"]
    tokens = Tokenizer.from_file(str(PRODUCT / STEPS["text"]["tokenizer"])).encode(text)
    return {
        names["ids"]: np.array([tokens.ids], np.int64),
        names["mask"]: np.array([tokens.attention_mask], np.int64),
    }


def differences(asked, answer):
    """How far an answer is from the bare model's, number by number."""
    names = [it.name for it in SESSION.get_outputs()]
    told = dict(zip(names, SESSION.run(None, taken(asked)), strict=True))
    if "outputs" in answer:
        assert answer["outputs"].keys() == told.keys()
        for name, value in told.items():
            yield from apart(value, answer["outputs"][name])
        return
    steps, output = STEPS["output"], told[STEPS["output"]["name"]]
    if "image" in answer:
        assert (steps["shows"], steps["activation"]) == ("mask", "none")
        sent = Image.open(io.BytesIO(base64.b64decode(asked["image"])))
        mask = output[0, 0] >= np.float32(steps["threshold"])
        # The nearest number of the mask for each pixel that was sent; what is none of it is black.
        for axis, size in enumerate((sent.height, sent.width)):
            mask = mask.take((2 * np.arange(size) + 1) * mask.shape[axis] // (2 * size), axis)
        painted = np.asarray(Image.open(io.BytesIO(base64.b64decode(answer["image"]))))
        yield from apart(mask.astype(float), painted.any(axis=-1).astype(float))
        return
    scores = output.reshape(-1).astype(np.float64)
    if steps["activation"] == "softmax":
        scores = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    labels = [f"class {at}" for at in range(len(scores))]
    if steps["labels"]:
        labels = (PRODUCT / steps["labels"]).read_text(encoding="utf-8").splitlines()
    known = dict(zip(labels, scores, strict=True))
    said = answer["predictions"]
    yield from apart([known[it["label"]] for it in said], [it["score"] for it in said])
    yield from apart(sorted(scores, reverse=True)[: len(said)], [it["score"] for it in said])


def apart(expected, found):
    if isinstance(expected, list) and expected and isinstance(expected[0], dict):
        for one, other in zip(expected, found, strict=True):
            yield from apart([one[key] for key in one], [other[str(key)] for key in one])
        return
    one, other = np.asarray(expected, np.float64), np.asarray(found, np.float64)
    assert one.shape == other.shape, (one.shape, other.shape)
    yield from np.abs(one - other).reshape(-1) / max(1.0, np.abs(one).max(initial=0))


if sys.argv[2] == "ask":
    print(json.dumps(question(json.loads(sys.argv[3]))))
else:
    answered = json.load(sys.stdin)
    found = [one for answer in answered["answers"] for one in differences(answered["asked"], answer)]
    inputs = [[it.name, it.shape] for it in SESSION.get_inputs()]
    print(json.dumps({"inputs": inputs, "apart": max(found), "compared": len(found)}))
