"""`python -m serving.decoding.worker`: decodes what comes in on stdin, one thing at a time, until stdin ends.

A message is `<length of header><length of body>`, both 4 bytes, then the header as JSON, then the body. Asked:
`{"kind": "picture", "most_pixels": n}` or `{"kind": "sound", "rate": n, "most_seconds": s}` with the file; answered:
`{"shape": [h, w, 3], "format": …}` or `{"shape": [n], "format": …, "seconds": …}` with the values, or `{"refused": words}`.

The process has nothing that is worth stealing: no settings in its environment, no memory beyond its limit, no files.
"""

import json
import os
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from serving.decoding.refusal import Refused

FRAME = struct.Struct(">II")
_Answer = tuple[dict[str, Any], bytes]


def main() -> None:
    """Answer until stdin ends."""
    asked, answered = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a decoder prints is no answer
    _confine(int(sys.argv[1]))
    while (message := _read(asked)) is not None:
        header, body = _answer(*message)
        said = json.dumps(header).encode()
        answered.write(FRAME.pack(len(said), len(body)) + said)
        answered.write(body)
        answered.flush()


def _answer(asked: dict[str, Any], content: bytes) -> _Answer:
    try:
        return _DECODERS[asked["kind"]](asked, content)
    except Refused as refused:
        return {"refused": str(refused)}, b""
    except MemoryError:
        return {"refused": "Decoding this file takes more memory than is allowed. Send a smaller one."}, b""
    except (
        Exception
    ) as error:  # a decoder's own defect is the file's fault, as far as whoever sent it is concerned
        return {"refused": f"The file cannot be decoded ({type(error).__name__}). Save it anew."}, b""


def _picture(asked: dict[str, Any], content: bytes) -> _Answer:
    from serving.decoding import pictures

    found = pictures.decode(content, asked["most_pixels"])
    return {"shape": [found.height, found.width, 3], "format": found.format}, found.data


def _sound(asked: dict[str, Any], content: bytes) -> _Answer:
    from serving.decoding import sounds

    found = sounds.decode(content, asked["rate"], asked["most_seconds"])
    return {"shape": [len(found.data) // 4], "format": found.format, "seconds": found.seconds}, found.data


_DECODERS: dict[str, Callable[[dict[str, Any], bytes], _Answer]] = {"picture": _picture, "sound": _sound}


def _read(file: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    frame = file.read(FRAME.size)
    if len(frame) < FRAME.size:
        return None
    header, body = FRAME.unpack(frame)
    return json.loads(file.read(header)), file.read(body)


def _confine(most_memory: int) -> None:
    """Bound memory, and allow neither new files nor a memory dump; Windows knows no such limits."""
    try:
        import resource
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_AS, most_memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):  # macOS refuses some
            continue


if __name__ == "__main__":
    main()
