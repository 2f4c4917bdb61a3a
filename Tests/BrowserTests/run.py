#!/usr/bin/env python3
"""Opens reports' pages in a real browser and looks at them.

  run.py --binaries BIN_DIR [--keep DIR]

Each page is measured in light and dark, wide and narrow, as it opens and with
all of it open; one is worked with by mouse and keyboard, and printed. Pages
that were broken on purpose show that the measures find what they are for.
Exits 1 if something is wrong. Without a browser it says so and exits 0, on CI
(CI=true) 1. CHROMIUM names another one than the first on the PATH.

Python 3.8 or later, standard library only.
"""

import argparse
import os
import shutil
import sys
import tempfile

import devtools
import runs

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "measures.js"), encoding="utf-8") as source:
    MEASURES = source.read()

problems = []
checks = 0


def expect(holds, words):
    global checks
    checks += 1
    if not holds:
        problems.append(words)


class Look(devtools.Page):
    """A page with our measures in it. They come in by the protocol, which the page's own rules don't hold back."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.ask(MEASURES)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def wrong(self):
        found = self.ask("measures.all()")
        return found + ["asked for " + url for url in self.asked_for] + ["complained: " + text for text in self.complaints]

    def click_on(self, element):
        self.click(*self.ask("measures.middle(%s)" % element))


def measure(browser, name, path, report):
    """A page as it opens and with all of it open, in each light and width."""
    nodes = sorted(node["node"] for node in report["nodes"])
    colours = {}
    for dark in (False, True):
        for width in (400, 1400):
            with Look(browser, path, dark=dark, width=width) as page:
                place = "%s, %s, %d wide: " % (name, "dark" if dark else "light", width)
                for step in ("closed", "open"):
                    if step == "open":
                        page.ask("measures.openAll()")
                    wrong = page.wrong()
                    expect(not wrong, place + step + ": " + "; ".join(wrong))
                expect(sorted(set(page.ask("measures.drawn()")) - {"START", "END"}) == nodes, place + "not every node is drawn")
                expect(sorted(page.ask("measures.listed()")) == nodes, place + "not every node is listed")
                expect(report["run"] in page.ask("document.body.innerText"), place + "the run's id is missing")
                colours[dark] = page.ask("measures.colours()")
    for light, dark in zip(colours[False], colours[True]):
        expect(light != dark, "%s: a colour is the same in light and dark: %s" % (name, light))


def work(browser, path):
    """What a person does with a page: open, close, follow a link, print."""
    is_open = "document.querySelectorAll('details.node')[0].open"
    summary = "document.querySelectorAll('details.node > summary')[0]"
    with Look(browser, path) as page:
        failed = page.ask("[...document.querySelectorAll('details.node')].filter(one => one.open).map(one => one.querySelector('b').textContent)")
        expect(failed == ["publisher"], "what failed is not open at once, or something else is: %s" % failed)
        page.click_on(summary)
        expect(page.ask(is_open), "a click doesn't open a node")
        page.click_on(summary)
        expect(not page.ask(is_open), "a second click doesn't close it")

        attempt = "document.querySelectorAll('details.node[open] details.attempt')[0]"
        expect(page.ask("!%s.querySelector('li').checkVisibility()" % attempt), "the problems are seen before they are opened")
        page.click_on(attempt + ".querySelector('summary')")
        expect(page.ask("%s.querySelector('li').checkVisibility()" % attempt), "a click doesn't open an attempt's problems")
        expect("document.title" in page.ask(attempt + ".innerText"), "a problem doesn't show the text that it is about")

        expect(runs.HOSTILE in page.ask("document.querySelector('.request').innerText"), "the request is not shown as it was given")
        page.click_on("document.querySelector('svg a')")
        expect(page.ask("location.hash") == "#node-1", "a click on a drawn node leads nowhere")
        expect(page.ask(is_open), "a click on a drawn node doesn't open it")

    with Look(browser, path) as page:
        reached, rings = [], []
        for _ in range(60):
            page.press("Tab", 9)
            reached.append(page.ask("document.activeElement.tagName.toLowerCase()"))
            rings.append(page.ask("getComputedStyle(document.activeElement).outlineStyle"))
            if reached[-1] == "summary" and page.ask("document.activeElement === " + summary):
                break
        for kind in ("a", "div", "summary"):
            expect(kind in reached, "the Tab key reaches no %s, but %s" % (kind, reached))
        expect("none" not in [ring for ring, kind in zip(rings, reached) if kind != "body"], "no ring shows where the keyboard is: %s" % rings)
        page.press("Enter", 13, "\r")
        expect(page.ask(is_open), "the Enter key doesn't open a node")
        page.press(" ", 32, " ")
        expect(not page.ask(is_open), "the space key doesn't close it")

    with Look(browser, path, media="print", width=800, dark=True) as page:
        paper = page.ask("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('svg .node text')).fill]")
        expect(paper == ["rgb(255, 255, 255)", "rgb(31, 35, 40)"], "a dark page is printed dark: %s" % paper)
        hidden = page.ask("[...document.querySelectorAll('details:not([open]) li')].filter(one => one.getBoundingClientRect().height === 0).length")
        expect(hidden == 0, "%s problems are not printed" % hidden)
        expect(page.ask("document.querySelector('.flow svg').getBoundingClientRect().right <= innerWidth"), "the flow is cut off on paper")


BREAKS = [
    ("contrast", "--soft: #59636e", "--soft: #a8b0b8"),
    ("wide", "<main>", "<main><div style=\"width: 3000px\">wide</div>"),
    ("asked for", "<main>", "<main><img src=\"file:///nowhere.png\">"),
    ("script", "<main>", "<main><script>document.title = 'broken'</script>"),
    ("leads to", "href=\"#node-1\"", "href=\"#gone\""),
    ("covers", "class=\"node done\"", "class=\"node done\" transform=\"translate(150 0)\""),
]


def prove(browser, path, folder):
    """Pages broken on purpose must be found broken."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    rules = text[text.index("<meta http-equiv"):text.index("<meta name=\"viewport\"")]
    for number, (words, found, put) in enumerate(BREAKS):
        expect(found in text, "the page has no %s to be broken" % found)
        broken = os.path.join(folder, "broken-%d.html" % number)
        with open(broken, "w", encoding="utf-8") as file:
            file.write(text.replace(rules, "").replace(found, put, 1))
        with Look(browser, broken) as page:
            told = page.wrong()
            expect(any(words in line for line in told), "a page with %s was not found broken: %s" % (put, told))
    # The page's own rules hold back what would get past the escaping.
    strict = os.path.join(folder, "strict.html")
    with open(strict, "w", encoding="utf-8") as file:
        file.write(text.replace("<main>", "<main>" + runs.HOSTILE, 1))
    with Look(browser, strict) as page:
        expect(page.ask("document.title") != "broken", "a script in the page was run")
        expect(not [url for url in page.asked_for if "example.invalid" in url and not blocked(page, url)], "a picture was fetched")


def blocked(page, url):
    failed = page.all("Network.loadingFailed")
    asked = {event["params"]["requestId"] for event in page.all("Network.requestWillBeSent") if event["params"]["request"]["url"] == url}
    return any(event["params"]["requestId"] in asked and event["params"].get("blockedReason") == "csp" for event in failed)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binaries", required=True, help="the folder of claude-workflow and the hooks")
    parser.add_argument("--keep", help="leave the pages and pictures of them in this folder")
    options = parser.parse_args()
    path = devtools.find()
    if not path:
        needed = os.environ.get("CI") == "true"
        print("browser: %s, there is no Chromium; install it (Debian: apt-get install chromium) or name it by CHROMIUM"
              % ("FAILED" if needed else "skipped"))
        return 1 if needed else 0
    folder = options.keep or tempfile.mkdtemp(prefix="report-pages-")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    try:
        maker = runs.Maker(options.binaries, folder)
        pages = {name: getattr(maker, name)() for name in ("sample", "trouble", "live", "large")}
        with devtools.Browser(path) as browser:
            for name, (page, report) in pages.items():
                measure(browser, name, page, report)
            work(browser, pages["trouble"][0])
            prove(browser, pages["sample"][0], folder)
            if options.keep:
                pictures(browser, pages, folder)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    for line in problems[:40]:
        print("browser: " + line, file=sys.stderr)
    print("browser: %d checks, %d failed" % (checks, len(problems)))
    return 1 if problems else 0


def pictures(browser, pages, folder):
    for name, (path, _) in pages.items():
        for dark in (False, True):
            with Look(browser, path, dark=dark, width=1000, height=820) as page:
                page.picture(os.path.join(folder, "%s-%s.png" % (name, "dark" if dark else "light")))


if __name__ == "__main__":
    sys.exit(main())
