"""MODEL_CARD.md: what somebody should know who is to trust the model."""

from typing import Any

from training.parity import summary
from training.verdict import primary_of, verdict


def card(passport: dict[str, Any], title: str) -> str:
    """Write the card of a version from its passport."""
    return (
        "\n".join([*_head(passport, title), *_quality(passport), *_limits(passport), *_origin(passport)])
        + "\n"
    )


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
    ]


def _aim(decide: Any) -> str:
    if decide == "balanced":
        return "is where both classes are equally likely"
    if decide == "f1":
        return "was chosen for the best F1 of that class"
    costs = ", ".join(f"{name.replace('_', ' ')} {cost:g}" for name, cost in decide.items())
    return f"was chosen for the lowest costs ({costs})"


def _quality(passport: dict[str, Any]) -> list[str]:
    metrics = passport["metrics"]
    lines = ["## How good it is", "", "On the rows it has not seen, with 95 % intervals.", ""]
    lines += ["| | value | from | to |", "|---|---|---|---|"]
    for value in metrics["values"]:
        lines.append(
            f"| {value['label']} | {_number(value['value'])} | {_number(value['low'])} | {_number(value['high'])} |"
        )
    primary = primary_of(metrics)["label"]
    lines += [
        "",
        f"{primary} without looking, {metrics['baseline']['name']}: {_number(metrics['baseline']['value'])}.",
    ]
    if metrics["best_column"]:
        best = metrics["best_column"]
        lines.append(f"The best single column, `{best['field']}`: {_number(best['value'])}.")
    weak = verdict(metrics)
    if weak:
        lines += ["", f"**This model is {weak}.**", ""]
    if "interval" in passport:
        low, high = passport["interval"]["low"], passport["interval"]["high"]
        lines.append(
            f"Nine times in ten the truth lies between {_number(-low)} below and {_number(high)} above the answer."
        )
    return [*lines, "", *_candidates(passport), *_importance(passport)]


def _candidates(passport: dict[str, Any]) -> list[str]:
    lines = ["## Models compared", ""]
    for entry in passport["model"]["candidates"]:
        if entry["left_out"]:
            lines.append(f"- {entry['name']}: left out, {entry['left_out']}")
        else:
            mark = ", **chosen**" if entry["chosen"] else ""
            lines.append(f"- {entry['name']}: {_number(entry['score'])} ± {_number(entry['sd'])}{mark}")
    return [*lines, ""]


def _importance(passport: dict[str, Any]) -> list[str]:
    lines = ["## What it looks at", "", "What the main figure loses when a column is shuffled.", ""]
    lines += [f"- `{entry['field']}`: {_number(entry['value'])}" for entry in passport["importance"][:10]]
    return [*lines, ""]


def _limits(passport: dict[str, Any]) -> list[str]:
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


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
