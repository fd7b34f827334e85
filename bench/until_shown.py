"""Seconds until a program in a real terminal has shown a text; with an empty text, until it has ended.

usage: until_shown.py '{"cwd": "...", "command": [...], "text": "..."}'   prints one number
"""

import json
import os
import pty
import signal
import sys
import time


def main() -> None:
    """Start the program, watch its terminal, end it."""
    task = json.loads(sys.argv[1])
    start = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(task["cwd"])
        os.execvp(task["command"][0], task["command"])
    screen = b""
    while not task["text"] or task["text"].encode() not in screen:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux says so when the program has ended
            break
        if not chunk:
            break
        screen += chunk
    seconds = time.perf_counter() - start
    if task["text"]:
        if task["text"].encode() not in screen:
            sys.exit(f"never shown: {task['text']}")
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    print(seconds)


main()
