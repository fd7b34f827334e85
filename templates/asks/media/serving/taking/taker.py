"""What the model is asked with → who takes it. Its libraries are the only ones that are needed: where texts are sent there is no Pillow."""

from importlib.util import find_spec
from pathlib import Path

from contract.steps import Steps
from serving.artifact_words import MAKE
from serving.decoding.pool import Decoders
from serving.decoding.process import Kind
from serving.errors import CannotServe
from serving.own_settings import OwnSettings
from serving.question import Node, Taker
from serving.taking.sounds import Sounds
from serving.taking.tensors import Tensors

# Module → package.
_LIBRARIES = {
    "image": {"PIL": "pillow"},
    "text": {"tokenizers": "tokenizers"},
    "audio": {"soundfile": "soundfile", "soxr": "soxr"},
}


def taker_of(steps: Steps, inputs: dict[str, Node], artifact: Path, settings: OwnSettings) -> Taker:
    """Return who takes what this model is asked with.

    Args:
        artifact: the artifact's folder.

    Raises:
        CannotServe: a part of the steps or a library is missing, or the model has other inputs than the steps say.
    """
    kind = steps.asked_with
    _check_installed(kind)
    if kind == "tensor":
        return Tensors(inputs, settings)
    if kind == "text" and steps.text:
        from serving.taking.texts import Texts

        return Texts(inputs, steps.text, artifact / "tokenizer.json", settings)
    if kind == "audio" and steps.audio:
        return Sounds(inputs, steps.audio, _decoders("sound", settings), settings)
    if kind == "image":
        from serving.taking.pictures import Pictures
        from serving.taking.shortcut import shrinking_of

        shrinking = shrinking_of(steps.image, steps.task)
        most = steps.image.most_pixels if steps.image and steps.image.resize == "own" else None
        return Pictures(inputs, _decoders("picture", settings), shrinking, settings, most)
    raise CannotServe(f"contract/steps.json has no part '{kind}', which {steps.task} needs. Run {MAKE}.")


def _check_installed(kind: str) -> None:
    missing = [package for module, package in _LIBRARIES.get(kind, {}).items() if find_spec(module) is None]
    if missing:
        raise CannotServe(
            f"{' and '.join(missing)} is not installed, and contract/steps.json asks with part '{kind}'. "
            "Copy its line from requirements/making.in to requirements/serving.in, run npm run lock, and start again."
        )


def _decoders(kind: Kind, settings: OwnSettings) -> Decoders:
    return Decoders(
        kind,
        settings.decoders,
        settings.decoding_seconds,
        settings.decoding_memory,
        settings.inference_queue,
    )
