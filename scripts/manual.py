#!/usr/bin/env python3
"""Writes the manual page of claude-workflow, in man(7), from its own help.

  manual.py PROGRAM >claude-workflow.1

Commands and options come from --experimental-dump-help, the sections behind
them from the program's help topics. Python 3.9 or later, standard library.
"""

import datetime
import json
import os
import subprocess
import sys
import textwrap

TOPICS = ["contracts", "flows", "exit-status", "environment", "files"]


def main():
    program = sys.argv[1]
    tool = json.loads(run(program, "--experimental-dump-help"))["command"]
    version = run(program, "--version").strip()
    when = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), datetime.timezone.utc)
    out = ['.TH CLAUDE\\-WORKFLOW 1 "%s" "claude\\-workflow %s" "User Commands"' % (when.strftime("%Y-%m-%d"), escaped(version))]
    out += [".SH NAME", "claude\\-workflow \\- " + escaped(tool["abstract"].rstrip(".").lower()[:1] + tool["abstract"].rstrip(".")[1:])]
    out += [".SH SYNOPSIS", ".B claude\\-workflow", "\\fICOMMAND\\fR [\\fIOPTIONS\\fR]", ".SH DESCRIPTION"]
    out += paragraphs(tool.get("discussion", ""))
    out += [".SH COMMANDS"]
    for command in tool["subcommands"]:
        if command["commandName"] != "help":
            out += section(command, [])
    for topic in TOPICS:
        out += [".SH " + escaped(topic.upper().replace("-", " "))] + literal(run(program, "help", topic))
    out += [".SH SEE ALSO", "The folder docs of the distribution;",
            "\\fBclaude\\-workflow help\\fR \\fICOMMAND\\fR."]
    # A title begins a paragraph of its own.
    print("\n".join(one for before, one in zip([""] + out, out) if one != ".PP" or before[:3] not in (".SH", ".SS")))


def run(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def section(command, parents):
    """A command with its options, then those below it."""
    path = parents + [command["commandName"]]
    below = [one for one in command.get("subcommands", []) if one["commandName"] != "help"]
    arguments = [one for one in command.get("arguments", []) if one["shouldDisplay"] and not is_common(one)]
    out = [".SS " + escaped(" ".join(path) + usage(arguments, below))]
    out += paragraphs(command["abstract"]) + paragraphs(command.get("discussion", ""))
    for same in alike(arguments):
        out += [".TP", ", ".join(label(argument) for argument in same)] + wrapped(same[0].get("abstract", "") or "")
    for one in below:
        out += section(one, path)
    return out


def alike(arguments):
    """Flags that only differ in yes and no are one entry."""
    groups = []
    for argument in arguments:
        last = groups[-1][-1] if groups else None
        if last and argument["kind"] == last["kind"] == "flag" and argument.get("abstract") == last.get("abstract"):
            groups[-1].append(argument)
        else:
            groups.append([argument])
    return groups


def is_common(argument):
    return any(name["name"] in ("help", "version", "h") for name in argument.get("names") or [])


def usage(arguments, below):
    words = []
    if any(one["kind"] != "positional" for one in arguments):
        words.append("[OPTIONS]")
    for one in arguments:
        if one["kind"] == "positional":
            word = one["valueName"].upper() + ("..." if one["isRepeating"] else "")
            words.append("[%s]" % word if one["isOptional"] else word)
    if below:
        words.append(" | ".join(one["commandName"] for one in below))
    return "".join(" " + word for word in words)


def label(argument):
    if argument["kind"] == "positional":
        return "\\fI%s\\fR" % escaped(argument["valueName"].upper())
    value = " \\fI%s\\fR" % escaped(argument["valueName"].upper()) if argument["kind"] == "option" else ""
    names = ["\\fB%s%s\\fR" % ("\\-" if name["kind"] == "short" else "\\-\\-", escaped(name["name"])) for name in argument["names"]]
    return ", ".join(name + value for name in names)


def paragraphs(text):
    out = []
    for part in text.strip().split("\n\n"):
        if part:
            out += [".PP"] + wrapped(part)
    return out


def wrapped(text):
    """Lines that a person can read in the source, too."""
    return [line(one) for one in textwrap.wrap(text, 72, break_on_hyphens=False, break_long_words=False)] or ["\\&"]


def literal(text):
    """A topic as it is printed: titles, then lines whose breaks count."""
    return [".nf"] + [line(one) for one in text.rstrip("\n").split("\n")] + [".fi"]


def line(text):
    text = escaped(text)
    # A dot or an apostrophe at the start of a line would be a request.
    return "\\&" + text if text[:1] in (".", "'") else text


def escaped(text):
    for character, name in (("\\", "\\e"), ("-", "\\-"), ("`", "\\(ga"), ("'", "\\(aq"), ("^", "\\(ha"), ("~", "\\(ti")):
        text = text.replace(character, name)
    return "".join(c if ord(c) < 128 else "\\[u%04X]" % ord(c) for c in text)


if __name__ == "__main__":
    main()
