"""Categories as people spell them: "Female", "FEMALE" and " female " are one, unless the contract tells them apart."""

import unicodedata
from functools import lru_cache


def folded(text: str) -> str:
    """Return a text as spellings are compared: ignoring case, the number of blanks and the Unicode form."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


@lru_cache(maxsize=1024)
def spellings_of(categories: tuple[str, ...]) -> dict[str, str]:
    """Return folded text → category, without those where two categories are folded to the same."""
    found: dict[str, list[str]] = {}
    for category in categories:
        found.setdefault(folded(category), []).append(category)
    return {fold: same[0] for fold, same in found.items() if len(same) == 1}
