"""The HTTP server: uvicorn, with connections that cannot be held, and a stop that a balancer hears of first."""

import asyncio
import gc
import socket
from collections.abc import Callable
from functools import partial
from types import FrameType

import uvicorn
from fastapi import FastAPI

from serving.connection import Connection
from serving.headers import SecurityHeaders
from serving.load import Load
from serving.settings import Settings

_TICK = 0.05  # seconds


class Server(uvicorn.Server):
    """Serves an app until it is told to stop.

    A stop has three parts: for `drain_seconds` everything is answered, but `/readyz` says no and no connection is kept; then
    nothing new is taken, and what is under way has `stop_seconds`; then the app closes, which flushes the log. A second
    signal cuts the first part short.
    """

    def __init__(self, app: FastAPI, settings: Settings, on_start: Callable[[], None]) -> None:
        """Take the app, what it was told, and what to call once it truly answers."""
        self._load: Load = app.state.service.load
        self._drain_seconds = settings.drain
        self._on_start = on_start
        self._signals = 0
        headers = SecurityHeaders(settings.frame_ancestors).of("/")
        super().__init__(
            uvicorn.Config(
                app,
                # A class is expected, and called as this is.
                http=partial(Connection, self._load, headers, settings.client_seconds),  # type: ignore[arg-type]
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                forwarded_allow_ips=list(settings.proxies),
                timeout_graceful_shutdown=settings.stop_seconds,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            gc.freeze()
            gc.enable()
            self._on_start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop in order."""
        self._load.stopping = True
        clock = asyncio.get_running_loop().time
        until = clock() + self._drain_seconds
        while clock() < until and self._signals < 2:
            await asyncio.sleep(_TICK)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Hear a signal."""
        self._signals += 1
        super().handle_exit(sig, frame)
