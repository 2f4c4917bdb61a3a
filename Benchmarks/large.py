#!/usr/bin/env python3
"""Makes a run of a large flow, nearly over, and the rows for timer.c.

  large.py --agents N --hooks BIN_DIR --out DIR     rows on standard output

Each node takes ten events, as in a run whose main agent calls others too
early and whose every first document is sent back: a flow of 1,000 nodes has
a journal of 10,000. Python 3.8 or later, standard library only.
"""

import json
import os
import shlex
import sys

import project
from project import agent_name, document


class LargeBench(project.Bench):
    def early(self, number, place):
        payload = self.call(agent_name(self.agents - 1))
        payload["tool_use_id"] = "early-%d-%d" % (number, place)
        return payload

    def back(self, agent):
        response = {"status": "completed", "agentId": "id-" + agent, "totalTokens": 1200, "totalDurationMs": 90, "totalToolUseCount": 3}
        return self.event(
            "PostToolUse", tool_name="Agent", tool_input={"subagent_type": agent}, tool_use_id="call-" + agent,
            tool_response=response)

    def run_node(self, number):
        agent = agent_name(number)
        for place in range(5):
            self.send("subagent-input", self.early(number, place), '"deny"')
        self.send("subagent-input", self.call(agent), "updatedInput")
        self.send("subagent-input", self.event("SubagentStart", agent_id="id-" + agent, agent_type=agent), "continue")
        self.send("subagent-output", self.end(agent, document(number, False)), '"decision":"block"')
        self.send("subagent-output", self.end(agent, document(number)), '{"continue":true}')
        self.send("subagent-output", self.back(agent), "continue")

    def settle(self):
        """A shell command that lets a hook write to the restored run: a copied journal is another file than was left."""
        path = os.path.join(self.events, "early.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.early(self.agents, 0), file)
        hook = shlex.quote(os.path.join(self.hooks, "subagent-input"))
        return " && CLAUDE_PROJECT_DIR=%s %s <%s >/dev/null" % (shlex.quote(self.project), hook, shlex.quote(path))

    def late_row(self, label, hook, payload, wanted, state):
        self.row(label, hook, payload, wanted, state, self.settle())

    def play(self):
        done = self.agents - 2
        now, later = agent_name(done), agent_name(done + 1)
        self.save("none")
        self.send("workflow-input", self.prompt("/bench --depth=3 the lower canal"), "Ready now")
        for number in range(done):
            self.run_node(number)
        self.save("late")
        self.send("subagent-input", self.call(now), "updatedInput")
        self.send("subagent-input", self.event("SubagentStart", agent_id="id-" + now, agent_type=now), "continue")
        self.save("working")
        with open(os.path.join(self.project, ".context/.run/journal.jsonl"), "rb") as journal:
            lines = journal.read().count(b"\n")
        print("%d nodes, %d events" % (self.agents, lines), file=sys.stderr)

        go_on, block, deny = '{"continue":true}', '"decision":"block"', '"deny"'
        self.late_row("*a prompt that is none of ours", "workflow-input", self.prompt("Why is the build red?"), go_on, "late")
        self.late_row("admitted", "subagent-input", self.call(now), "updatedInput", "late")
        self.late_row("refused, not ready", "subagent-input", self.call(later), deny, "working")
        read = self.event(
            "PreToolUse", tool_name="Read", tool_input={"file_path": os.path.join(self.project, "a")}, tool_use_id="read-1",
            agent_id="id-" + now, agent_type=now)
        self.late_row("*the tool Read, by matcher *", "subagent-input", read, go_on, "working")
        self.late_row("accepted", "subagent-output", self.end(now, document(done)), go_on, "working")
        self.late_row("rejected", "subagent-output", self.end(now, document(done, False)), block, "working")
        self.late_row("stop held", "workflow-output", self.stop(), block, "late")


if __name__ == "__main__":
    project.main(LargeBench, __doc__, agents=1000, least=3)
