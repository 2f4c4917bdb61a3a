#!/usr/bin/env python3
"""Times `claude-workflow validate`: on 1,000 documents of each format, in turn with other programs that do the same; and
on one document, in turn with the least that a process costs."""

import argparse
import importlib.util
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time

import project

COUNT = 1000
MODULES = {"rs": "jsonschema_rs", "fast": "fastjsonschema", "py": "jsonschema"}


def schema():
    """The schema of the bench project's contracts, for the documents of one agent."""
    gauge = {
        "type": "object", "required": ["id", "level"], "additionalProperties": False,
        "properties": {"id": {"type": "string", "pattern": "^G-[0-9]{3}$"}, "level": {"type": "number", "minimum": 0},
                       "note": {"type": "string", "maxLength": 200}}}
    header = {
        "type": "object", "required": ["type", "agent", "verdict", "gauges"],
        "properties": {
            "type": {"const": "survey-0003"}, "agent": {"const": "surveyor-0003"}, "verdict": {"type": "string"},
            "surveyed": {"type": "string", "format": "date"},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "keywords": {"type": "array", "uniqueItems": True, "items": {"type": "string", "pattern": "^[a-z][a-z-]*$"}},
            "gauges": {"type": "array", "minItems": 1, "items": gauge}}}
    content = {"type": "string", "minLength": 1, "pattern": "^## "}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "required": ["header", "content"], "properties": {"header": header, "content": content}}


def data(text, number):
    """What a contract sees of a bench document, by hand: no YAML library is needed for texts that we write ourselves."""
    head, body = text[4:].split("\n---\n", 1)
    header, gauges = {}, []
    for line in head.split("\n"):
        if line.startswith("  - id: "):
            gauges.append({"id": line[8:]})
        elif line.startswith("    "):
            key, value = line.strip().split(": ", 1)
            gauges[-1][key] = float(value) if key == "level" else value
        elif line != "gauges:":
            key, value = line.split(": ", 1)
            header[key] = float(value) if key == "confidence" else value.strip("[]").split(", ") if key == "keywords" else value
    return {"header": dict(header, gauges=gauges), "content": "%s %d" % (body.strip(), number)}


def write(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(os.path.join(folder, "schema.json"), "w", encoding="utf-8") as file:
        json.dump(schema(), file)
    names = {"json": [], "yaml": [], "md": []}
    for number in range(COUNT):
        # A date in quotes is a string to every YAML library.
        text = project.document(3).replace("surveyed: ", 'surveyed: "').replace("\nconfidence", '"\nconfidence')
        value = data(text.replace('"', ""), number)
        header, body = text[4:].split("\n---\n", 1)
        block = "\n".join("  " + line for line in header.split("\n"))
        content = "\n".join("  " + line if line else "" for line in value["content"].split("\n"))
        texts = {"json": json.dumps(value, indent=1), "yaml": "header:\n%s\ncontent: |-\n%s\n" % (block, content),
                 "md": "---\n%s\n---\n\n%s\n" % (header, value["content"])}
        for kind, kept in texts.items():
            names[kind].append("%s/%04d.%s" % (folder, number, kind))
            with open(names[kind][-1], "w", encoding="utf-8", newline="\n") as file:
                file.write(kept)
    return names


def native():
    """The native program of sourcemeta-jsonschema, which a Python package brings along; None if it isn't there."""
    found = importlib.util.find_spec("sourcemeta_jsonschema")
    machine = {"aarch64": "arm64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    name = "jsonschema-%s-%s" % (platform.system().lower(), machine)
    path = os.path.join(os.path.dirname(found.origin), name) if found else ""
    return path if os.access(path, os.X_OK) else None


VALIDATORS = {
    "without a validator": (None, None),
    "with a program as validator (sh)": ("validators/check", "#!/bin/sh\nexit 0\n"),
    "with a Python function as validator": ("validators/check.py::validate", "def validate(data):\n    return True\n"),
}


def write_project(folder):
    """A project with one contract for each kind of validator, all with the same schema."""
    os.makedirs(os.path.join(folder, ".claude"))
    os.makedirs(os.path.join(folder, "contracts"))
    os.makedirs(os.path.join(folder, "validators"))
    for number, (path, text) in enumerate(VALIDATORS.values()):
        contract = {"name": "Survey%d" % number, "schema": schema()}
        if path:
            contract["validator"] = path
            with open(os.path.join(folder, path.split("::")[0]), "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(file.name, 0o755)
        with open(os.path.join(folder, "contracts", "survey-%d.yaml" % number), "w", encoding="utf-8") as file:
            # JSON is YAML.
            json.dump(contract, file)


def time_one(options, names, schema_file):
    """Whole processes that check one document of 2 KB."""
    folder = os.path.join(os.path.abspath(options.out), "project")
    write_project(folder)
    rows = [["one %s document, a schema" % kind, options.command, "validate", "--schema", schema_file, names[kind][0]]
            for kind in ("json", "yaml", "md")]
    for number, label in enumerate(VALIDATORS):
        rows.append(["a contract " + label, options.command, "validate", "--project", folder, "--contract",
                     "Survey%d" % number, names["md"][0]])
    lines = ["\t".join([row[0], os.devnull, "1 of 1 file valid", "-"] + row[1:]) for row in rows]
    # The interpreter alone, to tell its start from what is ours.
    lines.append("\t".join(["python3 that prints a word, for comparison", os.devnull, "word", "-", sys.executable, "-c",
                            "print('word')"]))
    print("\nOne document of 2 KB, whole processes, in turn with the floor:\n")
    timer, floor = os.path.join(options.tools, "timer"), os.path.join(options.tools, "floor")
    # The validators of the project shall run with this interpreter, not with what PATH has in its place.
    environment = dict(os.environ, CLAUDE_WORKFLOW_PYTHON=sys.executable)
    done = subprocess.run([timer, floor, str(max(options.rounds * 3, 3))], input="\n".join(lines) + "\n",
                          stdout=subprocess.PIPE, text=True, check=False, env=environment)
    print(done.stdout, end="")
    medians = [float(line.split("|")[2]) for line in done.stdout.splitlines()[2:]]
    if done.returncode != 0 or len(medians) != len(lines):
        sys.exit("validate.py: one document: an answer was not the wanted one")
    plain, program, function = medians[3:6]
    print("\nBeside a contract without a validator a program takes %.1f times as long, a Python function %.1f times."
          % (program / plain, function / plain))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--command", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", required=True)
    parser.add_argument("--peers", required=True)
    parser.add_argument("--tools", required=True, help="the folder of the compiled floor and timer")
    options = parser.parse_args()
    folder = os.path.abspath(options.out)
    names = write(folder)
    peers = [kind for kind, module in MODULES.items()
             if os.path.isfile(options.peers) and importlib.util.find_spec(module) and importlib.util.find_spec("yaml")]
    schema_file = os.path.join(folder, "schema.json")
    binary = native()
    print("\n%d documents of 2 KB against one schema, one process, %d rounds in turn:\n" % (COUNT, options.rounds))
    print("| program | format | median ms | documents per second |\n|---|---|--:|--:|")
    for kind in ("json", "yaml", "md"):
        rows = {"claude-workflow validate": [options.command, "validate", "--schema", schema_file] + names[kind]}
        for peer in peers:
            rows[MODULES[peer] + " (Python)"] = [sys.executable, options.peers, peer, schema_file] + names[kind]
        # It reads no Markdown, and takes "format" for an annotation.
        if binary and kind != "md":
            rows["sourcemeta jsonschema --fast (native)"] = [binary, "validate", "--fast", schema_file] + names[kind]
        times = {label: [] for label in rows}
        for _ in range(options.rounds):
            for label, command in rows.items():
                begin = time.monotonic()
                done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
                times[label].append(time.monotonic() - begin)
                if done.returncode != 0:
                    sys.exit("validate.py: %s: %s" % (label, done.stdout.decode(errors="replace")[-600:]))
        for label, seconds in times.items():
            median = statistics.median(seconds)
            print("| %s | %s | %.0f | %d |" % (label, kind, median * 1000, COUNT / median))
    if not peers:
        print("\nPython programs: skipped, there is no %s, or %s has none of %s" % (
            options.peers, sys.executable, ", ".join(MODULES.values())))
    if not binary:
        print("\nsourcemeta jsonschema: skipped, %s has no sourcemeta-jsonschema" % sys.executable)
    time_one(options, names, schema_file)


if __name__ == "__main__":
    main()
