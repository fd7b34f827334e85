"""Every setting of the server, in one place. Each is an environment variable of the same name in capitals."""

from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from serving import keys, rate
from serving.errors import CannotServe
from serving.own_settings import OwnSettings

# What no router passes on: there, whoever speaks to us is a proxy of the platform, or a neighbour.
_PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "::1",
    "fc00::/7",
    "fe80::/10",
)

ROOT = Path(__file__).resolve().parent.parent
_SECRET = ("API_KEYS", "DATABASE_URL")  # not shown, not even to say what is wrong


class Settings(OwnSettings):
    """What the server can be told; what only this kind of product knows is in `own_settings.py`.

    Attributes:
        host, port: where to listen; port 0 takes any that is free.
        artifact_dir: a folder with model.onnx, passport.json and reference.json, instead of artifacts/<current>.
        database: the file of the prediction log; None (`DATABASE=off`) keeps none.
        database_url: a PostgreSQL for the prediction log, instead of the file: postgresql://user:password@host/name.
        keep_days: how many days an answer is kept, with what was said about it; None: for ever.
        keep_bytes: how large the file of the prediction log may grow: beyond it, what is long of the oldest answers (a file
            that was sent, thousands of numbers) is given up, and the answers themselves stay.
        log_values: whether log lines carry what was sent and answered.
        log_level: the least serious level that is logged.
        max_body_bytes: a longer request is refused with 413.
        max_batch_bytes: the same for a table of rows.
        web_dir: the built web page.
        app_env: "production" refuses to start without API keys, unless AUTH=none says that everyone may ask.
        auth: "keys" or "none"; left out: "keys" where there are some.
        api_keys: `name:scopes:hash`, `;` between them (`keys.py`).
        trusted_hosts: names that the server is called by, `,` between them; none: any.
        rate_limit: such as "600/minute" for each key, or address without one; "off" in development.
        queue_limit: with so many requests waiting, the next are answered 503.
        trusted_proxies: addresses or networks, `,` between them, whose X-Forwarded-For and -Proto are believed; "private":
            every private network; left out: this machine.
        client_seconds: how long a client may take to send its headers, a part of its body, or to read.
        drain_seconds: how long after a stop was asked for everything is still answered, while /readyz says no; left out: 2 in
            production, so that a balancer notices, and 0 in development.
        stop_seconds: how long what is being answered may take after that.
        docs: whether /docs is there; left out: in development only.
        frame_ancestors: who may show the page in a frame: none, self or origins, with spaces between them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    artifact_dir: Path | None = None
    database: Path | None = ROOT / "var" / "predictions.sqlite3"
    database_url: SecretStr | None = None
    keep_days: int | None = Field(default=None, ge=1, le=36_500)
    keep_bytes: int = Field(default=700_000_000, ge=1)
    log_values: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    max_body_bytes: int = Field(default=1_000_000, ge=1)
    max_batch_bytes: int = Field(default=100_000_000, ge=1)
    web_dir: Path = ROOT / "web" / "dist"
    app_env: Literal["development", "production"] = "development"
    auth: Literal["keys", "none"] | None = None
    api_keys: tuple[keys.Key, ...] = ()
    trusted_hosts: frozenset[str] = frozenset()
    rate_limit: str | None = None
    queue_limit: int = Field(default=500, ge=1)
    trusted_proxies: str = "127.0.0.1,::1"
    client_seconds: int = Field(default=30, ge=1)
    drain_seconds: int | None = Field(default=None, ge=0)
    stop_seconds: int = Field(default=20, ge=1)
    docs: bool | None = None
    frame_ancestors: str = Field(default="'none'", pattern=r"^[^;,\s][^;,\r\n]*$")

    @field_validator("database", mode="before")
    @classmethod
    def _off(cls, value: Any) -> Any:
        return None if value == "off" else value

    @field_validator("database_url")
    @classmethod
    def _address(cls, value: SecretStr | None) -> SecretStr | None:
        said = value.get_secret_value() if value else "postgresql://"
        if not said.startswith(("postgresql://", "postgres://")):
            raise ValueError(
                "it must begin with postgresql://, as in postgresql://user:password@host:5432/database; "
                "DATABASE names a file"
            )
        if said.split("?")[0].count("@") > 1:
            raise ValueError("an @ in the password is written as %40")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("api_keys", mode="before")
    @classmethod
    def _keys(cls, value: Any) -> Any:
        return keys.parse(value) if isinstance(value, str) else value

    @field_validator("trusted_hosts", mode="before")
    @classmethod
    def _hosts(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return frozenset(host.strip().lower() for host in value.split(",") if host.strip())

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: str) -> str:
        for network in _networks(value):
            try:
                ip_network(network)
            except ValueError:
                raise ValueError(
                    "expected addresses or networks such as 10.0.0.0/8, with commas between them, or private"
                ) from None
        return value

    @field_validator("frame_ancestors")
    @classmethod
    def _quoted(cls, value: str) -> str:
        """A policy wants quotes around its own words, which settings files take away."""
        return " ".join(f"'{word}'" if word in ("none", "self") else word for word in value.split())

    @field_validator("rate_limit")
    @classmethod
    def _rate(cls, value: str | None) -> str | None:
        if value is not None:
            rate.parse(value)
        return value

    @model_validator(mode="after")
    def _closed(self) -> "Settings":
        if self.auth == "keys" and not self.api_keys:
            raise ValueError("AUTH=keys, but API_KEYS holds none; `npm run keys -- add NAME` makes one")
        if self.app_env == "production" and self.auth is None and not self.api_keys:
            raise ValueError(
                "APP_ENV=production, but there is no key in API_KEYS: `npm run keys -- add NAME` makes one, "
                "and AUTH=none lets everyone ask"
            )
        return self

    @property
    def asks_for_keys(self) -> bool:
        """Whether a request needs a key."""
        return self.auth == "keys" or (self.auth is None and bool(self.api_keys))

    @property
    def rate(self) -> rate.Rate | None:
        """How many requests each may send."""
        return rate.parse(self.rate_limit or ("600/minute" if self.app_env == "production" else "off"))

    @property
    def proxies(self) -> tuple[str, ...]:
        """The addresses and networks of proxies that are believed."""
        return _networks(self.trusted_proxies)

    @property
    def drain(self) -> int:
        """For how many seconds a stop is announced."""
        if self.drain_seconds is None:
            return 2 if self.app_env == "production" else 0
        return self.drain_seconds

    @property
    def shows_docs(self) -> bool:
        """Whether /docs is there."""
        return self.app_env == "development" if self.docs is None else self.docs

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
            raise CannotServe(_told(error)) from None


def _networks(text: str) -> tuple[str, ...]:
    said = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(network for part in said for network in (_PRIVATE if part == "private" else (part,)))


def _told(error: ValidationError) -> str:
    """Word the first mistake, without what is secret."""
    first = error.errors(include_url=False)[0]
    reason = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return f"{reason}."
    name = str(first["loc"][0]).upper()
    if name in _SECRET:
        return f"{name} cannot be used: {reason}."
    return f"{name}={first['input']} cannot be used: {reason}."
