"""Does the artifact fit the contract? What it cannot serve is said at start, with the command to run."""

from collections.abc import Mapping, Sequence
from typing import Any

from contract.columns import columns_of, encoding_of
from contract.schema import Features
from serving.answers import CLASSES, TARGET, TASK
from serving.artifact import Artifact
from serving.artifact_words import MAKE
from serving.errors import CannotServe

_KINDS = {"boolean": "yes/no", "category": "a choice", "text": "open text"}


def check_fit(artifact: Artifact, model_inputs: Sequence[str]) -> list[str]:
    """Compare the contract's structure with what the artifact was trained on.

    Labels, units, limits and descriptions may differ; a value that was added to a choice may too (its answers carry
    a warning), and so may a field that is optional now.

    Returns:
        Sentences about differences that can be served.

    Raises:
        CannotServe: a field is new, gone or of another type; or the target has other classes or another task.
    """
    served = {column["field"]: column for column in artifact.passport.get("inputs", [])}
    asked = {column.field: column for column in columns_of(Features)}
    differences = [f"'{field}' is new" for field in asked if field not in served]
    differences += [f"'{field}' is gone" for field in served if field not in asked]
    differences += [
        f"'{field}' was {_kind(served[field]['type'])} and is {_kind(column.type)} now"
        for field, column in asked.items()
        if field in served and served[field]["type"] != column.type
    ]
    differences += _target_differences(artifact.passport.get("target", {}), artifact.passport.get("task"))
    if differences:
        raise CannotServe(
            f"The contract has changed since model {artifact.version} was trained: {', '.join(differences)}. "
            f"Run {MAKE} to make a version that fits, or undo the change in contract/schema.py."
        )
    _check_inputs(artifact, model_inputs)
    return _added_values(served, asked)


def _target_differences(target: Mapping[str, Any], task: str | None) -> list[str]:
    if target.get("field", TARGET) != TARGET:
        return [f"the target is '{TARGET}', not '{target['field']}'"]
    if task is not None and task != TASK:
        return [f"the target '{TARGET}' makes it a {TASK}, not a {task}"]
    served = target.get("classes") or ()
    if set(served) != set(CLASSES):
        return [f"the target's classes are {_list(CLASSES)}, not {_list(served)}"]
    return []


def _check_inputs(artifact: Artifact, model_inputs: Sequence[str]) -> None:
    expected, found = set(encoding_of(Features).inputs), set(model_inputs)
    if expected != found:
        raise CannotServe(
            f"model.onnx of {artifact.version} does not take the contract's columns "
            f"({_list(sorted(expected ^ found))} differ). Run {MAKE}."
        )


def _added_values(served: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    notes = []
    for field, column in asked.items():
        added = set(column.categories or ()) - set(served[field].get("categories") or ())
        if added:
            notes.append(
                f"'{field}' has values that model was not trained on: {_list(sorted(added))}. "
                f"Answers for them carry a warning until {MAKE}."
            )
    return notes


def _kind(name: str) -> str:
    return _KINDS.get(name) or f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _list(values: Sequence[str]) -> str:
    shown = ", ".join(f"'{value}'" for value in values[:5])
    return f"{shown} and {len(values) - 5} more" if len(values) > 5 else shown
