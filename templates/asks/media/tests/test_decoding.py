"""Decoding is a door for attackers: what is let in, what is refused in words, and what happens to a process that dies."""

import asyncio
import io
import json
import os
import signal
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import numpy as np
import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from serving.decoding import pictures
from serving.decoding.pool import Decoders
from serving.decoding.refusal import Refused
from serving.problems import Problem

MOST = 1_000_000
QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, max_examples=200)


def written(image: Image.Image, format: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def decoded(content: bytes, most: int = MOST) -> np.ndarray[Any, Any]:
    found = pictures.decode(content, most)
    return np.frombuffer(found.data, np.uint8).reshape(found.height, found.width, 3)


def refusal(content: bytes, most: int = MOST) -> str:
    with pytest.raises(Refused) as caught:
        pictures.decode(content, most)
    return str(caught.value)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, *more: bytes, pixels: bytes = b"") -> bytes:
    """Write a PNG by hand: its header may lie."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rest = b"".join(more) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rest


ORANGE = (250, 128, 10)
SQUARE = Image.new("RGB", (8, 6), ORANGE)


@pytest.mark.parametrize("format", ["PNG", "BMP", "GIF", "WEBP", "JPEG"])
def test_every_format_is_read(format: str) -> None:
    options = {"lossless": True} if format == "WEBP" else {"quality": 100} if format == "JPEG" else {}
    found = decoded(written(SQUARE, format, **options))
    assert found.shape == (6, 8, 3)
    assert np.abs(found.astype(int) - ORANGE).max() <= (3 if format == "JPEG" else 0)


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("1", 1, (255, 255, 255)),
        ("L", 100, (100, 100, 100)),
        ("LA", (100, 255), (100, 100, 100)),
        ("RGBA", (9, 8, 7, 255), (9, 8, 7)),
        ("RGBA", (9, 8, 7, 0), (255, 255, 255)),
        ("RGBA", (0, 0, 0, 51), (204, 204, 204)),
        ("I;16", 0x8040, (0x80, 0x80, 0x80)),
        ("I;16", 0xFFFF, (255, 255, 255)),
    ],
)
def test_every_kind_of_pixel_becomes_rgb(mode: str, colour: Any, expected: tuple[int, int, int]) -> None:
    assert decoded(written(Image.new(mode, (2, 3), colour)))[0, 0].tolist() == list(expected)


def test_a_palette_with_a_transparent_colour_shows_white_there() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putpixel((1, 0), 1)
    assert decoded(written(image, transparency=1))[0].tolist() == [[10, 20, 30], [255, 255, 255]]


def test_cmyk_is_converted() -> None:
    found = decoded(written(Image.new("CMYK", (4, 4), (0, 255, 255, 0)), "JPEG", quality=100))
    assert found[0, 0, 0] > 200 and found[0, 0, 1:].max() < 60


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(orientation: int) -> None:
    """The pixel that a camera, held some way, saw at the top left is at the top left."""
    upright = Image.new("RGB", (16, 8), (0, 0, 0))
    upright.paste((255, 255, 255), (0, 0, 4, 4))
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    for format in ("PNG", "JPEG"):
        seen = upright.transpose(undo) if undo is not None else upright
        found = decoded(written(seen, format, exif=exif))
        assert found.shape == (8, 16, 3)
        assert found[1, 1].min() > 200 and found[6, 14].max() < 50


def test_broken_exif_is_no_reason_to_refuse() -> None:
    assert decoded(written(SQUARE, "JPEG", exif=b"Exif\x00\x00MM\x00*" + b"\xff" * 40)).shape == (6, 8, 3)


def test_a_phones_second_picture_is_left_alone() -> None:
    both = written(SQUARE, "MPO", save_all=True, append_images=[Image.new("RGB", (4, 4))])
    assert decoded(both).shape == (6, 8, 3)
    assert pictures.decode(both, MOST).format == "JPEG"


def test_the_smallest_picture_is_read() -> None:
    assert decoded(written(Image.new("RGB", (1, 1), ORANGE))).tolist() == [[list(ORANGE)]]


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_animated_files_are_refused(format: str) -> None:
    other = Image.new("RGB", (8, 6), (0, 0, 255))
    assert "animated" in refusal(written(SQUARE, format, save_all=True, append_images=[other], duration=100))


@pytest.mark.parametrize(("width", "height"), [(1001, 1000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_pixels_are_counted_before_they_are_decoded(width: int, height: int) -> None:
    assert f"{width} × {height}" in refusal(png(width, height))


def test_a_jpeg_of_huge_dimensions_is_refused_by_its_header() -> None:
    content = bytearray(written(SQUARE, "JPEG"))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", 65_000, 65_000)
    assert "65000 × 65000" in refusal(bytes(content))


BOMB = zlib.compress(b"\0" * 50_000_000, 9)


@pytest.mark.parametrize(
    "bomb",
    [
        png(4, 4, pixels=b"\0" * 50_000_000),
        png(4, 4, chunk(b"iCCP", b"icc\0\0" + BOMB), pixels=b"\0" * 52),
        png(4, 4, chunk(b"zTXt", b"text\0\0" + BOMB), pixels=b"\0" * 52),
        png(4, 4, *[chunk(b"zTXt", b"t%d\0\0" % at + zlib.compress(b"x" * 900_000)) for at in range(9)]),
    ],
    ids=["pixels", "colour profile", "text", "many texts"],
)
def test_what_unpacks_to_much_more_is_refused_or_harmless(bomb: bytes) -> None:
    try:
        assert decoded(bomb).nbytes == 48
    except Refused as refused:
        assert str(refused)


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("Evil.class", "x" * 100)
    return file.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF"])
@pytest.mark.parametrize("other", [zipped(), b"Rar!\x1a\x07\x00..", b"7z\xbc\xaf\x27\x1c.."])
def test_a_picture_that_is_an_archive_too_is_refused(format: str, other: bytes) -> None:
    assert "at once" in refusal(written(SQUARE, format) + other)


def test_a_picture_that_is_a_pdf_too_is_refused() -> None:
    assert "PDF" in refusal(written(SQUARE, "JPEG", comment=b"%PDF-1.4 1 0 obj"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><svg/>", "SVG"),
        (b"%PDF-1.4", "PDF"),
        (zipped(), "ZIP"),
        (b"II*\x00" + b"\0" * 100, "TIFF"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
        (b"no picture at all", "no picture"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
    ],
)
def test_other_files_are_refused_in_words(content: bytes, words: str) -> None:
    assert words in refusal(content)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "BMP", "GIF", "WEBP"])
def test_files_that_are_cut_off_are_refused(format: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    whole = written(Image.fromarray(noise), format)
    for share in (0.1, 0.5, 0.9):
        assert "damaged" in refusal(whole[: int(len(whole) * share)])


SEEDS = [written(SQUARE, format) for format in ("PNG", "JPEG", "GIF", "WEBP", "BMP")]


@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8),
    cut=st.integers(0, 400),
)
@QUIET
def test_any_bytes_are_a_picture_or_refused(seed: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    content = bytearray(seed)
    for at, byte in changes:
        content[at % len(content)] = byte
    try:
        assert decoded(bytes(content[: len(content) - cut % len(content)])).ndim == 3
    except Refused as refused:
        assert str(refused)


@pytest.fixture
def decoders() -> Iterator[Decoders]:
    made = Decoders("picture", 1, 60, 1_000_000_000, 10)
    yield made
    made.close()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run something on the kind of event loop that the server has here."""
    with asyncio.Runner(loop_factory=uvicorn.Config("").get_loop_factory()) as runner:
        return runner.run(work)


def ask(decoders: Decoders, content: bytes, most: int = 100_000_000) -> tuple[int, ...]:
    _, found = run(decoders.decode(asking(most), content))
    return found.shape


def asking(most: int) -> bytes:
    return json.dumps({"most_pixels": most}).encode()


posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


@posix
def test_a_process_that_died_is_replaced(decoders: Decoders) -> None:
    assert ask(decoders, written(SQUARE)) == (6, 8, 3)
    for how in (signal.SIGSEGV, signal.SIGKILL):
        process = decoders.workers[0].process
        os.kill(process.pid, how)
        process.wait()
        assert ask(decoders, written(SQUARE)) == (6, 8, 3)


@posix
def test_a_file_that_kills_its_process_is_refused(decoders: Decoders) -> None:
    ask(decoders, written(SQUARE))
    process = decoders.workers[0].process

    async def ask_and_kill() -> None:
        os.kill(process.pid, signal.SIGSTOP)
        answer = asyncio.create_task(decoders.decode(asking(MOST), written(SQUARE)))
        await asyncio.sleep(0)  # it is sent
        os.kill(process.pid, signal.SIGKILL)
        await answer

    with pytest.raises(Refused, match="decoder down"):
        run(ask_and_kill())
    assert ask(decoders, written(SQUARE)) == (6, 8, 3)


def noise(width: int, height: int) -> bytes:
    pixels = np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8)
    return written(Image.fromarray(pixels), "PNG", compress_level=0)


def test_many_at_once_all_get_their_own(decoders: Decoders) -> None:
    """Small ones and ones that fit into no pipe, on their way there and back, through one process."""
    sizes = [(width, height) for width in (1, 30, 700) for height in (2, 40, 600)]

    async def all_of_them() -> list[Any]:
        asked = (decoders.decode(asking(MOST), noise(*size)) for size in sizes)
        return await asyncio.gather(*asked)

    found = run(all_of_them())
    assert [pixels.shape[1::-1] for _, pixels in found] == sizes
    assert {told["shape"][1] for told, _ in found} == {1, 30, 700}


def test_more_than_may_wait_are_refused(decoders: Decoders) -> None:
    async def ask_too_many() -> list[Any]:
        asked = (decoders.decode(asking(MOST), written(SQUARE)) for _ in range(20))
        return await asyncio.gather(*asked, return_exceptions=True)

    found = run(ask_too_many())
    refused = [one for one in found if isinstance(one, Problem)]
    assert len(refused) == 20 - 1 - 10
    assert {(one.status, one.headers["Retry-After"]) for one in refused if one.headers} == {(503, "1")}


def test_who_goes_away_makes_room(decoders: Decoders) -> None:
    async def leave() -> tuple[int, ...]:
        waiting = [asyncio.create_task(decoders.decode(asking(MOST), noise(600, 600))) for _ in range(11)]
        await asyncio.sleep(0)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        _, found = await decoders.decode(asking(MOST), written(SQUARE))
        return found.shape

    assert run(leave()) == (6, 8, 3)


@posix
def test_a_process_that_hangs_is_replaced() -> None:
    decoders = Decoders("picture", 1, 1, 1_000_000_000, 10)
    os.kill(decoders.workers[0].process.pid, signal.SIGSTOP)
    with pytest.raises(Refused, match="longer than 1 seconds"):
        ask(decoders, written(SQUARE))
    decoders.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to the limit")
def test_a_file_that_wants_too_much_memory_is_refused() -> None:
    decoders = Decoders("picture", 1, 60, 300_000_000, 10)
    wide = 12_000
    with pytest.raises(Refused, match="memory|decoder down"):
        ask(decoders, png(wide, wide, pixels=b"\0" * 1000), wide * wide)
    assert ask(decoders, written(SQUARE)) == (6, 8, 3)
    decoders.close()


def test_a_decoder_knows_no_secret(decoders: Decoders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEYS", "owner:admin:0")
    given: list[dict[str, str]] = []
    from serving.decoding import process

    whole: Callable[..., Any] = process.subprocess.Popen

    def noted(*arguments: Any, **options: Any) -> Any:
        given.append(options["env"])
        return whole(*arguments, **options)

    monkeypatch.setattr(process.subprocess, "Popen", noted)
    Decoders("picture", 1, 60, 1_000_000_000, 10).close()
    assert given and "API_KEYS" not in given[0]
