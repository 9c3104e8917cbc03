"""Runs a program at a terminal of its own: terminal.py TYPED SIGNAL PROGRAM ARGUMENT…

Types TYPED line by line, each when the program asks, then sends SIGNAL if there is one (INT:TEXT when TEXT was shown).
Prints as JSON how the program ended, what it showed, and whether the terminal is as it was before. Variables of AWS and
of the program are handed on.
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
    # What the tests themselves are told is nothing to the program.
    own = ("MFA_DOCTOR_TEST_", "MFA_DOCTOR_FAULTS")
    ours = {name: value for name, value in os.environ.items() if name.startswith(("AWS_", "MFA_DOCTOR_"))}
    ours = {name: value for name, value in ours.items() if not name.startswith(own)}
    os.execve(program, [program, *arguments], {"TERM": "xterm", "HOME": "/"} | ours)

shown = b""


def questions():
    return sum(shown.count(mark) for mark in (b"not shown", b"[y/N]", b"Number or name"))


def read(seconds, until=None):
    """Reads what the program shows, until that is so."""
    global shown
    end = time.monotonic() + seconds
    while time.monotonic() < end and not (until and until()):
        if select.select([main], [], [], 0.05)[0]:
            try:
                shown += os.read(main, 65536)
            except OSError:
                return
        elif until is None and os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return


pieces = re.findall(r"[^\r]*\r|[^\r]+", typed)
for number, piece in enumerate(pieces):
    read(10, until=lambda: questions() > number)
    time.sleep(0.2)  # the echo is turned off right after the question
    os.write(main, piece.encode())
name, _, awaited = name.partition(":")
if name:
    read(10, until=lambda: awaited.encode() in shown)
    time.sleep(0.2)
    os.kill(child, getattr(signal, "SIG" + name))
read(30)
ended, status = os.waitpid(child, os.WNOHANG)
if not ended:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
print(json.dumps({
    "exit": os.waitstatus_to_exitcode(status) if ended else "still running",
    "output": shown.decode(errors="replace"),
    "restored": termios.tcgetattr(terminal)[3] == before[3],
}))
