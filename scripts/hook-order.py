#!/usr/bin/env python3
"""Print the functions that hooks call, those that most events call first: the
linker puts them side by side in this order.

usage: hook-order.py HOOKS WORK

HOOKS  the built hooks, with their symbols
WORK   a folder for what this makes

The events are those that Benchmarks/run.sh times. Valgrind tells the
functions, and is needed for this alone.
"""
import os
import re
import shutil
import subprocess
import sys

NAME = re.compile(r"c?fn=\((\d+)\)(?: (.*))?$")


def functions(trace):
    """The functions of a callgrind trace, which names each at its first mention."""
    names, called = {}, set()
    with open(trace, encoding="utf-8") as lines:
        for line in lines:
            match = NAME.match(line.rstrip("\n"))
            if not match:
                continue
            number, name = match.groups()
            if name is not None:
                names[number] = name
            if line.startswith("fn="):
                called.add(number)
    # A recursive call has a number of its own behind the name.
    return {re.sub(r"'\d+$", "", names[number]) for number in called}


def main(hooks, work):
    hooks, work = os.path.abspath(hooks), os.path.abspath(work)
    here = os.path.dirname(os.path.abspath(__file__))
    project = os.path.join(here, "..", "Benchmarks", "project.py")
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    rows = subprocess.run(
        [sys.executable, project, "--agents", "10", "--hooks", hooks, "--out", os.path.join(work, "ours")],
        check=True, capture_output=True, text=True).stdout.splitlines()
    environment = dict(os.environ, CLAUDE_PROJECT_DIR=os.path.join(work, "ours", "project"))
    environment.pop("WORKDIR", None)
    callers = {}
    trace = os.path.join(work, "trace")
    for place, row in enumerate(rows):
        name, event, expected, reset, hook = row.split("\t")[:5]
        # The second time something is kept of the first.
        for _ in range(2):
            if reset != "-":
                subprocess.run(reset, shell=True, check=True, env=environment)
            with open(event, encoding="utf-8") as payload:
                answer = subprocess.run(
                    ["valgrind", "--tool=callgrind", "--demangle=no", "--callgrind-out-file=" + trace, hook],
                    stdin=payload, capture_output=True, text=True, check=True, env=environment).stdout
            if expected not in answer:
                sys.exit(f"hook-order: {name}: expected {expected} but found {answer}")
            for function in functions(trace):
                if not function.startswith("0x"):
                    callers.setdefault(function, set()).add(place)
    for function in sorted(callers, key=lambda name: (-len(callers[name]), sorted(callers[name]), name)):
        print(function)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
