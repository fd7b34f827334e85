"""Log lines: one JSON object a line, on stderr, with the request's id and without anyone's values."""

import json
import logging
import sys
from typing import Any

import structlog

from serving.settings import Settings

_encode = json.JSONEncoder(ensure_ascii=False, default=repr).encode


def _line(event: Any, **_options: Any) -> bytes:
    return _encode(event).encode("utf-8", "backslashreplace")


def set_up_logs(settings: Settings) -> None:
    """Send this program's lines and those of libraries to stderr as JSON."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    ]
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(_line)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


def log() -> Any:
    """Return the logger of the server, as it is set up now."""
    return structlog.get_logger("serving").bind()
