"""Files that are two things at once: a picture for us, an archive, a document or a script for the next program."""

import io
import zipfile

from serving.decoding.refusal import Refused

# A PDF reader looks for its mark in the first kilobyte, an archive program for its own anywhere in what it may skip.
_PDF_WITHIN = 1024
_ARCHIVES = {b"Rar!\x1a\x07": "a RAR archive", b"7z\xbc\xaf\x27\x1c": "a 7z archive"}


def refuse_second_face(content: bytes, name: str) -> None:
    """Refuse bytes that are something else besides `name`.

    Only the pixels or samples of a file are ever used, but its bytes are kept and may be downloaded later.

    Raises:
        Refused: they are.
    """
    if b"%PDF-" in content[:_PDF_WITHIN]:
        raise _two_things(name, "a PDF document")
    for mark, other in _ARCHIVES.items():
        if mark in content:
            raise _two_things(name, other)
    if b"PK\x05\x06" in content[-66_000:] and zipfile.is_zipfile(io.BytesIO(content)):
        raise _two_things(name, "a ZIP archive")


def _two_things(name: str, other: str) -> Refused:
    return Refused(
        f"The file is {name} and {other} at once. Save it again with a program for it, and send that."
    )
