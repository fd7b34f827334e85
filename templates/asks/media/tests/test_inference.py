"""The queue before the model, and what was measured of this machine: nothing waits for ever, and batches change no answer."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest
import small_models as tiny

from serving.inference import Inference
from serving.own_settings import OwnSettings
from serving.pace import Pace
from serving.problems import Problem
from serving.runtime import AT_ONCE, Runtime, open_runtime


def session_of(made: Any) -> ort.InferenceSession:
    return ort.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"])


def picture(red: int, width: int = 4) -> dict[str, Any]:
    pixels = np.zeros((2, width, 3), np.uint8)
    pixels[..., 0], pixels[..., 1] = red, 255 - red
    return {"images": pixels.reshape(-1), "sizes": np.array([[2, width]], np.int64)}


@pytest.mark.parametrize("at_once", [1, 8])
@pytest.mark.parametrize("pace", [(True, 0.0), (True,), (False,)], ids=["quick", "measured", "in threads"])
def test_everyone_gets_his_own_answer(at_once: int, pace: tuple[Any, ...]) -> None:
    inference = Inference(session_of(tiny.many_colours()), 2, 1000, 60, at_once, Pace(*pace))

    async def ask(red: int) -> float:
        return await inference.ask(picture(red, 1 + red % 5), lambda found: float(found["scores"][0, 0]))

    async def all_of_them() -> list[float]:
        return await asyncio.gather(*(ask(red) for red in range(256)))

    for _ in range(2):
        assert asyncio.run(all_of_them()) == pytest.approx([red / 255 for red in range(256)], abs=1e-5)
    inference.close()


def test_one_bad_question_spoils_no_other() -> None:
    """A word that the model's table does not have makes the whole batch fail; it is asked again one by one."""
    inference = Inference(session_of(tiny.words()), 1, 100, 60, 8, Pace(False))

    def text(word: int) -> dict[str, Any]:
        return {"ids": np.array([[word]], np.int64), "mask": np.ones((1, 1), np.int64)}

    async def ask() -> list[Any]:
        questions = [text(tiny.WORDS.index("good")), text(99), text(tiny.WORDS.index("bad"))] * 5
        asked = (inference.ask(one, lambda found: int(found["scores"].argmax())) for one in questions)
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(ask())
    assert (answers[0::3], answers[2::3]) == ([0] * 5, [1] * 5)
    assert all(isinstance(wrong, Problem) and wrong.status == 422 for wrong in answers[1::3])
    inference.close()


def test_who_goes_away_leaves_nothing_running() -> None:
    inference = Inference(session_of(tiny.slow()), 1, 100, 60, 1, Pace(False))

    async def ask(rounds: int) -> Any:
        feeds = {"rounds": np.array(rounds, np.int64), "x": np.array([1], np.float32)}
        return await inference.ask(feeds, lambda found: found["y"].tolist())

    async def leave() -> Any:
        endless = asyncio.create_task(ask(10**12))
        await asyncio.sleep(0.2)
        endless.cancel()
        return await ask(1)

    assert asyncio.run(leave()) == [1]
    inference.close()


def resident() -> int:
    """Return how many bytes of memory this process has."""
    told = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(told[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_what_large_questions_took_is_given_back(tmp_path: Path) -> None:
    """As numbers, a picture of 20 megapixels takes 240 MB."""
    steps = tiny.image_steps("image-classification")
    model = tiny.publish(tmp_path, tiny.many_colours(), steps) / "model.onnx"
    session = opened(model, settings(tmp_path), picture(1), True, "abc").session
    inference = Inference(session, 2, 100, 60, 1, Pace(False))

    async def ask(width: int) -> Any:
        pixels = np.zeros((4000, width, 3), np.uint8)
        feeds = {"images": pixels.reshape(-1), "sizes": np.array([[4000, width]], np.int64)}
        return await inference.ask(feeds, lambda found: found["scores"].shape)

    before = resident()
    for width in (5000, 4000, 3000):
        assert asyncio.run(ask(width)) == (1, 3)
    inference.close()
    assert resident() - before < 150_000_000


def test_a_defect_in_making_an_answer_is_told_to_its_asker_only() -> None:
    inference = Inference(session_of(tiny.many_colours()), 1, 100, 60, 8, Pace(False))

    def fails(_found: Any) -> None:
        raise ZeroDivisionError

    async def ask() -> list[Any]:
        good = inference.ask(picture(255), lambda found: found["scores"].shape)
        return await asyncio.gather(inference.ask(picture(1), fails), good, return_exceptions=True)

    failed, shape = asyncio.run(ask())
    assert isinstance(failed, ZeroDivisionError) and shape == (1, 3)
    inference.close()


def opened(
    model: Path, settings: OwnSettings, sample: dict[str, Any], batch_is_free: bool, fingerprint: str
) -> Runtime:
    return open_runtime(model, settings, fingerprint, lambda _session: (sample, batch_is_free))


def settings(folder: Path) -> OwnSettings:
    return OwnSettings(runtime=folder / "var" / "runtime.json")


def test_what_was_measured_is_remembered(tmp_path: Path) -> None:
    model = (
        tiny.publish(tmp_path, tiny.many_colours(), tiny.image_steps("image-classification")) / "model.onnx"
    )
    first = opened(model, settings(tmp_path), picture(1), True, "abc")
    assert first.choice.milliseconds is not None and first.choice.batch_milliseconds is not None
    assert first.choice.at_once in (1, AT_ONCE)
    file = tmp_path / "var" / "runtime.json"
    (key,) = json.loads(file.read_text(encoding="utf-8"))
    told = json.loads(file.read_text(encoding="utf-8"))[key] | {"milliseconds": 77.0}
    file.write_text(json.dumps({key: told}), encoding="utf-8")
    assert opened(model, settings(tmp_path), picture(1), True, "abc").choice.milliseconds == 77
    assert opened(model, settings(tmp_path), picture(1), True, "other").choice.milliseconds != 77
    file.write_text("{ damaged", encoding="utf-8")
    assert opened(model, settings(tmp_path), picture(1), True, "abc").choice.milliseconds != 77


def test_a_model_that_cannot_be_measured_is_served(tmp_path: Path) -> None:
    made = tiny.publish(tmp_path, tiny.same(tiny.FLOAT), tiny.image_steps("image-classification"))
    wrong = {"x": np.zeros((2, 2), np.float32)}
    runtime = opened(made / "model.onnx", settings(tmp_path), wrong, False, "abc")
    assert runtime.choice.milliseconds is None
    assert not (tmp_path / "var").exists()


def test_without_cuda_the_cpu_answers_and_it_is_told(tmp_path: Path) -> None:
    if "CUDAExecutionProvider" in ort.get_available_providers():
        pytest.skip("there is CUDA here")
    made = tiny.publish(tmp_path, tiny.same(tiny.FLOAT), tiny.image_steps("image-classification"))
    sample = {"x": np.zeros(2, np.float32)}
    wanted = OwnSettings(runtime=None, device="cuda")
    runtime = opened(made / "model.onnx", wanted, sample, False, "abc")
    assert runtime.describe()["device"] == "cpu"
    assert "onnxruntime-gpu" in runtime.notes[0]
    assert not opened(made / "model.onnx", OwnSettings(runtime=None), sample, False, "abc").notes


def test_batches_that_change_answers_are_not_used(tmp_path: Path) -> None:
    """A model whose answer depends on its neighbours: the share of each picture among all."""
    made = tiny.model(
        [
            tiny.helper.make_node("ReduceSum", ["x"], ["all"], keepdims=1),
            tiny.helper.make_node("Div", ["x", "all"], ["y"]),
        ],
        [tiny.value("x", tiny.FLOAT, "N", 1)],
        [tiny.value("y", tiny.FLOAT, "N", 1)],
    )
    file = tiny.publish(tmp_path, made, tiny.image_steps("image-classification")) / "model.onnx"
    runtime = opened(file, settings(tmp_path), {"x": np.ones((1, 1), np.float32)}, True, "abc")
    assert runtime.choice.at_once == 1 and runtime.choice.batch_milliseconds is None
