"""What was sent is let go as soon as it is answered: files are large, and Python searches for what holds itself seldom."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest

from serving import form, held
from serving.held import Held

BOUNDARY = "multipart/form-data; boundary=mark"
FORM = (
    b'--mark\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\n\r\nbytes\r\n--mark--\r\n'
)


class Asked:
    """A request whose body comes at once."""

    headers = {"content-type": BOUNDARY}
    scope = {"headers": [(b"content-type", BOUNDARY.encode())]}

    async def receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": FORM, "more_body": False}


@pytest.fixture
def unsearched() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("unsearched")
def test_a_form_is_gone_when_its_files_are_read() -> None:
    request: Any = Asked()
    (file,) = asyncio.run(form.read_form(request, 1000, 1))
    assert file.content == b"bytes"
    assert not [found for found in gc.get_objects() if isinstance(found, form._Form)]


def test_after_a_rush_and_only_then_memory_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[bool] = []
    monkeypatch.setattr(held, "give_back", lambda: given_back.append(True))
    memory = Held(500_000_000)
    with memory.hold(10_000_000):
        pass
    assert not given_back
    with memory.hold(40_000_000):
        with memory.hold(40_000_000):
            pass
        assert not given_back
    assert given_back == [True]
