"""The model's plots as SVG text, from the passport's own numbers. They read well on white and on black."""

from collections.abc import Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT = 560, 340
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 20, 50
BLUE = "#3b82f6"
MOST_BARS, MOST_CLASSES = 12, 20
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#374151}.line{stroke:#9ca3af;fill:none}.own{stroke:#3b82f6;fill:none;"
    "stroke-width:2}.dot{fill:#3b82f6}.bar{fill:#3b82f6}"
    "@media(prefers-color-scheme:dark){text{fill:#d1d5db}.line{stroke:#6b7280}}"
)

Point = tuple[float, float]


def drawn(quality: dict[str, Any], label: str) -> dict[str, bytes]:
    """Draw what the passport's entries hold.

    Args:
        quality: the entries of `judge.judged`.
        label: the target's.

    Returns:
        Contents by path inside the version's folder.
    """
    plots = {"importance": importance(quality["importance"])}
    if "calibration" in quality:
        plots["calibration"] = calibration(quality["calibration"])
        if len(quality["confusion"]["labels"]) <= MOST_CLASSES:
            plots["confusion"] = confusion(quality["confusion"])
    if "residuals" in quality:
        plots["residuals"] = residuals(quality["residuals"], label)
    if len(quality["learning"]["points"]) > 1:
        plots["learning"] = learning(quality["learning"])
    return {f"plots/{name}.svg": text.encode() for name, text in plots.items()}


def calibration(points: Sequence[dict[str, Any]]) -> str:
    """Promised probability against how often it came true; the diagonal is perfect."""
    frame = _Frame((0, 1), (0, 1))
    pairs = [(point["predicted"], point["observed"]) for point in points]
    parts = [frame.line([(0, 0), (1, 1)], "line"), frame.line(pairs, "own"), frame.dots(pairs)]
    axes = frame.axes("probability that was said", "how often it came true", _percent, _percent)
    words = "; ".join(f"said {_percent(x)}, came true {_percent(y)}" for x, y in pairs)
    return _svg("Calibration", words, [*axes, *parts])


def learning(curve: dict[str, Any]) -> str:
    """Score by the rows that were learned from."""
    points = curve["points"]
    pairs = [(point["rows"], point["score"]) for point in points]
    lows, highs = [p["score"] - p["sd"] for p in points], [p["score"] + p["sd"] for p in points]
    frame = _Frame((0, max(x for x, _ in pairs)), (min(lows), max(highs)))
    whiskers = [
        frame.line([(x, low), (x, high)], "line")
        for (x, _), low, high in zip(pairs, lows, highs, strict=True)
    ]
    axes = frame.axes("rows learned from", curve["metric"].replace("_", " "), _number, _number)
    words = "; ".join(f"{_number(x)} rows: {_number(y)}" for x, y in pairs)
    return _svg("Learning curve", words, [*axes, *whiskers, frame.line(pairs, "own"), frame.dots(pairs)])


def residuals(histogram: dict[str, Any], label: str) -> str:
    """How far the truth lies from the answer, on the held-out rows."""
    edges, counts = histogram["edges"], histogram["counts"]
    frame = _Frame((edges[0], edges[-1]), (0, max(counts)))
    bars = [
        frame.bar(low, high, count)
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
        if count
    ]
    parts = [*frame.axes(f"truth - answer: {label}", "held-out rows", _number, _number), *bars]
    most = max(range(len(counts)), key=counts.__getitem__)
    words = (
        f"from {_number(edges[0])} to {_number(edges[-1])}, most of them between {_number(edges[most])} and "
        f"{_number(edges[most + 1])}"
    )
    return _svg("Errors", words, parts)


def importance(entries: Sequence[dict[str, Any]]) -> str:
    """What the main figure loses when a column is shuffled."""
    shown = entries[:MOST_BARS]
    height, gap = 22, 190
    most = max([entry["value"] for entry in shown] + [1e-12])
    parts = []
    for place, entry in enumerate(shown):
        y = TOP + place * height
        width = max(0.0, entry["value"]) / most * (WIDTH - gap - 90)
        parts.append(_text(gap - 8, y + 13, _cut(entry["field"], 26), "end"))
        parts.append(
            f'<rect class="bar" x="{gap}" y="{y + 3}" width="{width:.1f}" height="{height - 8}" rx="2"/>'
        )
        parts.append(_text(gap + width + 6, y + 13, _number(entry["value"]), "start"))
    words = "; ".join(f"{entry['field']}: {_number(entry['value'])}" for entry in shown)
    return _svg("Importance of the columns", words, parts, 2 * TOP + height * len(shown))


def confusion(counts: dict[str, Any]) -> str:
    """True classes down, said classes across; the diagonal is right."""
    labels, matrix = counts["labels"], counts["matrix"]
    size, left, top = max(24, min(60, 400 // len(labels))), 130, 110
    parts = []
    for i, row in enumerate(matrix):
        y = top + i * size
        parts.append(_text(left - 8, y + size / 2 + 4, _cut(labels[i], 16), "end"))
        x = left + i * size + size / 2 + 4
        turned = f' transform="rotate(-45 {x:.1f} {top - 8})"'
        parts.append(_text(x, top - 8, _cut(labels[i], 14), "start", turned))
        for j, count in enumerate(row):
            share = count / max(1, sum(row))
            place = f'x="{left + j * size}" y="{y}" width="{size - 2}" height="{size - 2}"'
            parts.append(f'<rect {place} rx="2" fill="{BLUE}" fill-opacity="{0.06 + 0.6 * share:.2f}"/>')
            if count:
                parts.append(_text(left + j * size + size / 2 - 1, y + size / 2 + 4, str(count), "middle"))
    words = "; ".join(
        f"true {labels[i]}, said {labels[j]}: {count}"
        for i, row in enumerate(matrix)
        for j, count in enumerate(row)
        if count
    )
    width = left + len(labels) * size + 80
    return _svg(
        "Confusion: true classes down, said classes across",
        words,
        parts,
        top + len(labels) * size + 20,
        width,
    )


class _Frame:
    """A pair of axes: what the numbers are, and where they are drawn."""

    def __init__(self, x: Point, y: Point) -> None:
        self.x, self.y = _widened(x), _widened(y)

    def at(self, x: float, y: float) -> Point:
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    def line(self, points: Sequence[Point], kind: str) -> str:
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in (self.at(*point) for point in points))
        return f'<polyline class="{kind}" points="{places}"/>'

    def dots(self, points: Sequence[Point]) -> str:
        places = (self.at(*point) for point in points)
        return "".join(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in places)

    def bar(self, low: float, high: float, count: float) -> str:
        x, top = self.at(low, count)
        end, bottom = self.at(high, 0)
        place = (
            f'x="{x + 0.5:.1f}" y="{top:.1f}" width="{max(0.5, end - x - 1):.1f}" height="{bottom - top:.1f}"'
        )
        return f'<rect class="bar" {place}/>'

    def axes(self, below: str, beside: str, x_words: Any, y_words: Any) -> list[str]:
        """Draw both axes with three marks each."""
        (x0, x1), (y0, y1) = self.x, self.y
        parts = [self.line([(x0, y1), (x0, y0), (x1, y0)], "line")]
        for share in (0, 0.5, 1):
            x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
            parts.append(_text(self.at(x, y0)[0], HEIGHT - BOTTOM + 18, x_words(x), "middle"))
            parts.append(_text(LEFT - 8, self.at(x0, y)[1] + 4, y_words(y), "end"))
        parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, below, "middle"))
        turned = f' transform="rotate(-90 14 {(TOP + HEIGHT - BOTTOM) / 2})"'
        return [*parts, _text(14, (TOP + HEIGHT - BOTTOM) / 2, beside, "middle", turned)]


def _widened(ends: Point) -> Point:
    low, high = ends
    return (low, high) if high > low else (low - 0.5 * (abs(low) or 1), high + 0.5 * (abs(high) or 1))


def _svg(title: str, words: str, parts: Sequence[str], height: float = HEIGHT, width: float = WIDTH) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-labelledby="title desc">\n'
        f'<title id="title">{_safe(title)}</title>\n<desc id="desc">{_safe(words)}</desc>\n<style>{_STYLE}</style>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _text(x: float, y: float, words: str, anchor: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{_safe(words)}</text>'


def _safe(words: str) -> str:
    """Escape text for XML, which knows no control characters at all."""
    return escape("".join(letter for letter in words if letter.isprintable() or letter == " "))


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
