"""Runs one server for as long as standard input stays open: launcher.py SCRATCH COMMAND...

The test process holds the other end of that pipe. However it ends (done, panicked, killed), the
kernel closes the pipe, and this process takes with it the server, all that the server started, and
its scratch directory. A server that ends by itself leaves the directory: its log tells why.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading


def main():
    # Ctrl-C reaches the whole foreground group; the test process decides, by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: stop())
    scratch, *command = sys.argv[1:]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    stopping = threading.Event()

    def stop():
        stopping.set()
        try:
            os.killpg(server.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        server.wait()  # or it might still write there
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(0)

    def end_with_server():
        status = server.wait()
        if not stopping.is_set():
            os._exit(status % 256 or 1)

    threading.Thread(target=end_with_server, daemon=True).start()
    while sys.stdin.buffer.read1(4096):
        pass
    stop()


if __name__ == "__main__":
    main()
