#!/usr/bin/env python3
"""Times `claude-workflow check` on a project of N agents and N contracts, in turn with Python programs that read the same
files and only check each by the schema of its kind. Python 3.8 or later; the peers need PyYAML and their validator."""

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

MODULES = {"rs": "jsonschema_rs", "fast": "fastjsonschema", "py": "jsonschema"}


def both(command):
    """One schema for both kinds of files: a document is an agent, anything else a contract."""
    kinds = {kind: json.loads(subprocess.check_output([command, "schema", kind])) for kind in ("agent", "contract")}
    definitions = {}
    for schema in kinds.values():
        # References such as #/$defs/path begin at the root.
        definitions.update(schema.pop("$defs", {}))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": definitions, "if": {"required": ["header"]},
            "then": {"properties": {"header": kinds["agent"]}}, "else": kinds["contract"]}


def timed(rows, rounds):
    times = {label: [] for label in rows}
    for _ in range(rounds):
        for label, command in rows.items():
            begin = time.monotonic()
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            times[label].append(time.monotonic() - begin)
            if done.returncode != 0:
                sys.exit("check.py: %s: %s" % (label, done.stdout.decode(errors="replace")[-600:]))
    return {label: statistics.median(seconds) for label, seconds in times.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--command", required=True)
    parser.add_argument("--agents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", required=True)
    parser.add_argument("--peers", required=True)
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    bench = project.Bench(options.agents, os.path.dirname(options.command), options.out)
    bench.write_project()
    agents = os.path.join(bench.project, ".claude", "agents")
    contracts = os.path.join(bench.project, ".claude", "workflows", project.WORKFLOW, "contracts")
    files = sorted(os.path.join(folder, name) for folder in (agents, contracts) for name in os.listdir(folder))
    schema = os.path.join(options.out, "schema.json")
    with open(schema, "w", encoding="utf-8") as file:
        json.dump(both(options.command), file)
    rows = {"claude-workflow check": [options.command, "check", bench.project, "--quiet"]}
    peers = [kind for kind, module in MODULES.items()
             if os.path.isfile(options.peers) and importlib.util.find_spec(module) and importlib.util.find_spec("yaml")]
    for peer in peers:
        rows["only by schemas: %s (Python)" % MODULES[peer]] = [sys.executable, options.peers, peer, schema] + files
    print("\nA project of %d agents and %d contracts, one process, %d rounds in turn:\n"
          % (options.agents, len(os.listdir(contracts)), options.rounds))
    print("| program | median ms |\n|---|--:|")
    for label, median in timed(rows, options.rounds).items():
        print("| %s | %.0f |" % (label, median * 1000))
    if not peers:
        print("\nPython programs: skipped, there is no %s, or %s has none of %s" % (
            options.peers, sys.executable, ", ".join(MODULES.values())))


if __name__ == "__main__":
    main()
