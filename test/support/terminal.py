"""Answers a program in a real terminal.

usage: terminal.py '{"command": [...], "cwd": "...", "env": {...}, "steps": [["text to wait for", "keys"], ...]}'
Prints one JSON document: {"code": …, "screen": "…", "answered": number of steps done}.
"""

import json
import os
import pty
import select
import sys
import time

LONGEST = 240


def main() -> None:
    """Run the program, answer each step when its text has appeared after the last one, and report."""
    task = json.loads(sys.argv[1])
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(task["cwd"])
        os.execvpe(task["command"][0], task["command"], {**task["env"], "TERM": "xterm-256color"})
    screen, seen, answered = b"", 0, 0
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if not ready:
            continue
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux says so when the program has ended
            break
        if not chunk:
            break
        screen += chunk
        while answered < len(task["steps"]):
            text, keys = task["steps"][answered]
            place = screen.find(text.encode(), seen)
            if place < 0:
                break
            # An answer is followed by something new; what is only waited for may have come with what follows.
            seen = len(screen) if keys else place + len(text.encode())
            os.write(terminal, keys.encode())
            answered += 1
    else:
        os.kill(pid, 9)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    print(json.dumps({"code": code, "screen": screen.decode(errors="replace"), "answered": answered}))


main()
