"""Every task as a client sees it: a tiny model whose answers are known, asked over HTTP."""

import base64
import io
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import small_models as tiny
import soundfile  # type: ignore[import-untyped]
from PIL import Image
from products import audio_steps, lay, product, tensor_steps, text_steps
from running import last_word, start

from serving import judge
from serving.problems import Problem

PREDICT = "/api/v1/predict"
EXPLAIN = "/api/v1/explain"


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def coloured(width: int = 8, height: int = 6, colour: tuple[int, int, int] = (200, 50, 0)) -> bytes:
    return png(Image.new("RGB", (width, height), colour))


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def answer(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    return dict(response.json())


def refused(response: httpx.Response, status: int) -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return str(response.json()["detail"])


def stored(client: httpx.Client, entry_id: str) -> dict[str, Any]:
    return answer(client.get(f"/api/v1/predictions/{entry_id}"))


@pytest.fixture(scope="module", params=["one", "many"])
def colours(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A classifier of pictures, one at a time and several at once."""
    made = tiny.one_colour() if request.param == "one" else tiny.many_colours()
    steps = tiny.image_steps("image-classification")
    with product(
        tmp_path_factory.mktemp("colours"), made, steps, tiny.COLOURS, KEEP_INPUT_BYTES="5000"
    ) as client:
        yield client


def test_a_picture_gets_its_likeliest_labels(colours: httpx.Client) -> None:
    found = answer(colours.post(PREDICT, json={"image": in_base64(coloured())}))
    assert found.keys() == {"id", "task", "model_version", "warnings", "predictions"}
    assert [one["label"] for one in found["predictions"]] == ["red", "green", "blue"]
    assert [one["score"] for one in found["predictions"]] == pytest.approx([0.8, 0.2, 0], abs=1e-6)


def test_a_data_url_is_taken(colours: httpx.Client) -> None:
    sent = "data:image/png;base64," + in_base64(coloured())
    assert answer(colours.post(PREDICT, json={"image": sent}))["predictions"][0]["label"] == "red"


def test_a_form_with_one_file_gets_the_same_answer(colours: httpx.Client) -> None:
    by_form = answer(colours.post(PREDICT, files={"image": ("a.png", coloured())}))
    by_json = answer(colours.post(PREDICT, json={"image": in_base64(coloured())}))
    assert by_form | {"id": ""} == by_json | {"id": ""}


def test_several_files_get_an_answer_each(colours: httpx.Client) -> None:
    sizes = [(8, 6), (3, 9), (1, 1)]
    shades = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    files = [("image", ("a.png", coloured(*size, shade))) for size, shade in zip(sizes, shades, strict=True)]
    found = answer(colours.post(PREDICT, files=files))
    assert [item["predictions"][0]["label"] for item in found["items"]] == tiny.COLOURS
    assert [item["id"] for item in found["items"]] == [f"{found['id']}-{at}" for at in (1, 2, 3)]
    assert stored(colours, found["items"][1]["id"])["request"]["image"]["width"] == 3
    ids = refused(colours.get(f"/api/v1/predictions/{found['id']}"), 404)
    assert f"{found['id']}-1" in ids


def test_of_several_files_the_one_that_cannot_be_read_is_named(colours: httpx.Client) -> None:
    files = [("image", ("good.png", coloured())), ("image", ("bad.png", b"GIF89a"))]
    problem = colours.post(PREDICT, files=files)
    assert problem.status_code == 422
    assert problem.json()["detail"].startswith("bad.png: ")
    assert problem.json()["errors"][0]["message"].startswith("bad.png: ")


def test_the_page_may_ask_for_the_camera_and_the_microphone(colours: httpx.Client) -> None:
    allowed = colours.get("/api/v1/model").headers["permissions-policy"]
    assert "camera=(self)" in allowed
    assert "microphone=(self)" in allowed
    assert "geolocation=()" in allowed


def test_what_was_sent_is_kept(colours: httpx.Client) -> None:
    found = answer(colours.post(PREDICT, files={"image": ("my.png", coloured())}))
    kept = stored(colours, found["id"])
    assert kept["answer"] == found
    image = kept["request"]["image"]
    assert base64.b64decode(image["base64"]) == coloured()
    assert (image["name"], image["width"], image["height"], image["format"]) == ("my.png", 8, 6, "PNG")
    listed = answer(colours.get("/api/v1/predictions", params={"prediction": "red"}))
    assert found["id"] in [item["id"] for item in listed["items"]]


def test_of_a_large_picture_a_small_one_is_kept(colours: httpx.Client) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), np.uint8)
    found = answer(colours.post(PREDICT, files={"image": png(Image.fromarray(noise))}))
    image = stored(colours, found["id"])["request"]["image"]
    assert image["base64"] is None and len(image["sha256"]) == 64
    small = Image.open(io.BytesIO(base64.b64decode(image["thumbnail"])))
    assert max(small.size) == 160


def test_what_came_true_is_measured(colours: httpx.Client) -> None:
    entry_id = answer(colours.post(PREDICT, json={"image": in_base64(coloured())}))["id"]
    said = answer(colours.post(f"/api/v1/predictions/{entry_id}/feedback", json={"actual": "green"}))
    assert said["correct"] is False
    assert "red" in refused(
        colours.post(f"/api/v1/predictions/{entry_id}/feedback", json={"actual": "x"}), 422
    )
    version = answer(colours.get("/api/v1/feedback/summary"))["versions"][0]
    assert version["metrics"][0]["name"] == "accuracy"


def test_what_came_true_may_be_a_number_where_labels_are_digits() -> None:
    assert judge.actual(3, ["2", "3"]) == "3"
    for wrong in (4, True, 3.0):
        with pytest.raises(Problem, match="must be one of '2', '3'"):
            judge.actual(wrong, ["2", "3"])


def test_a_picture_is_explained_by_what_is_covered(colours: httpx.Client) -> None:
    """Half of the picture is red: covering it with the mean colour takes from red, the other half from nothing much."""
    image = Image.new("RGB", (56, 56), (0, 0, 0))
    image.paste((255, 0, 0), (0, 0, 28, 56))
    image.paste((0, 255, 0), (28, 0, 40, 56))
    found = answer(colours.post(EXPLAIN, json={"image": in_base64(png(image))}))
    assert found["label"] == "red"
    grid = np.array(found["grid"])
    assert grid.shape[0] == grid.shape[1] >= 3
    assert grid[:, 0].mean() > 0 > grid[:, -1].mean() - 1e-3
    assert stored(colours, found["id"])["operation"] == "explain"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"image": "%%%"}, "base64"),
        ({"image": ""}, "image"),
        ({"image": 7}, "text"),
        ({}, "missing"),
        ({"text": "hello"}, "text"),
        ({"image": in_base64(b"<svg/>")}, "SVG"),
        ([], "object"),
    ],
)
def test_what_cannot_be_answered_is_told(colours: httpx.Client, body: Any, words: str) -> None:
    response = colours.post(PREDICT, json=body)
    assert response.status_code == 422
    assert words in response.text


def test_base64_may_come_in_lines(colours: httpx.Client) -> None:
    lines = base64.encodebytes(coloured()).decode()
    assert answer(colours.post(PREDICT, json={"image": f"data:image/png;base64,{lines}"}))["predictions"]


def test_forms_that_are_none_are_told(colours: httpx.Client) -> None:
    form = {"content-type": "multipart/form-data; boundary=b"}
    assert "file" in refused(colours.post(PREDICT, content=b"--b--\r\n", headers=form), 422)
    assert "breaks off" in refused(
        colours.post(
            PREDICT,
            content=b'--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nabc',
            headers=form,
        ),
        400,
    )
    refused(colours.post(PREDICT, content=b"abc", headers={"content-type": "multipart/form-data"}), 400)
    refused(colours.post(PREDICT, content=b"abc", headers={"content-type": "image/png"}), 415)
    many = [("image", ("a.png", coloured(1, 1))) for _ in range(21)]
    assert "20 files" in refused(colours.post(PREDICT, files=many), 422)


def test_the_model_tells_what_the_page_needs(colours: httpx.Client) -> None:
    told = answer(colours.get("/api/v1/model"))
    assert told["labels"] == tiny.COLOURS
    assert told["limits"] == {"bytes": 20_000_000, "pixels": 50_000_000, "seconds": 600, "files": 20}
    assert told["runtime"]["device"] == "cpu"
    assert told["model_outputs"][0]["name"] == "scores"


def described(client: httpx.Client) -> Any:
    body = answer(client.get("/openapi.json"))["paths"][PREDICT]["post"]["requestBody"]
    return body["content"]["application/json"]["example"]


def test_the_described_example_can_be_sent_whatever_the_artifact_was_tried_with(
    colours: httpx.Client, tmp_path: Path
) -> None:
    assert answer(colours.post(PREDICT, json=described(colours)))["predictions"]
    with product(tmp_path / "sound", tiny.loudness(), audio_steps(), ["loud", "quiet"]) as client:
        assert answer(client.post(PREDICT, json=described(client)))["warnings"] == []


def test_a_long_example_is_told_in_few_digits(tmp_path: Path) -> None:
    lay(tmp_path, tiny.root(), tensor_steps())
    many = np.random.default_rng(0).random((2000, 2, 3)).tolist()
    golden = json.dumps({"asked": {"inputs": {"x": many}}, "answered": {}})
    (tmp_path / "artifacts" / "v1" / "golden.jsonl").write_text(golden, encoding="utf-8")
    with product(tmp_path, tiny.root(), tensor_steps()) as client:
        shown = described(client)
        assert len(answer(client.post(PREDICT, json=shown))["outputs"]["y"]) == 2000
        assert 40_000 < len(json.dumps(shown)) < len(golden) / 3


def test_boxes_lie_within_the_picture(tmp_path: Path) -> None:
    steps = tiny.image_steps("object-detection", boxes={"format": "xyxy", "layout": "yolo"})
    with product(tmp_path, tiny.boxes(), steps, ["cat", "dog"]) as client:
        found = answer(client.post(PREDICT, json={"image": in_base64(coloured(20, 10))}))
        assert found["boxes"] == [
            {"label": "dog", "score": 0.875, "box": [0, 0, 20, 10]},
            {"label": "cat", "score": 0.75, "box": [1, 2, 5, 6]},
        ]
        assert answer(client.get("/api/v1/predictions", params={"prediction": "1 dog, 1 cat"}))["items"]
        assert "no explanation" in refused(client.post(EXPLAIN, json={"image": in_base64(coloured())}), 404)


def test_a_picture_becomes_a_picture(tmp_path: Path) -> None:
    with product(tmp_path, tiny.negative(), tiny.image_steps("image-to-image")) as client:
        found = answer(client.post(PREDICT, json={"image": in_base64(coloured(7, 5))}))
        made = np.array(Image.open(io.BytesIO(base64.b64decode(found["image"]))))
        assert made.shape == (5, 7, 3)
        assert made[0, 0].tolist() == [55, 205, 255]


def test_a_text_gets_labels_and_each_word_its_part(tmp_path: Path) -> None:
    steps = text_steps("text-classification", mask="mask")
    with product(tmp_path, tiny.words(), steps, ["good", "bad"]) as client:
        found = answer(client.post(PREDICT, json={"text": "good good bad ."}))
        assert found["predictions"][0] == {"label": "good", "score": pytest.approx(0.8808, abs=1e-4)}
        why = answer(client.post(EXPLAIN, json={"text": "lives good bad"}))
        assert {word["text"]: round(word["contribution"], 3) for word in why["words"]} == {
            "lives": 0,
            "good": pytest.approx(0.5 - 0.119, abs=2e-3),
            "bad": pytest.approx(0.5 - 0.881, abs=2e-3),
        }
        long = answer(client.post(PREDICT, json={"text": "good " * 9}))
        assert [warning["code"] for warning in long["warnings"]] == ["truncated"]
        assert "8 tokens" in long["warnings"][0]["message"]
        longer = answer(client.post(PREDICT, json={"text": "good " * 100_000}))
        assert longer["predictions"] == long["predictions"] and longer["warnings"] == long["warnings"]
        one_word = answer(client.post(PREDICT, json={"text": "x" * 1_000_000}))
        assert "100,000 characters" in one_word["warnings"][0]["message"]
        assert stored(client, one_word["id"])["request"]["text"] == "x" * 1_000_000
        assert stored(client, found["id"])["request"] == {"text": "good good bad ."}
        assert "text" in refused(client.post(PREDICT, json={"text": ""}), 422)
        by_file = answer(client.post(PREDICT, files={"text": ("a.txt", b"good")}))
        assert by_file["predictions"][0]["label"] == "good"


def test_two_texts_are_read_one_after_the_other(tmp_path: Path) -> None:
    steps = text_steps("text-classification", mask="mask")
    steps["text"]["pair"] = True
    with product(tmp_path, tiny.words(), steps, ["good", "bad"]) as client:
        asked = {"text": "good", "text_pair": "bad bad"}
        found = answer(client.post(PREDICT, json=asked))
        assert found["predictions"][0] == {"label": "bad", "score": pytest.approx(0.8808, abs=1e-4)}
        assert stored(client, found["id"])["request"] == asked
        why = answer(client.post(EXPLAIN, json=asked))
        assert [word["text"] for word in why["words"]] == ["good"]
        assert "Second text" in refused(client.post(PREDICT, json={"text": "good"}), 422)
        assert "text_pair" in refused(client.post(PREDICT, files={"text": ("a.txt", b"good")}), 422)


def test_two_texts_have_a_similarity(tmp_path: Path) -> None:
    steps = text_steps("embedding", mask="mask")
    with product(tmp_path, tiny.words("embedding"), steps) as client:
        one = answer(client.post(PREDICT, json={"text": "good bad"}))
        assert sum(one["embedding"]) == 2
        two = answer(client.post(PREDICT, json={"texts": ["good bad", "good Ada"]}))
        assert two["similarity"] == pytest.approx(0.5)
        assert len(two["embedding"]) == 2
        assert stored(client, two["id"])["request"] == {"texts": ["good bad", "good Ada"]}
        refused(client.post(PREDICT, json={}), 422)
        refused(client.post(PREDICT, json={"text": "a", "texts": ["b"]}), 422)


def test_names_in_a_text_are_found_where_they_stand(tmp_path: Path) -> None:
    labels = ["O", "B-person", "I-person", "B-place"]
    with product(tmp_path, tiny.names(), text_steps("token-classification"), labels) as client:
        found = answer(client.post(PREDICT, json={"text": "Ada Lovelace lives in London."}))
        assert [(one["start"], one["end"], one["label"], one["text"]) for one in found["spans"]] == [
            (0, 12, "person", "Ada Lovelace"),
            (22, 28, "place", "London"),
        ]


def tone(
    seconds: float, rate: int = 8000, channels: int = 1, format: str = "WAV", loud: float = 1.0
) -> bytes:
    file = io.BytesIO()
    wave = np.sin(np.arange(int(seconds * rate)) * 0.3) * loud
    soundfile.write(file, np.stack([wave] * channels, axis=1).astype(np.float32), rate, format=format)
    return file.getvalue()


def test_a_sound_gets_labels(tmp_path: Path) -> None:
    with product(tmp_path, tiny.loudness(), audio_steps(), ["loud", "quiet"], MAX_SECONDS="5") as client:
        for sent in (
            tone(1),
            tone(1, channels=2),
            tone(1, format="FLAC"),
            tone(1, format="OGG"),
            tone(1, format="MP3"),
        ):
            found = answer(client.post(PREDICT, json={"audio": in_base64(sent)}))
            scores = {one["label"]: one["score"] for one in found["predictions"]}
            assert scores["loud"] == pytest.approx(0.5, abs=0.05)
        other_rate = answer(client.post(PREDICT, files={"audio": ("a.wav", tone(1, rate=44_100, loud=0.5))}))
        assert other_rate["predictions"][1]["score"] == pytest.approx(0.125, abs=0.02)
        kept = stored(client, other_rate["id"])["request"]["audio"]
        assert (kept["seconds"], kept["format"], kept["name"]) == (1.0, "WAV", "a.wav")
        assert answer(client.post(PREDICT, files={"audio": tone(0.1)}))["warnings"][0]["code"] == "padded"
        assert answer(client.post(PREDICT, files={"audio": tone(3)}))["warnings"][0]["code"] == "truncated"
        assert "seconds" in refused(client.post(PREDICT, files={"audio": tone(6)}), 422)
        for wrong in (b"", b"RIFF" + b"\0" * 40, tone(1)[:30], coloured(), b"MThd" + b"\0" * 30):
            refused(client.post(PREDICT, files={"audio": ("a.wav", wrong)}), 422)


def npy(array: np.ndarray[Any, Any]) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=array.dtype == object)
    return file.getvalue()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """`x` [N, 2, 3] → its square root."""
    with product(
        tmp_path_factory.mktemp("root"),
        tiny.root(),
        tensor_steps(),
        MAX_OUTPUT_VALUES="1000",
        MAX_INPUT_BYTES="100000",
    ) as client:
        yield client


def test_tensors_are_answered_with_tensors(root: httpx.Client) -> None:
    sent = [[[1, 4, 9], [16, 25, 36.0]]]
    found = answer(root.post(PREDICT, json={"inputs": {"x": sent}}))
    assert found["outputs"] == {"y": [[[1, 2, 3], [4, 5, 6]]]}
    assert stored(root, found["id"])["request"] == {"inputs": {"x": sent}}
    for dtype in (np.float32, np.float64, np.int64, np.uint8):
        by_file = answer(root.post(PREDICT, files={"x": ("x.npy", npy(np.array(sent).astype(dtype)))}))
        assert by_file["outputs"] == found["outputs"]
    by_column = np.asfortranarray(np.array(sent))
    assert answer(root.post(PREDICT, files={"f": ("x.npy", npy(by_column))}))["outputs"] == found["outputs"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ([[1, 2, 3], [4, 5, 6]], "the shape [N, 2, 3]; found [2, 3]"),
        ([[[1, 2], [3, 4]]], "found [1, 2, 2]"),
        (7, "found []"),
        ([[[1, 2, 3], [4, 5]]], "2 values at [0, 1] where [0, 0] has 3"),
        ([[[1, 2, 3], 4]], "a list beside a value at [0, 1]"),
        ([[["a", "b", "c"], ["d", "e", "f"]]], "numbers (float32); found texts"),
        ([[[True, False, True], [True, False, True]]], "found true or false"),
        ([[[None, 1, 2], [3, 4, 5]]], "null"),
        ([[[{}, 1, 2], [3, 4, 5]]], "objects"),
        ([[[1e300, 1, 2], [3, 4, 5]]], "larger ones"),
        ({"a": 1}, "found []"),
        ([[[-1, 1, 1], [1, 1, 1]]], "no finite answer"),
        ([[[1, 1, 1], [1, 1, 1]]] * 200, "1,200 values"),
    ],
)
def test_tensors_that_do_not_fit_are_told(root: httpx.Client, sent: Any, words: str) -> None:
    assert words in refused(root.post(PREDICT, json={"inputs": {"x": sent}}), 422)


def test_the_names_of_inputs_are_told(root: httpx.Client) -> None:
    assert "x is missing" in refused(root.post(PREDICT, json={"inputs": {"z": 1}}), 422)
    refused(root.post(PREDICT, json={"inputs": 1}), 422)
    refused(
        root.post(
            PREDICT,
            content=b'{"inputs": {"x": [[[NaN, 1, 2], [1, 1, 1]]]}}',
            headers={"content-type": "application/json"},
        ),
        422,
    )
    assert "nested too deeply" in refused(
        root.post(
            PREDICT,
            content=b'{"inputs": {"x": ' + b"[" * 20_000,
            headers={"content-type": "application/json"},
        ),
        400,
    )
    refused(root.post(PREDICT, json={"inputs": {"x": [0] * 200_000}}), 413)


def bomb(shape: str, descr: str = "'<f4'") -> bytes:
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + b"\0" * 24


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not npy",
        b"\x93NUMPY",
        npy(np.array([{"a": 1}], dtype=object)),
        bomb("(1000000000000,)"),
        bomb("(-1, -6)"),
        bomb("(True, 2, 3)"),
        bomb(f"(0, 2, {2**63})")[:-24],
        bomb(f"(0, 2, 1{'0' * 400})")[:-24],
        bomb("(1, 2, 3)", "'<U0'")[:-24],
        bomb("(1, 2, 3)", "'|O'"),
        bomb("(1, 2, 3)", "[('a', '<f4')]"),
        bomb("(" * 200 + ")" * 200),
        bomb("(__import__('os').system('true'),)"),
        b"\x93NUMPY\x02\x00\xff\xff\xff\x7f" + b"{" * 100,
        b"\x93NUMPY\x09\x00" + b"\0" * 100,
    ],
)
def test_npy_files_that_are_none_are_told(root: httpx.Client, content: bytes) -> None:
    assert ".npy" in refused(root.post(PREDICT, files={"x": ("x.npy", content)}), 422) or content.startswith(
        b"\x93NUMPY\x01"
    )


FOREVER = 10**12


def test_a_question_without_end_keeps_nobody_waiting(tmp_path: Path) -> None:
    """It is stopped after its time; others and the question after health are answered meanwhile."""
    with product(tmp_path, tiny.slow(), tensor_steps(), INFERENCE_SECONDS="4", INFERENCE_QUEUE="3") as client:
        late: list[httpx.Response] = []

        def ask_forever() -> None:
            late.append(client.post(PREDICT, json={"inputs": {"rounds": FOREVER, "x": [1]}}))

        endless = threading.Thread(target=ask_forever)
        endless.start()
        while not late:
            assert client.get("/healthz").status_code == 200
            quick = client.post(PREDICT, json={"inputs": {"rounds": 1, "x": [1]}})
            assert answer(quick)["outputs"] == {"y": [1]}
            time.sleep(0.05)
        endless.join()
        assert "4 seconds" in refused(late[0], 503)
        assert late[0].headers["retry-after"]
        threads = [threading.Thread(target=ask_forever) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {response.status_code for response in late} == {503}
        assert any("Too many" in response.json()["detail"] for response in late)
        assert answer(client.post(PREDICT, json={"inputs": {"rounds": 1, "x": [1]}}))["outputs"] == {"y": [1]}


def test_steps_that_do_not_fit_stop_the_start(tmp_path: Path) -> None:
    lay(tmp_path, tiny.root(), tensor_steps())
    (tmp_path / "contract" / "steps.json").write_text(
        json.dumps(tiny.image_steps("image-classification")), encoding="utf-8"
    )
    code, word = last_word(start(cwd=tmp_path))
    assert code == 3 and "steps.json" in word["text"]
    (tmp_path / "contract" / "steps.json").write_text("{", encoding="utf-8")
    code, word = last_word(start(cwd=tmp_path))
    assert code == 3 and "contract/steps.json" in word["text"]
