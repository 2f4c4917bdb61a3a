#!/usr/bin/env python3
"""Times `claude-workflow validate` on 1,000 documents of each format, in turn with Python programs that do the same."""

import argparse
import importlib.util
import json
import os
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--command", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", required=True)
    parser.add_argument("--peers", required=True)
    options = parser.parse_args()
    folder = os.path.abspath(options.out)
    names = write(folder)
    peers = [kind for kind, module in MODULES.items()
             if os.path.isfile(options.peers) and importlib.util.find_spec(module) and importlib.util.find_spec("yaml")]
    schema_file = os.path.join(folder, "schema.json")
    print("\n%d documents of 2 KB against one schema, one process, %d rounds in turn:\n" % (COUNT, options.rounds))
    print("| program | format | median ms | documents per second |\n|---|---|--:|--:|")
    for kind in ("json", "yaml", "md"):
        rows = {"claude-workflow validate": [options.command, "validate", "--schema", schema_file] + names[kind]}
        for peer in peers:
            rows[MODULES[peer] + " (Python)"] = [sys.executable, options.peers, peer, schema_file] + names[kind]
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


if __name__ == "__main__":
    main()
