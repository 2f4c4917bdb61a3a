#!/usr/bin/env python3
"""Makes the project that the hooks are timed on, and the rows for timer.c.

  project.py --agents N --hooks BIN_DIR --out DIR     rows on standard output

The same N gives the same project, byte for byte: a chain of N agents, each
with a contract of its own, that read each other's documents. Half of them are
then run through the hooks, so that most cases are timed in the middle of a
run. Python 3.8 or later, standard library only.
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import time

WORKFLOW = "bench"
SESSION = "bench-session"
PARAGRAPH = (
    "The survey of section {n} went through every gauge along the lower canal, compared its record with the one of the "
    "year before, and noted where the two disagree by more than the instrument's own error. "
)


def agent_name(number):
    return "surveyor-%04d" % number


def agent_file(number):
    earlier = [agent_name(n) for n in (number - 1, number - 2) if n >= 0]
    lines = ["---", "name: " + agent_name(number), "description: Surveys section %d of the canal" % number,
             "tools: Read, Grep, Glob", "model: inherit"]
    if earlier:
        lines += ["input:", "  contract: EarlierSurvey", "  context:"]
        lines += ['    - "$WORKDIR/.context/%s.md"' % name for name in earlier]
    lines += ["output:", "  contract: Survey%04d" % number,
              '  target: "$WORKDIR/.context/%s.md"' % agent_name(number), "---", "",
              "You survey section %d. Your final message is the survey." % number, ""]
    lines += [PARAGRAPH.format(n=number) * 3 + "\n"] * 4
    return "\n".join(lines)


def contract_file(number):
    return """name: Survey%(number)04d
description: The survey of section %(number)d
version: "1.0"
schema:
  type: object
  required: [header, content]
  properties:
    header:
      type: object
      required: [type, agent, verdict, surveyed, gauges]
      additionalProperties: false
      properties:
        type: { const: survey-%(number)04d }
        agent: { const: surveyor-%(number)04d }
        verdict: { enum: [sound, doubtful, broken] }
        surveyed: { type: string, format: date }
        confidence: { type: number, minimum: 0, maximum: 1 }
        keywords:
          type: array
          maxItems: 12
          uniqueItems: true
          items: { type: string, pattern: "^[a-z]+(-[a-z]+)*$" }
        gauges:
          type: array
          minItems: 1
          items: { $ref: "#/$defs/gauge" }
        remedy: { type: string, minLength: 1 }
      if: { properties: { verdict: { const: broken } } }
      then: { required: [remedy] }
    content:
      type: string
      minLength: 100
      pattern: "(^|\\n)## Findings"
  $defs:
    gauge:
      type: object
      required: [id, level]
      additionalProperties: false
      properties:
        id: { type: string, pattern: "^G-[0-9]{3}$" }
        level: { type: integer, minimum: 0, maximum: 5000 }
        note: { type: string, maxLength: 120 }
""" % {"number": number}


EARLIER = """name: EarlierSurvey
schema:
  type: object
  required: [header, content]
  properties:
    header:
      type: object
      required: [type, agent, verdict]
      properties:
        type: { type: string, pattern: "^survey-" }
        verdict: { enum: [sound, doubtful] }
    content: { type: string, minLength: 1 }
"""

INPUT = """name: BenchInput
schema:
  type: object
  properties:
    header:
      type: object
      additionalProperties: false
      properties:
        depth: { type: integer, minimum: 1, maximum: 9 }
        region: { type: string, minLength: 1 }
    content: { type: string, minLength: 3 }
"""


def document(number, is_valid=True):
    gauges = "".join(
        "  - id: G-%03d\n    level: %s\n    note: read twice\n" % (g, 40 * g + number % 7 if is_valid or g != 3 else "-5")
        for g in range(1, 7))
    return ("---\ntype: survey-%04d\nagent: surveyor-%04d\nverdict: %s\nsurveyed: 2026-03-0%d\nconfidence: 0.8\n"
            "keywords: [level, lower-canal, drift]\ngauges:\n%s---\n\n## Findings\n\n%s") % (
        number, number, "sound" if is_valid else "fine", number % 9 + 1, gauges, (PARAGRAPH.format(n=number) + "\n\n") * 8)


class Bench:
    def __init__(self, agents, hooks, out):
        self.agents, self.hooks, self.out = agents, os.path.abspath(hooks), os.path.abspath(out)
        self.project = os.path.join(self.out, "project")
        self.states = os.path.join(self.out, "states")
        self.events = os.path.join(self.out, "events")
        self.rows = []

    def write(self, relative, text):
        path = os.path.join(self.project, relative)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)

    def write_project(self):
        folder = ".claude/workflows/%s/" % WORKFLOW
        names = [agent_name(number) for number in range(self.agents)]
        self.write(".claude/commands/%s.md" % WORKFLOW, "---\ndescription: Survey\n---\nSurvey: $ARGUMENTS\n")
        chain = " >>\n  ".join(["START"] + names + ["END"])
        self.write(folder + "flow.yaml", 'name: %s\nversion: "1.0"\nflow: |\n  %s\n' % (WORKFLOW, chain))
        self.write(folder + "contracts/workflow-input.yaml", INPUT)
        self.write(folder + "contracts/earlier.yaml", EARLIER)
        for number, name in enumerate(names):
            self.write(".claude/agents/%s.md" % name, agent_file(number))
            self.write(folder + "contracts/survey-%04d.yaml" % number, contract_file(number))

    # -- events, as the host sends them

    def event(self, name, session=SESSION, **values):
        payload = {
            "session_id": session, "transcript_path": os.path.join(self.out, session + ".jsonl"), "cwd": self.project,
            "prompt_id": "prompt-1", "permission_mode": "default", "hook_event_name": name,
        }
        payload.update(values)
        return payload

    def prompt(self, text):
        return self.event("UserPromptSubmit", prompt=text)

    def call(self, agent, **values):
        tool_input = {"description": "survey", "prompt": "Survey your section.", "subagent_type": agent}
        return self.event("PreToolUse", tool_name="Agent", tool_input=tool_input, tool_use_id="call-" + agent, **values)

    def end(self, agent, text, **values):
        return self.event(
            "SubagentStop", agent_id="id-" + agent, agent_type=agent, stop_hook_active=False,
            agent_transcript_path=os.path.join(self.out, agent + ".jsonl"), last_assistant_message=text,
            background_tasks=[], session_crons=[], **values)

    def stop(self, **values):
        return self.event(
            "Stop", stop_hook_active=False, last_assistant_message="Done.", background_tasks=[], session_crons=[], **values)

    # -- playing

    def send(self, hook, payload, wanted):
        answer = subprocess.run(
            [os.path.join(self.hooks, hook)], input=json.dumps(payload).encode(), stdout=subprocess.PIPE,
            env=dict(os.environ, CLAUDE_PROJECT_DIR=self.project), check=True).stdout.decode()
        if wanted not in answer:
            sys.exit("project.py: %s: expected %r, the answer was %s" % (hook, wanted, answer[:400]))

    def run_node(self, number):
        agent = agent_name(number)
        self.send("subagent-input", self.call(agent), "updatedInput")
        self.send("subagent-input", self.event("SubagentStart", agent_id="id-" + agent, agent_type=agent), "continue")
        self.send("subagent-output", self.end(agent, document(number)), '{"continue":true}')

    def save(self, state):
        """Keeps what the hooks have written so far, as the state of that name."""
        place = os.path.join(self.states, state)
        os.makedirs(place)
        for source, name in ((".context", "context"), (".claude/workflows/.runs", "runs")):
            if os.path.isdir(os.path.join(self.project, source)):
                shutil.copytree(os.path.join(self.project, source), os.path.join(place, name))

    def restore(self, state):
        """The shell command that brings a state back."""
        project, place = shlex.quote(self.project), shlex.quote(os.path.join(self.states, state))
        # What a start keeps of the definition stays: it is no state of a run.
        clear = "rm -rf %s/.context %s/.claude/workflows/.runs/%s*" % (project, project, SESSION)
        if not os.path.isdir(os.path.join(self.states, state, "context")):
            return clear
        return "%s && cp -R %s/context %s/.context && cp %s/runs/%s* %s/.claude/workflows/.runs/" % (
            clear, place, project, place, SESSION, project)

    def row(self, label, hook, payload, wanted, state, prepare=""):
        path = os.path.join(self.events, "%02d.json" % (len(self.rows) + 1))
        with open(path, "w", encoding="utf-8") as file:
            json.dump(payload, file)
        name = hook + ": " + label
        # Else the hook would wait for the disk to take what the restoring wrote.
        settle = " && sync"
        self.rows.append("\t".join([name, path, wanted, self.restore(state) + prepare + settle, os.path.join(self.hooks, hook)]))

    def play(self):
        half = self.agents // 2
        now, later = agent_name(half), agent_name(self.agents - 1)
        self.save("none")
        self.send("workflow-input", self.prompt("/bench --depth=3 the lower canal"), "Ready now")
        for number in range(half):
            self.run_node(number)
        self.save("half")
        self.send("subagent-input", self.call(now), "updatedInput")
        self.send("subagent-input", self.event("SubagentStart", agent_id="id-" + now, agent_type=now), "continue")
        self.save("working")
        self.send("subagent-output", self.end(now, document(half)), '{"continue":true}')
        for number in range(half + 1, self.agents):
            self.run_node(number)
        self.save("over")

        go_on, block, deny = '{"continue":true}', '"decision":"block"', '"deny"'
        self.row("start of a run", "workflow-input", self.prompt("/bench --depth=3 the lower canal"), "Ready now", "none")
        forget = " && rm -f %s/.claude/workflows/.runs/.definition*" % shlex.quote(self.project)
        self.row("the first start after a change", "workflow-input", self.prompt("/bench --depth=3 the lower canal"), "Ready now", "none", forget)
        self.row("a refused start", "workflow-input", self.prompt("/bench --depth=30 the lower canal"), block, "none")
        self.row("*a prompt that is none of ours", "workflow-input", self.prompt("Why is the build red?"), go_on, "half")
        self.row("admitted", "subagent-input", self.call(now), "updatedInput", "half")
        if self.agents > 1:
            self.row("refused, not ready", "subagent-input", self.call(later), deny, "working")
        self.row("*an agent that is none of ours", "subagent-input", self.call("general-purpose"), go_on, "half")
        self.row("*the same, no run", "subagent-input", self.call("general-purpose"), go_on, "none")
        read = self.event(
            "PreToolUse", tool_name="Read", tool_input={"file_path": os.path.join(self.project, "a")}, tool_use_id="read-1")
        self.row("*the tool Read, by matcher *", "subagent-input", read, go_on, "working")
        self.row("accepted", "subagent-output", self.end(now, document(half)), go_on, "working")
        self.row("rejected", "subagent-output", self.end(now, document(half, False)), block, "working")
        self.row("accepted, no run", "subagent-output", self.end(now, document(half)), go_on, "none")
        self.row("rejected, no run", "subagent-output", self.end(now, document(half, False)), block, "none")
        plain = self.end("general-purpose", "Three files say so.")
        self.row("*an agent that is none of ours", "subagent-output", plain, go_on, "half")
        self.row("*the same, no run", "subagent-output", plain, go_on, "none")
        self.row("stop held", "workflow-output", self.stop(), block, "half")
        self.row("stop of a complete run", "workflow-output", self.stop(), go_on, "over")
        self.row("*stop, no run", "workflow-output", self.stop(), go_on, "none")


def main(kind=Bench, doc=__doc__, agents=10, least=1):
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, default=agents)
    parser.add_argument("--hooks", required=True, metavar="BIN_DIR", help="folder that holds the four built hooks")
    parser.add_argument("--out", required=True, metavar="DIR", help="a new folder")
    options = parser.parse_args()
    if not least <= options.agents <= 9999:
        parser.error("--agents must be between %d and 9999" % least)
    bench = kind(options.agents, options.hooks, options.out)
    for folder in (bench.project, bench.states, bench.events):
        os.makedirs(folder)
    bench.write_project()
    os.makedirs(os.path.join(bench.project, ".claude/workflows/.runs"))
    # A start keeps nothing of a definition that changed just now.
    time.sleep(2.5)
    bench.play()
    print("\n".join(bench.rows))


if __name__ == "__main__":
    main()
