"""The settings of a product that is asked with pictures, sounds, texts or tensors."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, field_validator

# What the page asks a browser's visitor for.
BROWSER_FEATURES = frozenset({"camera", "microphone"})

_VAR = Path(__file__).resolve().parent.parent / "var"


class OwnSettings(BaseModel):
    """What this kind of product can be told.

    Attributes:
        max_input_bytes: a longer file, text or request is refused with 413.
        max_pixels: a picture with more is refused by what its header says.
        max_seconds: a longer sound is refused.
        max_files: files in one request.
        max_output_values: an answer with more numbers is refused: it would be no JSON that anyone reads.
        held_bytes: what all requests that are not yet answered may hold together; the next is answered 503.
        keep_input_bytes: larger files are kept as hash, size and a small picture.
        decoders: processes that decode pictures and sounds.
        decoding_seconds: how long decoding one file may take.
        decoding_memory: bytes of memory that one such process may have (Linux).
        inference_seconds: how long the model may take.
        explain_seconds: how long an explanation may take.
        inference_queue: with more questions waiting for the model than this, the next are answered 503.
        device: "cpu", "cuda", or "auto": CUDA where it is there.
        runtime: where the measurement of this machine is kept; None (`RUNTIME=off`): measured at each start.
    """

    max_input_bytes: int = Field(default=20_000_000, ge=1)
    max_pixels: int = Field(default=50_000_000, ge=1)
    max_seconds: float = Field(default=600, gt=0)
    max_files: int = Field(default=20, ge=1)
    max_output_values: int = Field(default=1_000_000, ge=1)
    held_bytes: int = Field(default=500_000_000, ge=1)
    keep_input_bytes: int = Field(default=1_000_000, ge=0)
    decoders: int = Field(default=2, ge=1)
    decoding_seconds: float = Field(default=10, gt=0)
    decoding_memory: int = Field(default=2_000_000_000, ge=200_000_000)
    inference_seconds: float = Field(default=30, gt=0)
    explain_seconds: float = Field(default=5, gt=0)
    inference_queue: int = Field(default=64, ge=1)
    device: Literal["auto", "cpu", "cuda"] = "auto"
    runtime: Path | None = _VAR / "runtime.json"

    @field_validator("runtime", mode="before")
    @classmethod
    def _off_runtime(cls, value: Any) -> Any:
        return None if value == "off" else value
