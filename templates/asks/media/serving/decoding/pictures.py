"""Bytes → pixels: 8 bit RGB, upright, without transparency. Runs in a worker process, never in the server's own.

What is not told by the format's header is not trusted: bytes, format, number of pixels and of frames are judged before
the first pixel is decoded, and no format outside `FORMATS` has a decoder here.
"""

import io
import struct
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageFile, PngImagePlugin, UnidentifiedImageError

from serving.decoding.refusal import Refused
from serving.decoding.second_face import refuse_second_face
from serving.decoding.shrinking import Shrinking, shown_size, shrunk

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
# What phones write as JPEG: the picture, and after it a second one (depth, brightness) for whom it may concern.
_TWO_JPEGS = "MPO"
TAKEN = "JPEG, PNG, WebP, BMP or GIF"
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_WHITE = (255, 255, 255)
_THUMBNAIL = (160, 160)

Image.MAX_IMAGE_PIXELS = None  # judged here, by the owner's limit
ImageFile.LOAD_TRUNCATED_IMAGES = False
PngImagePlugin.MAX_TEXT_CHUNK = 1_000_000  # bytes that a compressed text or colour profile may unpack to
PngImagePlugin.MAX_TEXT_MEMORY = 4_000_000


@dataclass(frozen=True)
class Pixels:
    """A decoded picture.

    Attributes:
        data: height × width × 3 bytes.
        height, width: of `data`.
        sent: height and width of the picture as it was sent, upright.
        format: what the bytes were.
        thumbnail: a small JPEG, where one was asked for.
    """

    data: bytes
    height: int
    width: int
    sent: tuple[int, int]
    format: str
    thumbnail: bytes | None


def decode(
    content: bytes, most_pixels: int, shrinking: Shrinking | None = None, thumbnail: bool = False
) -> Pixels:
    """Decode a picture.

    Grey becomes three equal channels, 16 bit keep their upper 8, transparent parts show white, CMYK is converted by
    Pillow's plain formula, and EXIF's orientation is applied.

    Args:
        content: the file.
        most_pixels: a larger picture is refused by what its header says.
        shrinking: the size that the model sees it in; None: as it is.
        thumbnail: whether a small picture of it is wanted, too.

    Raises:
        Refused: it is no picture of these formats, too large, animated, damaged, or something else besides.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = _opened(content)
        name = "JPEG" if image.format == _TWO_JPEGS else str(image.format)
        width, height = image.size
        if width * height > most_pixels:
            raise Refused(
                f"The picture has {width} × {height} pixels, {width * height:,} in all; at most {most_pixels:,} are "
                "taken. Send a smaller one; MAX_PIXELS sets the limit."
            )
        refuse_second_face(content, f"a {name} picture")
        if image.format != _TWO_JPEGS and getattr(image, "is_animated", False):
            raise Refused(f"The {name} is animated. Send one picture of it.")
        upright = _upright(_loaded(image, name))
        seen = _seen(upright, shrinking, most_pixels) if shrinking else upright
        sent = (upright.height, upright.width)
        small = _small(upright) if thumbnail else None
        return Pixels(seen.tobytes(), seen.height, seen.width, sent, name, small)


def _seen(upright: Image.Image, shrinking: Shrinking, most_pixels: int) -> Image.Image:
    height, width = shown_size(upright.height, upright.width, shrinking)
    if height * width > most_pixels:
        raise Refused(
            f"The picture is too narrow: with {upright.width} × {upright.height} pixels, the model would see it in "
            f"{width} × {height}. Cut out a part of it."
        )
    return shrunk(upright, shrinking)


def _small(image: Image.Image) -> bytes:
    copy = image.copy()
    copy.thumbnail(_THUMBNAIL, reducing_gap=2.0)
    file = io.BytesIO()
    copy.save(file, "JPEG", quality=80)
    return file.getvalue()


def _opened(content: bytes) -> Image.Image:
    if not content:
        raise Refused(f"The picture is empty: it has no bytes. Send a {TAKEN} file.")
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError:
        raise Refused(f"This is no picture that can be read: {_looks_like(content)}. Send {TAKEN}.") from None
    except _DAMAGED as error:
        raise Refused(f"The picture is damaged: {_told(error)}. Send it again, or save it anew.") from None


def _loaded(image: Image.Image, name: str) -> Image.Image:
    try:
        image.load()
        return _rgb(image)
    except MemoryError:
        raise
    except _DAMAGED as error:
        raise Refused(
            f"The {name} is damaged or cut off: {_told(error)}. Send it again, or save it anew."
        ) from None


# What Pillow's readers raise over bytes that are not what they seem; they share no base of their own.
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    EOFError,
    OverflowError,
    AttributeError,
    ZeroDivisionError,
    NotImplementedError,
    AssertionError,
    struct.error,
)


def _upright(image: Image.Image) -> Image.Image:
    try:
        turn = _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # what a camera wrote about a picture is no reason to refuse it
        turn = None
    return image.transpose(turn) if turn is not None else image


def _rgb(image: Image.Image) -> Image.Image:
    exif = image.info.get("exif")
    made = _without_alpha(image)
    if exif is not None:
        made.info["exif"] = exif
    return made


def _without_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "RGB" and "transparency" not in image.info:
        return image
    if image.mode.startswith("I") or image.mode == "F":
        return _from_16_bit(image).convert("RGB")
    if image.has_transparency_data:
        with_alpha = image.convert("RGBA")
        page = Image.new("RGB", image.size, _WHITE)
        page.paste(with_alpha, mask=with_alpha.getchannel("A"))
        return page
    return image.convert("RGB")


def _from_16_bit(image: Image.Image) -> Image.Image:
    """Keep the upper 8 of 16 bits; Pillow alone would make white of all that is above 255."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "it begins as a PNG does, but is damaged or cut off"),
    (b"\xff\xd8", "it begins as a JPEG does, but is damaged or cut off"),
    (b"GIF8", "it begins as a GIF does, but is damaged or cut off"),
    (b"BM", "it begins as a BMP does, but is damaged or cut off"),
    (b"%PDF-", "it looks like a PDF document"),
    (b"PK\x03\x04", "it looks like a ZIP archive or an office document"),
    (b"II*\x00", "it looks like a TIFF"),
    (b"MM\x00*", "it looks like a TIFF"),
    (b"\x00\x00\x01\x00", "it looks like an icon file"),
    (b"8BPS", "it looks like a Photoshop file"),
    (b"RIFF", "it looks like a sound or a film"),
    (b"ID3", "it looks like a sound"),
    (b"fLaC", "it looks like a sound"),
    (b"OggS", "it looks like a sound"),
    (b"\x93NUMPY", "it looks like a NumPy array"),
    (b"<?xml", "it looks like SVG or other XML"),
    (b"<svg", "it looks like SVG"),
    (b"<", "it looks like SVG or HTML"),
)


def _looks_like(content: bytes) -> str:
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "it begins as a WebP does, but is damaged or cut off"
    if content[4:8] == b"ftyp":
        return "it looks like HEIC, AVIF or a film"
    return next(
        (words for mark, words in _MARKS if start.startswith(mark)), "its first bytes are those of none"
    )


def _told(error: Any) -> str:
    said = str(error).strip().rstrip(".").splitlines()
    return said[0][:120] if said else type(error).__name__
