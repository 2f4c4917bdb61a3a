"""A headless Chromium, spoken to by the DevTools protocol over a pipe.

https://chromedevtools.github.io/devtools-protocol/: each message is a JSON
object behind which stands a NUL. Python 3.8 or later, standard library only.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIMIT = 60


def find():
    """The path of a browser, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Failure(Exception):
    """The browser refused a command, or didn't answer."""


class Browser:
    """A browser with a profile of its own, gone at the end."""

    def __init__(self, path):
        self.profile = tempfile.mkdtemp(prefix="report-browser-")
        command, self.requests = os.pipe()
        self.answers, told = os.pipe()
        # Above the two numbers at which Chromium expects the pipe.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (command, told)]
        arguments = [
            path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
            "--user-data-dir=" + self.profile, "about:blank",
        ]
        quiet = os.open(os.devnull, os.O_RDWR)
        self.process = os.posix_spawn(path, arguments, dict(os.environ), file_actions=[
            (os.POSIX_SPAWN_DUP2, ends[0], 3), (os.POSIX_SPAWN_DUP2, ends[1], 4),
            (os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2),
        ], setpgroup=0)
        for descriptor in (command, told, quiet, *ends):
            os.close(descriptor)
        self.count, self.rest, self.events = 0, b"", []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.send("Browser.close")
        except (Failure, OSError):
            pass
        for descriptor in (self.requests, self.answers):
            os.close(descriptor)
        try:
            os.killpg(self.process, signal.SIGKILL)
        except OSError:
            pass
        os.waitpid(self.process, 0)
        shutil.rmtree(self.profile, ignore_errors=True)

    def send(self, method, session=None, **parameters):
        """Gives a command and waits for its result."""
        self.count += 1
        number = self.count
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.requests, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + LIMIT
        while True:
            answer = self.next(deadline, method)
            if answer.get("id") != number:
                self.events.append(answer)
                continue
            if "error" in answer:
                raise Failure("%s: %s" % (method, answer["error"].get("message")))
            return answer.get("result", {})

    def wait(self, event, session):
        """Waits for an event that has not come before the last command."""
        deadline = time.monotonic() + LIMIT
        while True:
            for place, message in enumerate(self.events):
                if message.get("method") == event and message.get("sessionId") == session:
                    return self.events.pop(place)["params"]
            self.events.append(self.next(deadline, event))

    def next(self, deadline, awaited):
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.answers], [], [], max(0, deadline - time.monotonic()))
            part = os.read(self.answers, 1 << 20) if ready else b""
            if not part:
                raise Failure("the browser gave no answer to %s within %s s" % (awaited, LIMIT))
            self.rest += part
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)


class Page:
    """A file in a tab, with all that it asked for and complained about."""

    def __init__(self, browser, path, dark=False, width=1400, height=1000, media=""):
        self.browser = browser
        target = browser.send("Target.createTarget", url="about:blank")["targetId"]
        self.target = target
        self.session = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(domain + ".enable")
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.look(dark, media)
        self.send("Page.navigate", url="file://" + os.path.abspath(path))
        browser.wait("Page.loadEventFired", self.session)

    def send(self, method, **parameters):
        return self.browser.send(method, self.session, **parameters)

    def look(self, dark=False, media=""):
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", media=media, features=[scheme])

    def ask(self, expression):
        """The value of a JavaScript expression."""
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise Failure("%s: %s" % (expression[:200], result["exceptionDetails"]))
        return result["result"].get("value")

    def click(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key, code, text=""):
        for kind in ("keyDown", "keyUp"):
            extra = {"text": text} if text and kind == "keyDown" else {}
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **extra)

    def picture(self, path):
        data = self.send("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    @property
    def asked_for(self):
        """The addresses that the page made the browser fetch, its own aside."""
        found = [event["params"]["request"]["url"] for event in self.all("Network.requestWillBeSent")]
        return [url for url in found[1:] if not url.startswith("data:")]

    @property
    def complaints(self):
        """What a console would show: errors, warnings, exceptions."""
        return ([event["params"]["entry"]["text"] for event in self.all("Log.entryAdded")]
                + [str(event["params"]["args"]) for event in self.all("Runtime.consoleAPICalled")]
                + [str(event["params"]["exceptionDetails"]) for event in self.all("Runtime.exceptionThrown")])

    def all(self, method):
        return [event for event in self.browser.events
                if event.get("method") == method and event.get("sessionId") == self.session]

    def close(self):
        self.browser.send("Target.closeTarget", targetId=self.target)
