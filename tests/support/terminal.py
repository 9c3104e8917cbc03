"""Runs a program at a terminal of its own: terminal.py TYPED SIGNAL PROGRAM ARGUMENT…

Types TYPED line by line, each when the program asks, then sends SIGNAL if there is one. Prints as JSON how the
program ended, what it showed, and whether the terminal is as it was before.
"""
import json
import os
import pty
import re
import select
import signal
import sys
import termios
import time

typed, name, program, *arguments = sys.argv[1:]
main, terminal = pty.openpty()
before = termios.tcgetattr(terminal)
child = os.fork()
if child == 0:
    os.close(main)
    os.login_tty(terminal)
    os.execve(program, [program, *arguments], {"TERM": "xterm", "HOME": "/"})

shown = b""


def read(seconds, until=None):
    """Reads what the program shows, until a number of questions."""
    global shown
    end = time.monotonic() + seconds
    while time.monotonic() < end and (until is None or shown.count(b"not shown") < until):
        if select.select([main], [], [], 0.05)[0]:
            try:
                shown += os.read(main, 65536)
            except OSError:
                return
        elif until is None and os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return


pieces = re.findall(r"[^\r]*\r|[^\r]+", typed)
for number, piece in enumerate(pieces):
    read(10, until=number + 1)
    time.sleep(0.2)  # the echo is turned off right after the question
    os.write(main, piece.encode())
if name:
    time.sleep(0.2)
    os.kill(child, getattr(signal, "SIG" + name))
read(10)
ended, status = os.waitpid(child, os.WNOHANG)
if not ended:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
print(json.dumps({
    "exit": os.waitstatus_to_exitcode(status) if ended else "still running",
    "output": shown.decode(errors="replace"),
    "restored": termios.tcgetattr(terminal)[3] == before[3],
}))
