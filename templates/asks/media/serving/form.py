"""A form with files: read as it comes, bounded in files and bytes."""

import dataclasses
from typing import Any

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from serving.body import chunks_of, refuse_compressed
from serving.problems import Problem
from serving.question import SentFile

FORM = "multipart/form-data"
_MOST_HEADERS = 16
_LONGEST_HEADER = 4096


async def read_form(request: Request, most_bytes: int, most_files: int) -> list[SentFile]:
    """Read the files of a form; a part without a file's name counts as one too.

    Raises:
        Problem: 400 for what is no form, 413 for more bytes, 422 for more files or none.
    """
    refuse_compressed(request)
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise Problem(
            400, f"The header 'Content-Type: {FORM}' names no boundary. Let the client's library write it."
        )
    form = _Form(most_files)
    try:
        parser = MultipartParser(
            boundary, form.callbacks(), max_header_count=_MOST_HEADERS, max_header_size=_LONGEST_HEADER
        )
        async for chunk in chunks_of(request, most_bytes, _too_large):
            parser.write(chunk)
    except FormParserError as error:
        raise Problem(400, f"The form cannot be read: {str(error)[:200]}.") from None
    if not form.ended:
        raise Problem(400, "The form breaks off before its last boundary. Send it again.")
    if not form.parts:
        raise Problem(422, "The form holds no file. Send one or more, each in a field of its own.")
    return [SentFile(part.field, part.name, bytes(part.content)) for part in form.parts]


def _too_large(limit: int) -> Problem:
    return Problem(
        413,
        f"The form is longer than {limit:,} bytes. Send fewer or smaller files; MAX_INPUT_BYTES sets the limit.",
        headers={"Connection": "close"},
    )


@dataclasses.dataclass
class _Part:
    field: str = ""
    name: str = ""
    content: bytearray = dataclasses.field(default_factory=bytearray)


class _Form:
    def __init__(self, most_files: int) -> None:
        self.parts: list[_Part] = []
        self.ended = False
        self._most_files = most_files
        self._name = self._value = b""

    def callbacks(self) -> Any:
        """Return what a parser calls. Not kept here: a form that holds itself would stay in memory with all its files."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._on_name,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_part_data": self._on_data,
            "on_end": self._on_end,
        }

    def _begin(self) -> None:
        if len(self.parts) == self._most_files:
            raise Problem(
                422, f"The form has more than {self._most_files} files. Send fewer; MAX_FILES sets the limit."
            )
        self.parts.append(_Part())

    def _on_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        if self._name.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            part = self.parts[-1]
            part.field = options.get(b"name", b"").decode("utf-8", "replace")
            part.name = options.get(b"filename", b"").decode("utf-8", "replace")[:200]
        self._name = self._value = b""

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].content += data[start:end]

    def _on_end(self) -> None:
        self.ended = True
