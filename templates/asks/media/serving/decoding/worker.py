"""`python -m serving.decoding.worker picture|sound <bytes>`: decodes what comes in on stdin until stdin ends.

A message is `<length of header><length of body>`, both 4 bytes, then the header as JSON, then the body. Asked:
of a picture `{"most_pixels": n, "shrinking": {…}, "thumbnail": true}`, of a sound `{"rate": n, "most_seconds": s}`, with the file; answered:
`{"shape": [h, w, 3], "format": …}` or `{"shape": [n], "format": …, "seconds": …}` with the values, or `{"refused": words}`.

The process has nothing that is worth stealing: no settings in its environment, no memory beyond its limit, no files.
"""

import json
import os
import select
import struct
import sys
from base64 import b64encode
from collections.abc import Callable
from typing import Any, BinaryIO

from serving.decoding.refusal import Refused
from serving.memory import give_back, keep_large_blocks

FRAME = struct.Struct(">II")
_IDLE = 2.0  # seconds
_Answer = tuple[dict[str, Any], bytes]
_Decode = Callable[[dict[str, Any], bytes], _Answer]


def main() -> None:
    """Answer until stdin ends."""
    asked, answered = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a decoder prints is no answer
    decode = _DECODERS[sys.argv[1]]()
    _confine(int(sys.argv[2]))
    keep_large_blocks()
    while (message := _next(asked)) is not None:
        header, body = _answer(decode, *message)
        said = json.dumps(header).encode()
        answered.write(FRAME.pack(len(said), len(body)) + said)
        answered.write(body)
        answered.flush()


def _answer(decode: _Decode, asked: dict[str, Any], content: bytes) -> _Answer:
    try:
        return decode(asked, content)
    except Refused as refused:
        return {"refused": str(refused)}, b""
    except MemoryError:
        give_back()
        return {"refused": "Decoding this file takes more memory than is allowed. Send a smaller one."}, b""
    except (
        Exception
    ) as error:  # a decoder's own defect is the file's fault, as far as whoever sent it is concerned
        return {"refused": f"The file cannot be decoded ({type(error).__name__}). Save it anew."}, b""


def _pictures() -> _Decode:
    from serving.decoding import pictures
    from serving.decoding.shrinking import Shrinking

    def decode(asked: dict[str, Any], content: bytes) -> _Answer:
        how = Shrinking(**asked["shrinking"]) if asked.get("shrinking") else None
        found = pictures.decode(content, asked["most_pixels"], how, bool(asked.get("thumbnail")))
        said = {"shape": [found.height, found.width, 3], "sent": found.sent, "format": found.format}
        if found.thumbnail is not None:
            said["thumbnail"] = b64encode(found.thumbnail).decode("ascii")
        return said, found.data

    return decode


def _sounds() -> _Decode:
    from serving.decoding import sounds

    def decode(asked: dict[str, Any], content: bytes) -> _Answer:
        found = sounds.decode(content, asked["rate"], asked["most_seconds"])
        said = {"shape": [len(found.data) // 4], "format": found.format, "seconds": found.seconds}
        return said, found.data

    return decode


# Each process loads one of them: what is not there cannot be attacked.
_DECODERS: dict[str, Callable[[], _Decode]] = {"picture": _pictures, "sound": _sounds}


def _next(file: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Wait for a message; with nothing to do, memory goes back."""
    if sys.platform == "linux" and not select.select([file], [], [], _IDLE)[0]:
        give_back()
    return _read(file)


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
