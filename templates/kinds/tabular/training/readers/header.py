"""Header rows → the names of columns."""

import re
import unicodedata

from training.readers.plain import WHITE

_UNIT = re.compile(r"[(\[][^()\[\]]{1,12}[)\]]")


def joined(rows: list[list[str]], width: int) -> list[str]:
    """Return one cell for every column: of two rows, a group's name stands over the columns up to the next group."""
    if not rows:
        return [""] * width
    if len(rows) == 1:
        return rows[0]
    upper, lower = ([cell.strip(WHITE) for cell in row] + [""] * (width - len(row)) for row in rows)
    spread = not all(not cell or _UNIT.fullmatch(cell) for cell in lower)
    group = ""
    cells = []
    for own, below in zip(upper, lower, strict=True):
        group = own if own or not spread else group
        cells.append(f"{group} {below}".strip(WHITE))
    return cells


def names_of(header: list[str]) -> list[str]:
    """Return a name for every column, each only once: a nameless one is `column_3` by its place, a second `x` is `x_2`."""
    plain = [normal(cell) for cell in header]
    known, taken = set(plain), set[str]()
    names: list[str] = []
    for place, cell in enumerate(plain, start=1):
        name = own = cell or f"column_{place}"
        count = 2
        while own in taken or (own != cell and own in known):
            own = f"{name}_{count}"
            count += 1
        taken.add(own)
        names.append(own)
    return names


def normal(name: str) -> str:
    """Return a column's name as names are compared."""
    return re.sub(f"[{WHITE}]+", " ", unicodedata.normalize("NFC", name).strip(WHITE))
