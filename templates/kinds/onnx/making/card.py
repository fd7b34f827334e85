"""MODEL_CARD.md: what somebody should know who is to trust the model."""

from typing import Any

from making.report import summary

MOST_LABELS = 20


def card(passport: dict[str, Any], title: str) -> str:
    """Write the card of a version from its passport."""
    parts = [
        *_head(passport, title),
        *_quality(passport),
        *_steps(passport),
        *_limits(passport),
        *_proof(passport),
    ]
    return "\n".join(parts) + "\n"


def _head(passport: dict[str, Any], title: str) -> list[str]:
    source = passport["source"]
    lines = [
        f"# {title}: model {passport['version']}",
        "",
        f"Task: {passport['steps']['task']}. Made {passport['created_at'][:10]} from `{source['file']}`, "
        f"{source['parameters']:,} parameters, {_bytes(source['bytes'])}, opset {source['opset']}"
        + (f", written by {source['producer']}." if source["producer"] else "."),
        "",
    ]
    labels = passport.get("labels")
    if labels:
        more = f" and {len(labels) - MOST_LABELS} more" if len(labels) > MOST_LABELS else ""
        lines += [f"It tells {len(labels)} classes: {', '.join(labels[:MOST_LABELS])}{more}.", ""]
    return [*lines, *(f"- {note}" for note in passport["notes"]), ""]


def _quality(passport: dict[str, Any]) -> list[str]:
    metrics = passport.get("metrics")
    if metrics is None:
        return ["## How good it is", "", "Nobody measured it here: the file says nothing of that.", ""]
    lines = ["## How good it is", "", f"Measured {metrics.get('about', 'by its maker')}.", ""]
    lines += ["| | value | from | to |", "|---|---|---|---|"]
    for value in metrics["values"]:
        lines.append(
            f"| {value['label']} | {value['value']:.4g} | {_number(value.get('low'))} | {_number(value.get('high'))} |"
        )
    baseline = metrics.get("baseline")
    if baseline:
        lines += ["", f"Without looking, {baseline['name']}: {baseline['value']:.4g}."]
    return [*lines, ""]


def _steps(passport: dict[str, Any]) -> list[str]:
    """Say in words what stands before and behind the model."""
    steps = passport["steps"]
    said = []
    image, text, audio, rows, output = (steps[name] for name in ("image", "text", "audio", "rows", "output"))
    if image is not None:
        size = f"{image['height']} × {image['width']}" if image["height"] else "as large as they are sent"
        said.append(
            f"Pictures: {size}, {image['resize']}, {image['filter']}, {image['colour']}, {image['layout']}."
        )
        said.append(
            f"Pixels × {image['scale']:.6g}, mean {image['mean'] or 0}, standard deviation {image['std'] or 1}."
        )
    if text is not None:
        said.append(f"Texts: at most {text['max_length']} tokens of `{text['tokenizer']}`.")
    if audio is not None:
        said.append(f"Sounds: {audio['rate']:,} samples a second, loudness: {audio['normalise']}.")
    if rows is not None:
        said.append(
            "Rows: " + ("standardised by the scaler that came with it." if rows["scaler"] else "as they are.")
        )
    if output is not None:
        activation = output["activation"]
        said.append(f"Answer: `{output['name']}`, {'as it is' if activation == 'none' else activation}.")
    return ["## What stands around the model", "", *(f"- {line}" for line in said or ["Nothing."]), ""]


def _limits(passport: dict[str, Any]) -> list[str]:
    return [
        "## Limits",
        "",
        "- What the model was trained on is not known here. What is unlike that is answered without knowledge.",
        "- That its answers are those of the bare model was proved; that they are right was not.",
        "",
    ]


def _proof(passport: dict[str, Any]) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in passport["versions"].items())
    changed = passport["upconverted"]
    lines = ["## Proof", "", f"- {summary(passport['parity'])}"]
    if changed:
        lines.append(f"- Rewritten from opset {changed['from']} to {changed['to']}: {changed['why']}")
    else:
        lines.append("- The model's own nodes and weights are in the file byte for byte.")
    return [
        *lines,
        f"- The owner's file: sha256 `{passport['source']['sha256']}`",
        f"- Model: sha256 `{passport['hashes']['model.onnx']}`",
        f"- {versions}",
    ]


def _bytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 1e5 else f"{count / 1e3:,.1f} kB"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
