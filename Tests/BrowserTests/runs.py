"""Runs whose pages are looked at, made by dry runs of the built programs."""

import json
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOSTILE = "<script>document.title = 'broken'</script><img src=\"https://example.invalid/x.png\" onerror=\"document.title = 'broken'\">"


class Maker:
    """Makes pages in a folder."""

    def __init__(self, binaries, folder):
        self.command = os.path.join(os.path.abspath(binaries), "claude-workflow")
        self.binaries, self.folder = os.path.abspath(binaries), folder

    def page(self, name, project, *arguments, upto=None):
        """Plays a project's workflow, cuts its journal off before the events that `upto` names, and writes the page.

        Returns the page's path and the run's report.
        """
        kept = os.path.join(self.folder, name + "-kept")
        os.makedirs(kept)
        played = subprocess.run(
            [self.command, "dry-run", "--keep", "--project", project, "--hooks", self.binaries, *arguments],
            env=dict(os.environ, TMPDIR=kept), capture_output=True, encoding="utf-8")
        place = played.stderr.rpartition("kept: ")[2].strip()
        if not os.path.isdir(place):
            raise SystemExit("the run %s could not be played: %s%s" % (name, played.stdout, played.stderr))
        if upto:
            self.cut(os.path.join(place, ".context/.run/journal.jsonl"), upto)
        path = os.path.join(self.folder, name + ".html")
        subprocess.run([self.command, "report", place, "--output", path], check=True)
        report = subprocess.run(
            [self.command, "report", place, "--format", "json"], check=True, capture_output=True, encoding="utf-8")
        return path, json.loads(report.stdout)

    @staticmethod
    def cut(journal, upto):
        with open(journal, encoding="utf-8") as file:
            lines = file.readlines()
        end = next(number for number, line in enumerate(lines) if upto(json.loads(line)))
        with open(journal, "w", encoding="utf-8") as file:
            file.writelines(lines[:end])

    def write(self, project, path, text):
        path = os.path.join(self.folder, project, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def agent(self, project, name, header="", bad=None):
        """An agent with a contract and an example, perhaps with one that is rejected."""
        self.write(project, ".claude/agents/%s.md" % name, "---\nname: %s\ndescription: The %s\noutput:\n  contract: %s\n"
                   "  target: \"$WORKDIR/.context/%s.md\"\n---\nWork.\n" % (name, name, name.title(), name))
        examples = "  - examples/%s.md\n" % name
        if bad:
            examples += "  - { path: examples/%s-bad.md, valid: false }\n" % name
            self.write(project, ".claude/workflows/tour/examples/%s-bad.md" % name, "---\n%s---\n\nText.\n" % bad)
        self.write(project, ".claude/workflows/tour/contracts/%s.yaml" % name, (
            "name: %s\nversion: 1.2\nschema:\n  type: object\n  required: [header]\n  properties:\n    header:\n"
            "      type: object\n      required: [type, agent, summary]\n      additionalProperties: true\n      properties:\n"
            "        type: { const: %s }\n        agent: { const: %s }\n"
            "        summary: { type: string, maxLength: 400 }\n"
            "        points: { type: array, items: { type: object, required: [title, severity], properties: "
            "{ severity: { enum: [low, medium, high] } } } }\nexamples:\n%s") % (name.title(), name, name, examples))
        self.write(project, ".claude/workflows/tour/examples/%s.md" % name,
                   "---\ntype: %s\nagent: %s\nsummary: All that was asked for.\n%s---\n\nText.\n" % (name, name, header))

    def flow(self, project, flow):
        self.write(project, ".claude/workflows/tour/flow.yaml", flow)
        self.write(project, ".claude/commands/tour.md", "---\ndescription: A tour\n---\nGo.\n")

    # ------------------------------------------------------------- runs

    def sample(self):
        return self.page("sample", ROOT, "build-feature", "--reject", "architect", "--reject", "spec-writer")

    def trouble(self):
        """A way back, a loop, a branch that was not taken, long problems, a node that failed; markup everywhere."""
        bad = "type: publisher\nagent: publisher\nsummary: %s\npoints:\n" % json.dumps(HOSTILE + " word" * 120)
        bad += "".join("  - { severity: \"%s%d\" }\n" % ("x" * 60, number) for number in range(12))
        for name in ("scout", "reader", "checker", "archivist", "translator"):
            header = {"scout": "files: [%s]\n" % ", ".join("{path: src/part-%d/a-rather-long-name.swift, note: %s}" % (n, json.dumps(HOSTILE)) for n in range(15)),
                      "checker": "status: approve\n"}.get(name, "")
            self.agent("trouble", name, header, bad="type: nobody\n" if name == "scout" else None)
        self.agent("trouble", "publisher", bad=bad)
        self.flow("trouble", (
            "name: tour\nstate: { files: [] }\nflow: |\n  START >> scout >> reader * $files[3] >> checker\n"
            "  checker ?revise >> scout\n  checker ?approve >> [publisher, translator] >> END\n  checker >> archivist >> END\n"))
        return self.page("trouble", os.path.join(self.folder, "trouble"), "--branch", "checker=revise", "--reject", "scout",
                         "--reject", "publisher=9", "--input", "Look at everything. " + HOSTILE)

    def live(self):
        """A run at work: nodes that wait, are ready and run, and one that is held since its validator broke at its second use."""
        for name in ("scout", "reader", "checker", "archivist", "translator"):
            self.agent("live", name, "files: [a, b, c, d, e]\n" if name == "scout" else "")
        self.write("live", ".claude/workflows/tour/broken", "#!/bin/sh\n[ ! -e \"$0.seen\" ] || kill -9 $$\ntouch \"$0.seen\"\n")
        os.chmod(os.path.join(self.folder, "live/.claude/workflows/tour/broken"), 0o755)
        contract = os.path.join(self.folder, "live/.claude/workflows/tour/contracts/checker.yaml")
        with open(contract, "a", encoding="utf-8") as file:
            file.write("validator: broken\n")
        self.flow("live", "name: tour\nstate: { files: [] }\nexecution: { max_parallel: 4 }\nflow: |\n"
                  "  START >> scout >> [reader * $files[2], checker, translator] >> archivist >> END\n")
        attempts = []

        def has_all(event):
            attempts.extend([1] if event["event"] == "attempt" else [])
            return len(attempts) == 5
        return self.page("live", os.path.join(self.folder, "live"), "--background", upto=has_all)

    def large(self):
        """Sixty nodes in groups and rows."""
        names = ["step-%02d" % number for number in range(60)]
        for name in names:
            self.agent("large", name)
        rows = []
        for start in range(0, 60, 6):
            group = "[%s]" % ", ".join(names[start + 1:start + 5])
            rows.append("%s >> %s >> %s" % (names[start], group, names[start + 5]))
        lines = ["START >> " + names[0]] + rows
        lines += ["%s >> %s" % (names[start + 5], names[start + 6]) for start in range(0, 54, 6)] + [names[59] + " >> END"]
        self.flow("large", "name: tour\nflow: |\n" + "".join("  %s\n" % line for line in lines))
        return self.page("large", os.path.join(self.folder, "large"))
