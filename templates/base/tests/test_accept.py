"""Which form of an answer a client gets."""

import pytest

from serving.accept import choose


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "text/csv"),
        ("*/*", "text/csv"),
        ("application/json, text/plain, */*", "text/csv"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/csv"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("APPLICATION/X-NDJSON; q=1.0", "application/x-ndjson"),
        ("application/*", "application/x-ndjson"),
        ("text/csv;q=0.1, application/x-ndjson;q=0.2", "application/x-ndjson"),
        ("*/*, text/csv;q=0", "application/x-ndjson"),
        ("text/*;q=0.3, */*;q=0.2", "text/csv"),
        ("text/html", None),
        ("text/csv;q=0", None),
        ("text/csv;q=nonsense", None),
    ],
)
def test_the_header_decides(accept: str, chosen: str | None) -> None:
    assert choose(accept, ("text/csv", "application/x-ndjson")) == chosen
