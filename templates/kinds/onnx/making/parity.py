"""The parity gate: the steps in NumPy and Pillow + the bare model = the artifact = the API, or nothing is published."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper

from making.bare import Bare
from making.cases.case import Case
from making.compose.composition import BROUGHT_AS, Composition
from making.compose.write import given_to, write, write_front
from making.plan import Plan
from making.report import PIXEL, TOLERANCE, Report, apart, pixels_apart
from making.session import Array, Arrays, opened
from publishing.errors import CannotPublish

# Further than this apart, two answers of one session are no rounding.
DRAWN = 1e-2


@dataclass
class Answered:
    """What came of a case.

    Attributes:
        given: what the model got, by its own names.
        found: the artifact's outputs.
    """

    case: Case
    given: dict[str, Array] = field(default_factory=dict)
    expected: dict[str, Any] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)


def check_file(
    whole: Composition, plan: Plan, cases: Sequence[Case], artifact: Path, room: Path, report: Report
) -> list[Answered]:
    """Compare the artifact's file with the plain steps and the bare model, one session after the other.

    Args:
        room: a folder for files of the check; they are removed.
    """
    answered = [Answered(case) for case in cases]
    _prepare(whole, plan, answered, room, report)
    with _bare(plan.bare, room) as bare:
        answered = _asked(answered, bare, plan)
    with opened(artifact) as session:
        for it in answered:
            it.found = session.run(it.case.arrays)
            _compare(it, plan, report)
    return answered


def _asked(answered: list[Answered], bare: Callable[[Arrays], dict[str, Any]], plan: Plan) -> list[Answered]:
    """Let the bare model answer; of several sizes that free dimensions may have, the first that it takes will do."""
    done: list[Answered] = []
    for it in answered:
        if done and it.case.about.get("free") != done[0].case.about.get("free"):
            break
        if _answers(it, bare, plan):
            done.append(it)
    if done:
        _refuse_random(done[0], bare, plan)
    return done


def _refuse_random(it: Answered, bare: Callable[[Arrays], dict[str, Any]], plan: Plan) -> None:
    """Refuse a model that draws random numbers: of answers that differ each time, none can be proved equal."""
    again = plan.told(bare(it.given), it.case, it.given)
    if max((apart(it.expected[name], again[name]) for name in again), default=0.0) > DRAWN:
        raise CannotPublish(
            "The model answers the same question differently each time: it draws random numbers, so no answer of it "
            "can be proved.",
            "Export it with its noise as an input, or without what draws it (in PyTorch: model.eval()).",
        )


def _answers(it: Answered, bare: Callable[[Arrays], dict[str, Any]], plan: Plan) -> bool:
    """Let the bare model answer; of a model of which only shapes are known, not every made-up tensor is a question."""
    try:
        told = bare(it.given)
    except CannotPublish:
        if plan.is_guess:
            return False
        raise
    it.expected = plan.told(told, it.case, it.given)
    return True


def _prepare(whole: Composition, plan: Plan, answered: list[Answered], room: Path, report: Report) -> None:
    """Let the front prepare what the model gets, and hold it against the plain steps."""
    if plan.is_guess or not whole.feeds:
        for it in answered:
            it.given = dict(it.case.arrays)
        return
    for it in answered:
        it.given = {name: it.case.arrays[name] for name in whole.kept if name in it.case.arrays}
    file = room / "front.onnx"
    write_front(whole, file)
    with opened(file) as session:
        for it in answered:
            names = {one.name for one in whole.inputs} - whole.kept
            prepared = session.run({name: it.case.arrays[name] for name in names})
            it.given |= {name: prepared[given_to(name)] for name in whole.feeds}
            for name, plain, unit in plan.prepared(it.case):
                _compare_prepared(it.case.check, name, plain, it.given[name], unit, report)
    file.unlink()


def _compare_prepared(
    check: str, name: str, plain: Array, found: Array, unit: Array | None, report: Report
) -> None:
    """Compare prepared values. A resized pixel may differ by one step of 255; scaling and normalising, by nothing.

    Args:
        unit: how much 255 steps of a pixel are in these values; None: they are no pixels.
    """
    if unit is None:
        report.add(f"prepared, {check}", apart(plain, found), TOLERANCE, f"'{name}'")
        return
    alike = plain.shape == found.shape
    steps = (plain.astype(np.float64) - found) / unit * 255 if alike else np.array(np.inf)
    whole = np.rint(steps)
    between = np.abs(steps - whole).max() / 255 if alike else np.inf
    report.add(f"resized, {check}", float(np.abs(whole).max() / 255), PIXEL * 1.001, f"'{name}'")
    report.add(f"normalised, {check}", float(between), TOLERANCE, f"'{name}'")


def _compare(it: Answered, plan: Plan, report: Report) -> None:
    for name, expected in it.expected.items():
        found = it.found[name]
        if plan.is_picture(name):
            difference = pixels_apart(expected, found, plan.is_map)
            report.add(f"{it.case.check}, pixels", difference, PIXEL * 1.001, f"'{name}'")
            continue
        if plan.is_map:
            report.add(f"{it.case.check}, shares", apart(expected, found), PIXEL * 1.001, f"'{name}'")
            continue
        difference = apart(expected, found)
        flipped = plan.is_choice(name) and _flipped(np.asarray(expected), np.asarray(found))
        report.add(it.case.check, difference, TOLERANCE, f"'{name}'", flipped)


def _flipped(expected: Array, found: Array) -> bool:
    """Say whether the best class differs; two that tie are one."""
    if expected.shape != found.shape or expected.size == 0:
        return True
    best = found.argmax(axis=-1)[..., None]
    lost = expected.max(axis=-1, keepdims=True) - np.take_along_axis(expected, best, axis=-1)
    return bool((lost > TOLERANCE).any())


@contextmanager
def _bare(bare: Bare, room: Path) -> Iterator[Callable[[Arrays], dict[str, Any]]]:
    """Open the bare model, as its owner brought it, as a function of what it gets.

    What JSON has no type for is cast on the way, as in the artifact: ONNX Runtime computes float16 in float32, and rounds
    in between or not as it sees fit.
    """
    if not any(it.type.tensor_type.elem_type in BROUGHT_AS for it in (*bare.inputs, *bare.outputs)):
        types = {it.name: _dtype(it.type.tensor_type.elem_type) for it in bare.inputs}
        with opened(bare.path) as session:
            yield lambda given: session.run({name: given[name].astype(types[name]) for name in given})
        return
    casts = Composition.around(bare)
    for info in bare.inputs:
        casts.keep_input(info.name)
    for info in bare.outputs:
        casts.keep_output(info)
    file = room / "casts.onnx"
    write(casts, file)
    with opened(file, bare.path.name) as session:
        yield session.run
    file.unlink()


def _dtype(kind: int) -> Any:
    return object if kind == TensorProto.STRING else helper.tensor_dtype_to_np_dtype(kind)
