"""Every setting of the server, in one place. Each is an environment variable of the same name in capitals."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from serving.errors import CannotServe

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseModel):
    """What the server can be told.

    Attributes:
        host, port: where to listen; port 0 takes any that is free.
        artifact_dir: a folder with model.onnx, passport.json and reference.json, instead of artifacts/<current>.
        database: the file of the prediction log; None (`DATABASE=off`) keeps none.
        log_values: whether log lines carry what was sent and answered.
        log_level: the least serious level that is logged.
        max_body_bytes: a longer request is refused with 413.
        max_batch_bytes: the same for a table of rows.
        web_dir: the built web page.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    artifact_dir: Path | None = None
    database: Path | None = ROOT / "var" / "predictions.sqlite3"
    log_values: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    max_body_bytes: int = Field(default=1_000_000, ge=1)
    max_batch_bytes: int = Field(default=100_000_000, ge=1)
    web_dir: Path = ROOT / "web" / "dist"

    @field_validator("database", mode="before")
    @classmethod
    def _off(cls, value: Any) -> Any:
        return None if value == "off" else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **given: Any) -> "Settings":
        """Read the settings from environment variables; an empty one counts as not set, and `given` wins.

        Raises:
            CannotServe: a variable has a value that cannot be used.
        """
        said = {name: environment[name.upper()] for name in cls.model_fields if environment.get(name.upper())}
        try:
            return cls.model_validate(
                said | {name: value for name, value in given.items() if value is not None}
            )
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = str(first["loc"][0]).upper()
            raise CannotServe(f"{name}={first['input']} cannot be used: {first['msg']}.") from None
