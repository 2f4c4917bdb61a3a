#!/usr/bin/env python3
"""Runs the hooks inside the real Claude Code, offline, on a scripted model.

  run.py --claude PATH --hooks BIN_DIR [--only NAME] [--jobs N]

Prints a line per case and one closing line; exits 1 if a case failed, 2 if
the cases could not be run. Python 3.9 or later, standard library only.
"""

import argparse
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

import cases
import cases_flow    # noqa: F401, imported for its cases
import cases_losses  # noqa: F401
import cases_resume  # noqa: F401
import harness
from outcome import Outcome

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
HOOKS = ["workflow-input", "subagent-input", "subagent-output", "workflow-output"]
# The events without which nothing works; each wired as the documentation has it.
REQUIRED = {
    "UserPromptSubmit": (None, "workflow-input"),
    "PreToolUse": ("Task|Agent", "subagent-input"),
    "SubagentStop": (None, "subagent-output"),
    "Stop": (None, "workflow-output"),
}
SUMMARY_LIMIT = 12000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claude", required=True, help="path of the claude binary")
    parser.add_argument("--hooks", required=True, metavar="BIN_DIR", help="folder that holds the four built hooks")
    parser.add_argument("--only", metavar="NAME", help="only the cases whose names contain NAME")
    parser.add_argument("--jobs", type=int, default=1, help="cases run at the same time")
    options = parser.parse_args()

    missing = [p for p in [options.claude] + [os.path.join(options.hooks, h) for h in HOOKS] if not os.access(p, os.X_OK)]
    if missing:
        return stop("not an executable file: " + ", ".join(missing))
    chosen = [function for function in cases.CASES if not options.only or options.only in function.__name__]
    if not chosen:
        return stop("no case has %r in its name" % options.only)

    with concurrent.futures.ThreadPoolExecutor(max(1, options.jobs)) as pool:
        results = [pool.submit(run_case, function, options.claude, options.hooks) for function in chosen]
        failed = skipped = 0
        for function, result in zip(chosen, results):
            try:
                problems, seconds, summary = result.result()
            except Skip as reason:
                skipped += 1
                print("skip  %s: %s" % (function.__name__, reason), flush=True)
                continue
            failed += bool(problems)
            print("%s  %s (%.1f s)" % ("FAIL" if problems else "ok  ", function.__name__, seconds), flush=True)
            for problem in problems:
                print("      " + problem.rstrip().replace("\n", "\n      "))
            if problems and summary:
                print("\n".join("      | " + line for line in summary.splitlines()), flush=True)
    print("%d passed, %d failed, %d skipped" % (len(chosen) - failed - skipped, failed, skipped))
    return 1 if failed else 0


class Skip(Exception):
    """What a case needs and this machine lacks."""


def stop(problem):
    print("run.py: " + problem, file=sys.stderr)
    return 2


def run_case(function, claude, hooks):
    """Returns the problems, the seconds it took, and what to print about it."""
    started = time.time()
    scratch = tempfile.mkdtemp(prefix="host-test-")
    try:
        scenario, check = function()
        project = os.path.join(scratch, "source")
        then = scenario.pop("then", None)
        prepare(project, hooks, scenario)
        keep = os.path.join(scratch, "run")
        outcome = Outcome(*harness.run(claude, project, scenario, keep=keep))
        if then:
            # Another process of the host in the same home and project.
            then["sequence"] = 500
            outcome = Outcome(*harness.run(claude, outcome.project, then, in_place=True, keep=keep), earlier=outcome)
        check(outcome)
        return outcome.problems, time.time() - started, describe(outcome)
    except Skip:
        raise
    except Exception:
        return [traceback.format_exc()], time.time() - started, ""
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def prepare(project, hooks, scenario):
    """Lays out the project with the hooks and the settings of a case."""
    if scenario.pop("project", None) == "sample":
        copy_sample(project)
    else:
        shutil.copytree(os.path.join(HERE, "project"), project)
    for relative in scenario.pop("remove", []):
        os.remove(os.path.join(project, relative))
    install(hooks, os.path.join(project, ".claude", "hooks"))
    kind = scenario.pop("settings", None)
    file = os.path.join(project, ".claude", "settings.json")
    if kind == "required":
        write(file, json.dumps({"hooks": {event: [entry(*wired)] for event, wired in REQUIRED.items()}}))
    if kind in ("plugin", "plugin and project"):
        # A path with a blank, as users have them.
        plugin = os.path.join(os.path.dirname(project), "a plugin")
        shutil.copytree(os.path.join(ROOT, "plugin"), plugin)
        install(hooks, os.path.join(plugin, "bin"))
        scenario["args"] = scenario.get("args", []) + ["--plugin-dir", plugin]
    if kind == "plugin":
        shutil.rmtree(os.path.join(project, ".claude", "hooks"))
        write(file, "{}")
    if kind == "doubled":
        # As when a plugin and the project bring the same hooks: equal but for
        # the command, since equal commands run only once.
        install(hooks, os.path.join(project, ".claude", "more-hooks"))
        with open(file, encoding="utf-8") as settings:
            text = settings.read()
        write(os.path.join(project, ".claude", "settings.local.json"), text.replace("/.claude/hooks/", "/.claude/more-hooks/"))


def copy_sample(project):
    """The sample of this repository, with a Python that has its validators' library."""
    ignored = shutil.ignore_patterns("hooks", ".runs", "settings.local.json")
    shutil.copytree(os.path.join(ROOT, ".claude"), os.path.join(project, ".claude"), ignore=ignored)
    shutil.copytree(os.path.join(ROOT, "contracts"), os.path.join(project, "contracts"))
    environment = os.path.join(ROOT, ".venv")
    if os.path.isdir(environment):
        os.symlink(environment, os.path.join(project, ".venv"))
    python = os.path.join(environment, "bin", "python") if os.path.isdir(environment) else "python3"
    if subprocess.run([python, "-c", "import pydantic"], stderr=subprocess.DEVNULL).returncode != 0:
        raise Skip("the sample's validators need pydantic; scripts/python-env.sh installs it")


def entry(matcher, hook):
    command = {"type": "command", "command": "\"$CLAUDE_PROJECT_DIR\"/.claude/hooks/" + hook, "timeout": 30}
    return {"matcher": matcher, "hooks": [command]} if matcher else {"hooks": [command]}


def install(hooks, folder):
    os.makedirs(folder)
    for name in HOOKS:
        shutil.copy2(os.path.join(hooks, name), os.path.join(folder, name))


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def describe(outcome):
    """What happened, bounded: requests, hook firings, journal."""
    lines = ["result: %.600r %r" % (outcome.summary["result"], outcome.summary["result_stop_reason"])]
    if outcome.summary["stderr"]:
        lines.append("stderr: %.600r" % outcome.summary["stderr"])
    for request in outcome.summary["requests"]:
        for message in request["messages"]:
            if not message.startswith("user: <system-reminder>"):
                lines.append("%s <- %s" % (request["who"], shorten(message)))
        lines.append("%s -> %s" % (request["who"], shorten(json.dumps(request["response"], ensure_ascii=False))))
    lines.append("events: " + " ".join(hook["event"] for hook in outcome.summary["hooks"]))
    for event in outcome.journal():
        lines.append("journal: " + shorten(json.dumps(
            {key: value for key, value in event.items() if key not in ("answer", "definition", "previous", "at")},
            ensure_ascii=False)))
    text = "\n".join(lines)
    return text if len(text) <= SUMMARY_LIMIT else text[:SUMMARY_LIMIT] + "\n(cut)"


def shorten(text, limit=700):
    text = text.replace("\n", "\\n")
    return text if len(text) <= limit else text[:limit] + "…"


if __name__ == "__main__":
    sys.exit(main())
