"""MODEL_CARD.md: what somebody should know who is to trust the model."""

from collections.abc import Iterable
from typing import Any

from training.measure import main_figure
from training.parity import summary

_PLOTS = {
    "calibration": "Calibration: what was said against how often it came true",
    "confusion": "Confusion: true classes down, said classes across",
    "residuals": "Errors on the held-out rows",
    "learning": "Learning curve: the score by the rows learned from",
    "importance": "Importance: what the main figure loses when a column is shuffled",
}


def card(passport: dict[str, Any], title: str, plots: Iterable[str] = ()) -> str:
    """Write the card of a version from its passport.

    Args:
        plots: paths of its plots, inside the version's folder.
    """
    shown = set(plots)
    parts = [
        *_head(passport, title),
        *_alarms(passport),
        *_quality(passport, shown),
        *_weak(passport),
        *_learning(passport, shown),
        *_candidates(passport),
        *_importance(passport, shown),
        *_limits(),
        *_origin(passport),
    ]
    return "\n".join(parts) + "\n"


def alarms(passport: dict[str, Any]) -> list[str]:
    """Return what must be known before any figure is believed."""
    said = [passport["verdict"]["words"], passport["leak"] and passport["leak"]["words"]]
    return [words for words in said if words]


def _alarms(passport: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for words in alarms(passport):
        lines += ["> [!CAUTION]", f"> **{words}**", ""]
    return lines


def _plot(name: str, shown: set[str]) -> list[str]:
    path = f"plots/{name}.svg"
    return [f"![{_PLOTS[name]}]({path})", ""] if path in shown else []


def _head(passport: dict[str, Any], title: str) -> list[str]:
    target, data = passport["target"], passport["data"]
    what = f"**{target['label']}**" + (f" in {target['unit']}" if target.get("unit") else "")
    classes = target.get("classes")
    if classes:
        named = ", ".join(classes[:12]) + (f" and {len(classes) - 12} more" if len(classes) > 12 else "")
        what += f": one of {named}"
    lines = [f"# {title}: model {passport['version']}", "", f"Answers {what}."]
    if target.get("threshold") is not None:
        lines += [
            "",
            f"It says *{target['positive']}* from a probability of {_percent(target['threshold'])} on. "
            f"The threshold {_aim(target['decide'])}; probabilities are calibrated.",
        ]
    left_out = "".join(f", {entry['rows']:,} left out ({entry['reason']})" for entry in data["rows_left_out"])
    return [
        *lines,
        "",
        f"Made {passport['created_at'][:10]} from `{data['file']}`: {data['rows']:,} rows{left_out}. "
        f"{data['train_rows']:,} rows were learned from, {data['test_rows']:,} kept to judge by.",
        "",
        *(f"- {note}" for note in passport["notes"]),
        "",
    ]


def _aim(decide: Any) -> str:
    if decide == "balanced":
        return "is where both classes are equally likely"
    if decide == "f1":
        return "was chosen for the best F1 of that class"
    costs = ", ".join(f"{name.replace('_', ' ')} {cost:g}" for name, cost in decide.items())
    return f"was chosen for the lowest costs ({costs})"


def _quality(passport: dict[str, Any], shown: set[str]) -> list[str]:
    metrics = passport["metrics"]
    lines = ["## How good it is", "", "On the rows it has not seen, with 95 % intervals.", ""]
    lines += ["| | value | from | to |", "|---|---|---|---|"]
    for value in metrics["values"]:
        lines.append(
            f"| {value['label']} | {_number(value['value'])} | {_number(value['low'])} | {_number(value['high'])} |"
        )
    primary = main_figure(metrics)["label"]
    lines += [
        "",
        f"{primary} without looking, {metrics['baseline']['name']}: {_number(metrics['baseline']['value'])}.",
    ]
    if metrics["best_column"]:
        best = metrics["best_column"]
        lines.append(f"The best single column, `{best['field']}`: {_number(best['value'])}.")
    if "interval" in passport:
        low, high = passport["interval"]["low"], passport["interval"]["high"]
        told = passport["coverage"]
        lines.append(
            f"Nine times in ten the truth should lie from {_signed(low)} to {_signed(high)} of the answer. On the "
            f"{told['rows']:,} held-out rows, which had no part in choosing that range, it did in "
            f"{_percent(told['measured'])} ({_percent(told['low'])} to {_percent(told['high'])})."
        )
    plots = [line for name in ("calibration", "confusion", "residuals") for line in _plot(name, shown)]
    return [*lines, "", *plots]


def _weak(passport: dict[str, Any]) -> list[str]:
    said = passport["weak"]["words"] or [
        "No group of held-out rows is answered clearly worse than the others."
    ]
    return ["## Where it is weak", "", *(f"- {words}" for words in said), ""]


def _learning(passport: dict[str, Any], shown: set[str]) -> list[str]:
    return ["## Would more data help?", "", passport["learning"]["words"], "", *_plot("learning", shown)]


def _candidates(passport: dict[str, Any]) -> list[str]:
    metric = main_figure(passport["metrics"])["label"]
    lines = ["## Models compared", "", f"By {metric}, cross-validated on the rows to learn from.", ""]
    for entry in passport["model"]["candidates"]:
        if entry["left_out"]:
            lines.append(f"- {entry['name']}: left out, {entry['left_out']}")
        else:
            mark = ", **chosen**" if entry["chosen"] else ""
            lines.append(f"- {entry['name']}: {_number(entry['score'])} ± {_number(entry['sd'])}{mark}")
    return [*lines, ""]


def _importance(passport: dict[str, Any], shown: set[str]) -> list[str]:
    lines = ["## What it looks at", "", "What the main figure loses when a column is shuffled.", ""]
    lines += [f"- `{entry['field']}`: {_number(entry['value'])}" for entry in passport["importance"][:10]]
    return [*lines, "", *_plot("importance", shown)]


def _limits() -> list[str]:
    return [
        "## Limits",
        "",
        "- It knows what its data knew. Rows unlike them are answered with a warning, not with knowledge.",
        "- What goes along with the answer in the data need not cause it.",
        "- Columns were taken as they are: nobody checked them for unfairness towards people.",
        "",
    ]


def _origin(passport: dict[str, Any]) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in passport["versions"].items())
    parity = passport["parity"]
    return [
        "## Proof",
        "",
        f"- {summary(parity)}, {parity['label_flips']} changed labels.",
        f"- Data: sha256 `{passport['data']['sha256']}`",
        f"- Model: sha256 `{passport['hashes']['model.onnx']}`",
        f"- {versions}",
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '-'}{_number(abs(value))}"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
