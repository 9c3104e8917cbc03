"""Chromium without a window, driven by its DevTools protocol over a pipe. Standard library only.

https://chromedevtools.github.io/devtools-protocol/
"""

import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

FLAGS = [
    "--headless=new",
    # It opens nothing but pages that the tests wrote; root and containers have no sandbox to give.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--password-store=basic",
    # Whatever it would still ask of the network ends at a port where nobody listens.
    "--proxy-server=127.0.0.1:9",
    "--remote-debugging-pipe",
]
# Seconds; machines that test are busy.
PATIENCE = 180


class Failed(Exception):
    """The browser did not do what it was told."""


class Browser:
    """One browser with a fresh profile."""

    def __init__(self, executable):
        self.profile = tempfile.mkdtemp(prefix="mfa-doctor-chromium-")
        to_browser, self.out = os.pipe()
        self.inp, from_browser = os.pipe()
        # The protocol's pipes are descriptors 3 and 4 of the browser; these copies are out of their way.
        ends = [os.dup2(end, high) for end, high in ((to_browser, 53), (from_browser, 54))]
        self.stderr = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [executable, *FLAGS, f"--user-data-dir={self.profile}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.stderr, pass_fds=(3, 4),
            preexec_fn=lambda: (os.dup2(ends[0], 3), os.dup2(ends[1], 4)),
            env={**os.environ, "HOME": self.profile, "XDG_CONFIG_HOME": self.profile, "XDG_CACHE_HOME": self.profile},
        )
        for end in (to_browser, from_browser, *ends):
            os.close(end)
        self.numbers = itertools.count(1)
        self.rest = b""
        self.events = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
            self.process.wait(10)
        except (Failed, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _receive(self, until):
        while b"\0" not in self.rest:
            left = until - time.monotonic()
            ready = left > 0 and select.select([self.inp], [], [], left)[0]
            if not ready:
                raise Failed(f"no answer within {PATIENCE} s{self._said()}")
            piece = os.read(self.inp, 1 << 16)
            if not piece:
                raise Failed(f"the browser has gone{self._said()}")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def _said(self):
        self.stderr.seek(0)
        text = self.stderr.read().decode(errors="replace").strip()
        return f"; it said: {text[-2000:]}" if text else ""

    def call(self, method, session=None, **params):
        """Calls a method and returns its result; events that arrive meanwhile are kept."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while True:
            answer = self._receive(until)
            if answer.get("id") == number:
                if "error" in answer:
                    raise Failed(f"{method}: {answer['error']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def page(self):
        """A new empty page."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, session, target)


class Page:
    """One page, and everything that it complained of or asked for."""

    def __init__(self, browser, session, target):
        self.browser, self.session, self.target = browser, session, target
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.call(f"{domain}.enable")

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def look(self, width, scheme, media="screen"):
        """Sets the width of the page and the wishes of its reader."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=844, deviceScaleFactor=1,
                  mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, address, settle=True):
        """Opens an address and waits until it is loaded."""
        self.browser.events.clear()
        answer = self.call("Page.navigate", url=address)
        if "errorText" in answer:
            raise Failed(f"{address}: {answer['errorText']}")
        self.wait("Page.loadEventFired")
        # What the page starts after it was loaded is seen too.
        if settle:
            self.evaluate("new Promise((done) => setTimeout(done, 100))")

    def wait(self, method):
        until = time.monotonic() + PATIENCE
        while not any(event["method"] == method for event in self.events()):
            self.browser.events.append(self.browser._receive(until))

    def events(self):
        return [event for event in self.browser.events if event.get("sessionId") == self.session]

    def evaluate(self, script):
        """The value of an expression in the page, which may be a promise."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise Failed(f"{script[:80]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)
