"""What one run of Claude Code left behind, for the checks of a case.

The journal's vocabulary is known here and nowhere else in these tests.
"""

import json
import os


class Outcome:
    """The summary of a harness run, the project it ran in, and its problems."""

    def __init__(self, summary, raw, earlier=None):
        self.summary = summary
        # What the session before this one left behind, if the case has two.
        self.earlier = earlier
        self.raw = raw
        self.project = os.path.realpath(raw["project"])
        self.problems = (earlier.problems if earlier else []) + list(summary["failures"])

    # ------------------------------------------------------------ asking

    def path(self, relative):
        return os.path.join(self.project, relative)

    def text(self, relative):
        """The file's text, or None if there is no such file."""
        try:
            with open(self.path(relative), encoding="utf-8") as file:
                return file.read()
        except OSError:
            return None

    def names(self, relative):
        """The paths of all files below a folder, relative to it."""
        top = self.path(relative)
        return sorted(
            os.path.relpath(os.path.join(folder, name), top) for folder, _, names in os.walk(top) for name in names)

    def journal(self):
        """The events of the run in the project, oldest first."""
        text = self.text(".context/.run/journal.jsonl")
        events = []
        for number, line in enumerate((text or "").splitlines(), 1):
            try:
                events.append(json.loads(line))
            except ValueError:
                self.problems.append("journal line %d is not JSON: %.80r" % (number, line))
        return events

    def events(self, name, **fields):
        """The journal's events of that name whose fields have these values."""
        return [
            event for event in self.journal()
            if event.get("event") == name and all(event.get(key) == value for key, value in fields.items())
        ]

    def report(self):
        """The report as data; empty if there is none."""
        return json.loads(self.text(".context/report.json") or "{}")

    def attempts(self, node):
        """The outcomes of the node's attempts, in order."""
        return [event.get("outcome") for event in self.events("attempt", node=node)]

    def ends(self):
        """How the run ended; a resumed run ends more than once."""
        return [event.get("outcome") for event in self.events("finished")]

    def ways(self, node):
        """Where the flow went on from the node, visit by visit."""
        left = [event if event.get("event") == "left" else event.get("leaves") or {} for event in self.journal()]
        return [[edge["to"] for edge in one.get("edges", [])] for one in left if one.get("node") == node]

    def statuses(self):
        """Each node of the report with its status."""
        return {node["node"]: node["status"] for node in self.report().get("nodes", [])}

    def messages(self, who):
        """All that the main agent ("main") or a subagent was sent, as one text."""
        return "\n".join(
            message for request in self.summary["requests"] if request["who"] == who for message in request["messages"])

    def requests(self, who):
        return sum(1 for request in self.summary["requests"] if request["who"] == who)

    def fired(self, event, **fields):
        """How often the host fired an event whose payload has these values."""
        return sum(
            1 for hook in self.summary["hooks"]
            if hook["event"] == event and all(hook["payload"].get(key) == value for key, value in fields.items()))

    def stream(self):
        """The whole output stream as one text: notices of hooks stand there."""
        return "\n".join(json.dumps(message, ensure_ascii=False) for message in self.raw["stream"])

    # ---------------------------------------------------------- checking

    def check(self, holds, problem):
        if not holds:
            self.problems.append(problem)

    def equal(self, what, found, expected):
        self.check(found == expected, "%s: found %r, expected %r" % (what, found, expected))

    def saw(self, who, *texts):
        seen = self.messages(who)
        for text in texts:
            self.check(text in seen, "%s never saw %r" % (who, text))

    def not_saw(self, who, *texts):
        seen = self.messages(who)
        for text in texts:
            self.check(text not in seen, "%s saw %r" % (who, text))

    def saw_in_order(self, who, *texts):
        seen, position = self.messages(who), 0
        for text in texts:
            found = seen.find(text, position)
            self.check(found >= 0, "%s never saw %r at its place" % (who, text))
            position = max(position, found)

    def artifact(self, name, document):
        """The artifact is the document, to the last blank line or so."""
        text = self.text(".context/%s.md" % name)
        found = None if text is None else text.strip()
        self.check(found == document.strip(), ".context/%s.md: found %.200r" % (name, found))

    def no_artifact(self, name):
        self.check(self.text(".context/%s.md" % name) is None, ".context/%s.md exists" % name)

    def complete(self, *nodes):
        """The run came to its end, each node accepted as its last attempt."""
        self.equal("ends of the run", self.ends(), ["complete"])
        for node in nodes:
            self.equal("last attempt of " + node, self.attempts(node)[-1:], ["accepted"])
        report = self.text(".context/report.md") or ""
        self.check("complete" in report, "report.md doesn't say complete")
        self.check(self.text(".context/report.json") is not None, "report.json is missing")

    def untouched(self):
        """No run was started, and nothing was said."""
        self.check(not os.path.exists(self.path(".context")), ".context was created")
        self.check(not os.path.exists(self.path(".claude/workflows/.runs")), "a run was recorded for the session")
        self.not_saw("main", "WORKDIR=", "hook feedback", "hook error")
        self.check("hook blocked" not in self.stream(), "a hook blocked something")
