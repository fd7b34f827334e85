"""Bytes → samples: float32 in one channel, at the rate that the model wants. Runs in a worker process."""

import io
from dataclasses import dataclass

import numpy as np
import soundfile  # type: ignore[import-untyped]
import soxr  # type: ignore[import-untyped]

from serving.decoding.refusal import Refused
from serving.decoding.second_face import refuse_second_face

FORMATS = ("WAV", "WAVEX", "FLAC", "OGG", "MP3")
TAKEN = "WAV, FLAC, OGG or MP3"
_MOST_CHANNELS = 32
_RATES = (1_000, 400_000)


@dataclass(frozen=True)
class Samples:
    """A decoded sound: `data` holds float32 between -1 and 1; `seconds` how long it was; `format` what the bytes were."""

    data: bytes
    seconds: float
    format: str


def decode(content: bytes, rate: int, most_seconds: float) -> Samples:
    """Decode a sound: channels are averaged, another rate is resampled (soxr, high quality).

    Args:
        content: the file.
        rate: samples a second that are wanted.
        most_seconds: a longer sound is refused by what its header says, and by what is found.

    Raises:
        Refused: it is no sound of these formats, too long, damaged, or something else besides.
    """
    if not content:
        raise Refused(f"The sound is empty: it has no bytes. Send a {TAKEN} file.")
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            if file.format not in FORMATS:
                raise Refused(f"The sound is {file.format}, which is not taken. Send {TAKEN}.")
            name = "WAV" if file.format == "WAVEX" else file.format
            refuse_second_face(content, f"a {name} sound")
            if file.channels > _MOST_CHANNELS or not _RATES[0] <= file.samplerate <= _RATES[1]:
                raise Refused(
                    f"The sound has {file.channels} channels at {file.samplerate:,} samples a second; at most "
                    f"{_MOST_CHANNELS} channels and {_RATES[0]:,} to {_RATES[1]:,} are taken."
                )
            most = int(most_seconds * file.samplerate)
            if file.frames > most and name != "MP3":  # what an MP3 says of itself is a guess
                raise _too_long(file.frames / file.samplerate, most_seconds)
            found = file.read(most + 1, dtype="float32", always_2d=True)
            if len(found) > most:
                raise _too_long(len(found) / file.samplerate, most_seconds)
            own_rate = file.samplerate
    except (soundfile.LibsndfileError, RuntimeError, ValueError) as error:
        raise Refused(f"This is no sound that can be read ({_told(error)}). Send {TAKEN}.") from None
    if not len(found):
        raise Refused("The sound has no samples. Record it again.")
    if not np.isfinite(found).all():
        raise Refused("The sound holds samples that are no numbers (NaN or infinite). Record it again.")
    one = found.mean(axis=1, dtype=np.float32)
    if own_rate != rate:
        one = soxr.resample(one, own_rate, rate)
    return Samples(np.ascontiguousarray(one, dtype=np.float32).tobytes(), len(found) / own_rate, name)


def _too_long(seconds: float, most: float) -> Refused:
    return Refused(
        f"The sound lasts {seconds:.1f} seconds or more; at most {most:g} are taken. Send a part of it; MAX_SECONDS sets "
        "the limit."
    )


def _told(error: Exception) -> str:
    if "does not exist" in str(error):  # what libsndfile says of a stream in which it finds nothing
        return "nothing in it can be decoded"
    return str(error).strip().rstrip(".").removeprefix("Error opening ").split(": ")[-1][:120]
