"""`python -m making.recheck`: prove again that the version that is served answers as the steps and the bare model do."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from making.asked import LIMITS, check_http
from making.bare import Bare
from making.compose.compose import composed
from making.golden import read_golden
from making.mended import mended
from making.parity import Answered, check_file
from making.plan import Plan
from making.report import TOLERANCE, Report, apart, summary
from making.steps import labels_of, steps_of
from making.terms import terms
from making.upconvert import upconverted
from publishing.errors import CannotPublish
from publishing.hashes import hash_of_file
from publishing.http_check import serving
from publishing.places import ROOT
from publishing.progress import report as tell
from publishing.publish import current


def recheck(folder: Path, root: Path = ROOT) -> Report:
    """Prove a published version again: steps + bare model = its file = the API, and the answers that were recorded."""
    told = json.loads((folder / "passport.json").read_text(encoding="utf-8"))
    steps = steps_of(root)
    if told["steps"] != steps.model_dump():
        raise CannotPublish(
            f"contract/steps.json has changed since {folder.name} was made.",
            "Make a version that fits: npm run make",
        )
    labels = labels_of(steps, root)
    _check_unchanged(folder, told, root / steps.model, labels)
    contract = terms() if steps.task == "tabular" else None
    report = Report()
    with TemporaryDirectory() as room:
        bare, _ = mended(Bare.open(root / steps.model), Path(room))
        usable, _ = upconverted(bare, steps, Path(room))
        plan = Plan(bare, steps, labels, contract, root)
        whole = composed(usable, steps, labels, contract)
        cases = list(plan.cases())
        answered = check_file(whole, plan, cases, folder / "model.onnx", Path(room), report)
    _check_recorded(folder, answered, report)
    with serving(folder, LIMITS) as api:
        check_http(api, plan, answered, report)
    return report


def _check_unchanged(folder: Path, told: dict[str, Any], model: Path, labels: list[str] | None) -> None:
    """Refuse other files or names than those that a version was made of: answers may differ by little."""
    wanted = {model: told["source"]["sha256"], folder / "model.onnx": told["hashes"]["model.onnx"]}
    changed = [
        f"{path.parent.name}/{path.name}"
        for path, known in wanted.items()
        if path.is_file() and hash_of_file(path) != known
    ]
    changed += ["the names of the classes"] if labels != told["labels"] else []
    if changed:
        raise CannotPublish(
            f"Changed since {folder.name} was made: {', '.join(changed)}. Its passport has other ones.",
            "Bring back what was there, or make a version that fits: npm run make",
        )


def _check_recorded(folder: Path, answered: list[Answered], report: Report) -> None:
    """Hold today's answers against those of golden.jsonl."""
    found = {json.dumps(it.case.sent): it.found for it in answered if it.case.golden}
    for line in read_golden((folder / "golden.jsonl").read_text(encoding="utf-8")):
        now = found.get(json.dumps(line["asked"]))
        if now is None:
            continue  # another version of Pillow writes another file
        for name, recorded in line["answered"].items():
            value = now[name]
            kept = recorded if isinstance(value, list) else np.asarray(recorded, np.asarray(value).dtype)
            report.add("recorded answers", apart(kept, value), TOLERANCE, f"'{name}'")


def main() -> int:
    """Check the version that is served."""
    tell("parity", "start", "parity")
    try:
        report = recheck(current())
        report.judge()
    except CannotPublish as error:
        tell("parity", "failed", f"{error.message}\n{error.hint}")
        return 1
    tell("parity", "done", summary(report.passport()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
