"""A long body: written to a file without a name while it arrives, bounded, and gone with the request.

Neither a body of a hundred megabytes nor a form around it is ever held in memory.
"""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from serving.body import chunks_of, refuse_compressed
from serving.problems import Problem

FORM = "multipart/form-data"
# Parts of a form: what a browser sends beside a file is small.
_MOST_PARTS = 20
_MOST_HEADERS = 16
_LONGEST_HEADER = 4096


@dataclass
class Spooled:
    """A body on disk.

    Attributes:
        file: its bytes, at the start; closing it removes it.
        media_type: what it holds, one of the types that were asked for.
        is_utf8: whether all of it is UTF-8.
    """

    file: IO[bytes]
    media_type: str
    is_utf8: bool


async def spool(
    request: Request, limit: int, types: Mapping[str, str], endings: Mapping[str, str]
) -> Spooled:
    """Write a body, or the file in a multipart form, to disk.

    Args:
        request: whose body has not been read yet.
        limit: the most bytes that are read.
        types: content type → what it is kept as; several may mean one.
        endings: ending of a file's name → the same, for forms whose browser does not know the type.

    Raises:
        Problem: 415 for another content type, 413 for more than `limit` bytes, 422 for a form without one file.
    """
    said = request.headers.get("content-type", "")
    media_type = said.partition(";")[0].strip().lower()
    refuse_compressed(request)
    if media_type != FORM and media_type not in types:
        raise _not_taken(media_type, types)
    sink = _Sink(types.get(media_type))
    form = _Form(said, sink, types, endings) if media_type == FORM else None
    take = form.write if form else sink.write
    try:
        async for chunk in chunks_of(request, limit, _too_large):
            take(chunk)
        if form:
            form.close()
        return sink.done()
    except BaseException:
        sink.file.close()
        raise


def _too_large(limit: int) -> Problem:
    return Problem(
        413,
        f"The body is longer than {limit} bytes. Send it in parts; MAX_BATCH_BYTES sets the limit.",
        headers={"Connection": "close"},
    )


def _not_taken(found: str, types: Mapping[str, str]) -> Problem:
    wanted = ", ".join(f"'{name}'" for name in dict.fromkeys(types.values()))
    said = f"'{found[:100]}'" if found else "none"
    return Problem(415, f"Send one of {wanted}, or a file of these as '{FORM}'; found {said}.")


class _Sink:
    """Where the bytes go, and whether they are UTF-8: decoded as they pass, so that nobody reads them twice."""

    def __init__(self, media_type: str | None) -> None:
        self.file: IO[bytes] = TemporaryFile()  # noqa: SIM115  (it outlives this function)
        self.media_type = media_type
        self._decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()

    def write(self, chunk: bytes) -> None:
        self.file.write(chunk)
        self._check(chunk)

    def done(self) -> Spooled:
        self._check(b"", final=True)
        self.file.seek(0)
        assert self.media_type
        return Spooled(self.file, self.media_type, self._decoder is not None)

    def _check(self, chunk: bytes, final: bool = False) -> None:
        if self._decoder is not None:
            try:
                self._decoder.decode(chunk, final)
            except UnicodeDecodeError:
                self._decoder = None


class _Form:
    """Takes the one file out of a multipart form, as its bytes come in."""

    def __init__(
        self, content_type: str, sink: _Sink, types: Mapping[str, str], endings: Mapping[str, str]
    ) -> None:
        _, options = parse_options_header(content_type)
        self._sink, self._types, self._endings = sink, types, endings
        self._parts = 0
        self._in_file = self._ended = False
        self._headers: dict[str, bytes] = {}
        self._name = self._value = b""
        callbacks: Any = {
            "on_part_begin": self._begin,
            "on_header_field": self._on_name,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_end": self._on_end,
        }
        try:
            self._parser = MultipartParser(
                options.get(b"boundary", b"") or _no_boundary(),
                callbacks,
                max_header_count=_MOST_HEADERS,
                max_header_size=_LONGEST_HEADER,
            )
        except FormParserError as error:
            raise _broken(error) from None

    def write(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise _broken(error) from None

    def close(self) -> None:
        if not self._ended:
            raise Problem(400, "The form breaks off before its last boundary. Send it again.")
        if self._sink.media_type is None:
            raise Problem(422, "The form holds no file. Send the table as a file, in a field of any name.")

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise Problem(422, f"The form has more than {_MOST_PARTS} parts. Send one file.")
        self._headers, self._in_file = {}, False

    def _on_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = self._value
        self._name = self._value = b""

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        name = options.get(b"filename")
        if name is None:
            return
        if self._sink.media_type is not None:
            raise Problem(422, "The form holds more than one file. Send one a request.")
        said = self._headers.get("content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
        ending = PurePosixPath(name.decode("utf-8", "replace").lower()).suffix
        kept_as = self._types.get(said) or self._endings.get(ending)
        if kept_as is None:
            raise _not_taken(said, self._types)
        self._sink.media_type, self._in_file = kept_as, True

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._sink.write(data[start:end])

    def _on_end(self) -> None:
        self._ended = True


def _no_boundary() -> bytes:
    raise Problem(
        400, f"The header 'Content-Type: {FORM}' names no boundary. Let the client's library write it."
    )


def _broken(error: FormParserError) -> Problem:
    return Problem(400, f"The form cannot be read: {str(error)[:200]}.")
