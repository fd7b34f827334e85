"""The one path from what was asked to an answer: taken → the artifact → given."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

import onnxruntime as ort
from pydantic import BaseModel

from contract.layout import Layout
from contract.schema import STEPS
from contract.steps import Steps
from serving import judge
from serving.answers import ANSWERS, Occlusion, WordsLeftOut
from serving.artifact import Artifact
from serving.artifact_words import MAKE
from serving.errors import CannotServe
from serving.explain import Explainer
from serving.giving.boxes import GivesBoxes
from serving.giving.embeddings import GivesEmbedding, joined
from serving.giving.giver import Giver
from serving.giving.labels import GivesLabels
from serving.giving.outputs import GivesOutputs
from serving.giving.spans import GivesSpans
from serving.inference import Feeds, Inference, ask_session
from serving.pace import Pace
from serving.problems import Problem
from serving.question import Node, Question
from serving.runtime import CPU, Runtime, open_runtime
from serving.settings import Settings
from serving.taking.taker import taker_of

if TYPE_CHECKING:
    from serving.taking.pictures import Pictures
    from serving.taking.texts import Texts


class Predictor:
    """A loaded artifact. Everything that does not depend on the question is done once, when it is made."""

    layout = Layout()

    def __init__(self, artifact: Artifact, settings: Settings) -> None:
        """Load an artifact, and measure how it runs best here.

        Raises:
            CannotServe: it cannot be loaded, or was made for another task than the contract names.
        """
        self._artifact = artifact
        self._settings = settings
        self.version = artifact.version
        self.steps = _steps_of(artifact)
        self._labels: list[str] = list(artifact.passport.get("labels") or ())
        self._answer_type = ANSWERS[self.steps.answers_with]
        self._gives = self._giver()
        runtime = open_runtime(artifact.model, settings, _fingerprint(artifact), self._sample)
        self._runtime = runtime
        self.notes = list(runtime.notes)
        self.takes.try_shortcut(lambda feeds: ask_session(runtime.session, feeds))
        self._inference = Inference(
            runtime.session,
            runtime.side_by_side,
            settings.inference_queue,
            settings.inference_seconds,
            runtime.choice.at_once,
            self._pace(runtime),
        )

    async def answer(self, question: Question, entry_id: str) -> tuple[BaseModel, str]:
        """Answer one question; return the answer and what was predicted, in a word.

        Raises:
            Problem: the model has no answer for it, took too long, or too many wait.
        """
        part = await self._part(question)
        return self._enveloped(part, question, entry_id=entry_id), self._gives.in_a_word(part)

    async def answer_together(self, questions: Sequence[Question], entry_id: str) -> tuple[BaseModel, str]:
        """Answer several texts with all their vectors; of two, also with how similar they are."""
        parts = await asyncio.gather(*(self._part(question) for question in questions))
        part = joined(parts)
        return self._enveloped(part, *questions, entry_id=entry_id), self._gives.in_a_word(part)

    async def explain(self, question: Question, entry_id: str) -> BaseModel:
        """Say why.

        Raises:
            Problem: 404, this kind of answer has no explanation; otherwise as `answer`.
        """
        taker, kind = self.takes, self.steps.asked_with
        if not isinstance(self._gives, GivesLabels) or kind not in ("image", "text"):
            raise Problem(
                404,
                f"There is no explanation for {self.steps.task}: pictures and texts that get labels have one.",
            )
        explainer = Explainer(self._inference, self._gives, self._labels, self._settings.explain_seconds)
        if kind == "image":
            label, base, grid = await explainer.picture(cast("Pictures", taker), question)
            return Occlusion(id=entry_id, label=label, base=base, grid=grid)
        label, base, words = await explainer.text(cast("Texts", taker), question)
        return WordsLeftOut(id=entry_id, label=label, base=base, words=words)

    def describe(self) -> dict[str, Any]:
        """Return the passport, with what the page needs: inputs, labels, limits, and how the model runs here."""
        return self._artifact.passport | {
            "version": self.version,
            "labels": self._labels or None,
            "limits": self._limits(),
            "runtime": self._runtime.describe(),
            "model_inputs": [
                {"name": node.name, "type": node.type, "shape": list(node.shape)}
                for node in _nodes(self._runtime.session.get_inputs())
            ],
            "model_outputs": [
                {"name": node.name, "type": node.type, "shape": list(node.shape)}
                for node in _nodes(self._runtime.session.get_outputs())
            ],
        }

    def actual(self, value: Any) -> Any:
        """Check what came true, as JSON; raises a Problem (422) if it is not what the model predicts."""
        is_label = isinstance(self._gives, GivesLabels) and len(self._labels) != 1
        return judge.actual(value, self._labels if is_label else None)

    def actual_of(self, cell: str) -> Any:
        """Read what came true from a cell of a table; raises as `actual` does."""
        return self.actual(cell)

    def is_right(self, answer: dict[str, Any], actual: Any) -> bool:
        """Say whether an answer was right."""
        return judge.is_right(answer, actual)

    def measure(self, judged: Iterable[tuple[dict[str, Any], bool, Any]]) -> list[dict[str, Any]]:
        """Return metrics over answers, whether they were right, and what came true, if known."""
        return judge.measure(judged)

    async def _part(self, question: Question) -> Any:
        return await self._inference.ask(question.feeds, lambda outputs: self._gives.give(outputs, question))

    def _enveloped(self, part: BaseModel, *questions: Question, entry_id: str) -> BaseModel:
        return self._answer_type.model_construct(
            id=entry_id,
            task=self.steps.task,
            model_version=self.version,
            warnings=[warning for question in questions for warning in question.warnings],
            **part.__dict__,
        )

    def _sample(self, session: ort.InferenceSession) -> tuple[Feeds | None, bool]:
        inputs = {node.name: node for node in _nodes(session.get_inputs())}
        self.takes = taker_of(self.steps, inputs, self._artifact.folder, self._settings)
        return self.takes.sample(), self.takes.batch_is_free

    def _pace(self, runtime: Runtime) -> Pace:
        # Time on a processor says nothing of work that other threads or a graphics card do.
        alone = runtime.choice.threads == 1 and runtime.provider == CPU
        measured = runtime.choice.milliseconds
        return Pace(self.takes.is_steady and alone, None if measured is None else measured / 1000)

    def _giver(self) -> Giver:
        told = self.steps.output
        threshold = told.threshold if told else 0.0
        if self.steps.answers_with == "image":
            from serving.giving.pictures import GivesPicture

            return GivesPicture(self._labels, told.shows if told else "picture")
        givers: dict[str, Giver] = {
            "labels": GivesLabels(self._labels, told.top if told else 5),
            "boxes": GivesBoxes(self._labels, threshold),
            "spans": GivesSpans(self._labels, threshold),
            "embedding": GivesEmbedding(),
            "outputs": GivesOutputs(self._settings.max_output_values),
        }
        return givers[self.steps.answers_with]

    def _limits(self) -> dict[str, Any]:
        settings = self._settings
        return {
            "bytes": settings.max_input_bytes,
            "pixels": settings.max_pixels,
            "seconds": settings.max_seconds,
            "files": settings.max_files,
        }


def _steps_of(artifact: Artifact) -> Steps:
    told = artifact.passport.get("steps")
    steps = Steps.model_validate(told) if told else STEPS
    if (steps.asked_with, steps.answers_with) != (STEPS.asked_with, STEPS.answers_with):
        raise CannotServe(
            f"{artifact.version} was made for {steps.task}, contract/steps.json now says {STEPS.task}. Run {MAKE}."
        )
    return steps


def _fingerprint(artifact: Artifact) -> str:
    told = artifact.passport.get("hashes", {}).get("model.onnx")
    return str(told or artifact.model.stat().st_size).removeprefix("sha256:")


def _nodes(told: Iterable[Any]) -> list[Node]:
    return [Node(node.name, node.type, list(node.shape)) for node in told]
