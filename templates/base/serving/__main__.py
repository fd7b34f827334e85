"""`python -m serving`: serve the API and the page until stopped.

Prints one JSON line when it truly answers, or when it cannot. Exit codes: 0 stopped, 1 a defect, 3 nothing can be
served (no artifact, one that does not fit the contract, a setting), 4 the address cannot be used.
"""

import argparse
import errno
import gc
import json
import os
import signal
import socket
import sys
import threading
import traceback
from types import FrameType

from serving.errors import CannotServe, fault_of_contract

DEFECT = 1
CANNOT_SERVE = 3
NO_ADDRESS = 4

# With --next-free: how many ports are tried.
_TRIES = 100

# Windows knows Ctrl-C and Ctrl-Break, and ends a process that another one terminates without asking it.
_STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]


def main() -> int:
    """Serve, and return the exit code."""
    arguments = _arguments()
    _report("start", "loading the model")
    try:
        return _serve(arguments)
    except CannotServe as error:
        _report("failed", str(error))
        return CANNOT_SERVE
    except Exception as error:
        fault = fault_of_contract(error)
        if fault is None:
            traceback.print_exc()
        _report("failed", str(fault or f"A defect of the server: {error!r}. Where it is stands on stderr."))
        return CANNOT_SERVE if fault else DEFECT


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m serving", description="Serve the API and the page.")
    parser.add_argument("--host", help="the address to listen on (HOST, 127.0.0.1)")
    parser.add_argument("--port", help="the port; 0 takes any that is free (PORT, 8000)")
    parser.add_argument(
        "--next-free", action="store_true", help="where the port is taken, the next one that is free"
    )
    parser.add_argument(
        "--until-input-ends",
        action="store_true",
        help="stop when standard input ends: who started it is gone",
    )
    return parser.parse_args()


def _serve(arguments: argparse.Namespace) -> int:
    # FastAPI looks whether a type is one of Pydantic 1, for which it loads all of that: a tenth of the start. There is none.
    sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type]
    # What is made until the first request stays until the last: looking through it for garbage costs time for nothing.
    gc.disable()

    from serving.app import create_app
    from serving.server import Server
    from serving.settings import Settings

    settings = Settings.from_environment(os.environ, host=arguments.host, port=arguments.port)
    try:
        listening = _listen(settings.host, settings.port, _TRIES if arguments.next_free else 1)
    except OSError as error:
        _report(
            "failed",
            f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}. "
            "Set PORT or HOST to another.",
        )
        return NO_ADDRESS
    with listening:
        url = _url(settings.host, listening.getsockname()[1])
        app = create_app(settings)
        server = Server(app, settings, on_start=lambda: _report("done", url))
        # uvicorn stops in order and then raises the signal again: by then all is done.
        for number in _STOPS:
            signal.signal(number, _stopped)
        if arguments.until_input_ends:
            threading.Thread(target=_stop_with_input, daemon=True).start()
        server.run(sockets=[listening])
    return 0


def _listen(host: str, port: int, tries: int) -> socket.socket:
    # Taken by who will serve, not looked for by somebody else before: in between, another could take it.
    last = min(port + tries - 1, 65_535)
    while True:
        try:
            return _listen_on(host, port)
        except OSError as error:
            if port >= last or error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        port += 1


def _listen_on(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # on Windows it would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError:
        listening.close()
        raise
    return listening


def _url(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def _stopped(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _stop_with_input() -> None:
    while os.read(0, 1024):
        pass
    signal.raise_signal(signal.SIGTERM)


def _report(state: str, text: str) -> None:
    print(json.dumps({"step": "serving", "state": state, "text": text}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
