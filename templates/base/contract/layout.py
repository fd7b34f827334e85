"""How a table of text is cut into rows and cells, and what its columns are called."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

# What JavaScript's `trim` takes for white space, because inspection is JavaScript: Python's own list is another one.
WHITE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
# More rows than these at the end of a table are no totals.
MOST_TOTALS = 3

_UNIT = re.compile(r"[(\[][^()\[\]]{1,12}[)\]]")
_CAPITAL = re.compile("[A-Z]")
# What a file of text may begin with, and the encoding that it shows, by Python's name.
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Encodings by their names on the web, where Python calls what is meant otherwise.
_CODECS = {
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "gbk": "gb18030",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "ibm866": "cp866",
}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a table is cut into rows and cells.

    Attributes:
        format: csv, json, jsonl, parquet or xlsx.
        encoding: by its name on the web, where the file does not show it itself.
        delimiter: what stands between cells.
        quote: what stands around cells that hold a delimiter; "" where nothing does.
        header_rows: lines of names, 0 to 2.
        totals: words that begin rows of totals at the end, which are no rows.
    """

    format: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    header_rows: int = 1
    totals: frozenset[str] = frozenset()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Read what `cells.json` says, and `source.json` where more is asked for; other keys are passed over.

        Raises:
            TypeError: something there has another type.
        """
        said = {
            _CAPITAL.sub(lambda letter: f"_{letter[0].lower()}", key): value for key, value in told.items()
        }
        known = {one.name: said[one.name] for one in fields(cls) if one.name in said}
        return cls(**known | {"totals": frozenset(known.get("totals", ()))})

    @property
    def codec(self) -> str:
        """The encoding by Python's name."""
        return codec_of(self.encoding)

    def is_total(self, row: Iterable[str]) -> bool:
        """Say whether a row, one of the last, sums the others up."""
        return next((text for cell in row if (text := cell.strip(WHITE))), "") in self.totals


def shown(start: bytes) -> str | None:
    """Return the encoding, by Python's name, that the first bytes of a file show by a byte order mark."""
    return next((name for mark, name in _BYTE_ORDER_MARKS.items() if start.startswith(mark)), None)


def codec_of(encoding: str) -> str:
    """Return Python's name of an encoding."""
    return _CODECS.get(encoding, encoding)


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
