#!/usr/bin/env python3
"""Plays the sample workflow through the four built hooks.

The script is the host: it sends each hook the events that Claude Code would
send, in their order, and prints what goes in, what comes out and which files
appear. The documents that the agents hand over are the contracts' own
examples; no model is asked. Exits 1 if an answer isn't as expected.

  demo.py --hooks BIN_DIR

Python 3.8 or later, standard library only.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORKFLOW = os.path.join(".claude", "workflows", "build-feature")
REQUEST = "Add an option --since=DATE to `list` that shows only the entries from that day on."
# How the demands of an output contract begin in a prompt.
DEMANDS = "Your final message is the document itself"
WIDTH = 108


class Screen:
    """What the reader sees: plain text, coloured on a terminal."""

    def __init__(self, stream):
        self.stream = stream
        self.coloured = stream.isatty() and not os.environ.get("NO_COLOR")

    def paint(self, text, code):
        return "\033[%sm%s\033[0m" % (code, text) if self.coloured else text

    def say(self, text="", code=None):
        print(self.paint(text, code) if code else text, file=self.stream)

    def chapter(self, text):
        self.say()
        self.say("== " + text, "1")

    def block(self, text, limit=None, wrap=True):
        """A quoted text, indented; at most `limit` of its lines."""
        lines = text.rstrip().splitlines() or [""]
        for line in lines[:limit]:
            parts = [line]
            if wrap:
                parts = textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)
            for part in parts or [""]:
                self.say("     | " + part)
        if limit is not None and len(lines) > limit:
            self.say("     | ... (%d more lines)" % (len(lines) - limit), "2")


class Host:
    """Sends events to the hooks as Claude Code does."""

    def __init__(self, hooks, project, home, screen):
        self.hooks, self.project, self.screen = hooks, project, screen
        self.session = str(uuid.uuid4())
        self.prompt = str(uuid.uuid4())
        self.transcript = os.path.join(home, "projects", "-project", self.session + ".jsonl")
        self.calls = 0
        self.problems = []
        self.has_shown_demands = False
        self.files = {}
        os.makedirs(os.path.join(os.path.dirname(self.transcript), self.session, "subagents"))
        self.look()

    # ---------------------------------------------------------- events

    def common(self, name, **values):
        payload = {
            "session_id": self.session, "transcript_path": self.transcript, "cwd": self.project,
            "prompt_id": self.prompt, "permission_mode": "default", "hook_event_name": name,
        }
        payload.update(values)
        return payload

    def say(self, prompt):
        """The user gives a prompt; a new turn begins."""
        self.prompt = str(uuid.uuid4())
        return self.send("workflow-input", self.common("UserPromptSubmit", prompt=prompt), "prompt: " + quoted(prompt))

    def call(self, agent, prompt):
        """The model calls a subagent; returns the call and the gate's answer."""
        self.calls += 1
        call = {
            "agent": agent, "id": "toolu_%03d_0" % self.calls, "agent_id": "a" + uuid.uuid4().hex[:16],
            "input": {
                "description": "run " + agent, "prompt": prompt, "subagent_type": agent, "run_in_background": False,
            },
        }
        payload = self.common(
            "PreToolUse", effort={"level": "medium"}, tool_name="Agent", tool_input=call["input"], tool_use_id=call["id"])
        answer = self.send("subagent-input", payload, "Agent %s, prompt: %s" % (agent, quoted(prompt)))
        return call, answer

    def start(self, call):
        """The called subagent begins to work."""
        payload = self.common("SubagentStart", agent_id=call["agent_id"], agent_type=call["agent"])
        del payload["permission_mode"]
        return self.send("subagent-input", payload)

    def hand_over(self, call, text, again=False):
        """The subagent wants to end with this final message."""
        path = os.path.join(os.path.splitext(self.transcript)[0], "subagents", "agent-%s.jsonl" % call["agent_id"])
        self.write_line(path, text, agentId=call["agent_id"], isSidechain=True)
        with open(path[: -len(".jsonl")] + ".meta.json", "w", encoding="utf-8") as file:
            json.dump({
                "agentType": call["agent"], "isBuiltIn": False, "description": call["input"]["description"],
                "toolUseId": call["id"], "spawnDepth": 1, "requestShape": "foreground",
            }, file)
        payload = self.common(
            "SubagentStop", agent_id=call["agent_id"], agent_type=call["agent"], effort={"level": "medium"},
            stop_hook_active=again, agent_transcript_path=path, last_assistant_message=text, background_tasks=[],
            session_crons=[])
        return self.send("subagent-output", payload, "%s hands over %s" % (call["agent"], quoted(text)))

    def end(self, call, text):
        """The call is over; the main agent gets its result."""
        response = {
            "status": "completed", "prompt": call["input"]["prompt"], "agentId": call["agent_id"],
            "agentType": call["agent"], "content": [{"type": "text", "text": text}], "totalDurationMs": 42000,
            "totalTokens": 21000, "totalToolUseCount": 7, "canContinueAgent": True,
        }
        payload = self.common(
            "PostToolUse", effort={"level": "medium"}, tool_name="Agent", tool_input=call["input"],
            tool_response=response, tool_use_id=call["id"], duration_ms=42000)
        return self.send("subagent-output", payload, "Agent %s: completed" % call["agent"])

    def write(self, path, text):
        """The model writes a file, if the hook lets it."""
        self.calls += 1
        payload = self.common(
            "PreToolUse", effort={"level": "medium"}, tool_name="Write",
            tool_input={"file_path": path, "content": text}, tool_use_id="toolu_%03d_0" % self.calls)
        answer = self.send("subagent-input", payload, "Write " + os.path.relpath(path, self.project))
        if refusal(answer) is None:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            self.look()
        return answer

    def stop(self, text, again=False):
        """The main agent wants to end its turn."""
        self.write_line(self.transcript, text)
        payload = self.common(
            "Stop", effort={"level": "medium"}, stop_hook_active=again, last_assistant_message=text,
            background_tasks=[], session_crons=[])
        return self.send("workflow-output", payload, "the model says " + quoted(text))

    def leave(self):
        payload = self.common("SessionEnd", reason="other")
        del payload["permission_mode"]
        return self.send("workflow-output", payload, "reason: other")

    # ---------------------------------------------------------- plumbing

    def write_line(self, path, text, **values):
        """One assistant message in a transcript."""
        line = {
            "parentUuid": None, "type": "assistant", "uuid": str(uuid.uuid4()), "sessionId": self.session,
            "cwd": self.project, "isSidechain": False,
            "message": {"role": "assistant", "content": [{"type": "text", "text": text}]},
        }
        line.update(values)
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def send(self, hook, payload, summary=None):
        """Runs the hook; prints the event, the answer and what it wrote."""
        screen = self.screen
        screen.say()
        screen.say("-> %s to %s" % (payload["hook_event_name"], hook), "36")
        if summary:
            screen.say("   " + summary, "2")
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": os.environ.get("HOME", "/"),
            "CLAUDE_PROJECT_DIR": self.project, "CLAUDE_CODE_SESSION_ID": self.session, "CLAUDECODE": "1",
        }
        started = time.perf_counter()
        process = subprocess.run(
            [os.path.join(self.hooks, hook)], input=json.dumps(payload).encode(), cwd=self.project, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        milliseconds = (time.perf_counter() - started) * 1000
        try:
            answer = json.loads(process.stdout.decode())
        except ValueError:
            answer = {}
            self.expect(False, "standard output is not one JSON value: %.200r" % process.stdout)
        self.expect(process.returncode == 0, "exit status %d: %.300r" % (process.returncode, process.stderr))
        self.expect(isinstance(answer, dict), "the answer is no object")
        self.show(payload, answer, milliseconds)
        self.look()
        return answer

    def show(self, payload, answer, milliseconds):
        screen, reason, told = self.screen, refusal(answer), context(answer)
        prompt = (answer.get("hookSpecificOutput") or {}).get("updatedInput", {}).get("prompt")
        time_taken = "(%.1f ms)" % milliseconds
        if reason is not None:
            screen.say("<- refused %s" % time_taken, "31")
            screen.block(reason)
        elif prompt is not None:
            screen.say("<- goes on, the agent's prompt extended %s" % time_taken, "32")
            # What a contract demands is shown once; the others are alike.
            screen.block(prompt, lines_before(prompt, DEMANDS) if self.has_shown_demands else 24)
            self.has_shown_demands = True
        elif told is not None:
            screen.say("<- goes on, the model is told %s" % time_taken, "32")
            screen.block(told, 40)
        else:
            screen.say("<- goes on %s" % time_taken, "32")
        if answer.get("systemMessage"):
            screen.say("   the user is told: " + answer["systemMessage"])

    def look(self):
        """Prints the files that are new or changed since the last look."""
        found = {}
        for folder, folders, names in os.walk(self.project):
            folders[:] = sorted(name for name in folders if name != ".venv")
            for name in sorted(names):
                path = os.path.join(folder, name)
                status = os.stat(path)
                found[os.path.relpath(path, self.project)] = (status.st_mtime_ns, status.st_size)
        if self.files:
            for path in found:
                if path not in self.files:
                    self.screen.say("   + " + path, "33")
                elif found[path] != self.files[path] and not path.endswith("journal.jsonl"):
                    self.screen.say("   ~ " + path, "33")
        self.files = found

    def expect(self, holds, what):
        if not holds:
            self.problems.append(what)
            self.screen.say("!! NOT AS EXPECTED: " + what, "1;31")


def quoted(text, limit=150):
    text = json.dumps(text, ensure_ascii=False)
    return text if len(text) <= limit else text[:limit] + "...\""


def lines_before(text, beginning):
    """How many lines stand before the one that begins so."""
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines) if line.startswith(beginning)), len(lines))


def refusal(answer):
    """The reason of a refusal, or None."""
    specific = answer.get("hookSpecificOutput") or {}
    if answer.get("decision") == "block":
        return answer.get("reason", "")
    if specific.get("permissionDecision") == "deny":
        return specific.get("permissionDecisionReason", "")
    return None


def context(answer):
    return (answer.get("hookSpecificOutput") or {}).get("additionalContext")


def example(name):
    with open(os.path.join(ROOT, WORKFLOW, "examples", name), encoding="utf-8") as file:
        return file.read()


def workflow_output():
    """The document of the workflow's accepted example."""
    data = json.loads(example("workflow-output.json"))
    lines = ["%s: %s" % (key, json.dumps(value, ensure_ascii=False)) for key, value in data["header"].items()]
    return "---\n" + "\n".join(lines) + "\n---\n" + data["content"]


def play(host):
    """The whole run, with the mistakes that models make."""
    screen, expect = host.screen, host.expect
    kept = os.path.join(host.project, ".context")

    screen.chapter("A prompt that is no workflow's passes untouched")
    answer = host.say("What does this project do?")
    expect(answer == {"continue": True}, "the answer to a plain prompt is not just continue")

    screen.chapter("The command with a mistake: the workflow's input contract refuses it")
    reason = refusal(host.say("/build-feature --priority=urgent " + REQUEST))
    expect(reason is not None and "/header/priority" in reason, "an unknown priority was not refused by its place")

    screen.chapter("The command: a run starts")
    told = context(host.say("/build-feature --priority=high --issue=APP-417 " + REQUEST)) or ""
    expect("spec-writer" in told and host.project in told, "the model was not told what is ready, or where")
    expect(os.path.exists(os.path.join(kept, ".run", "journal.jsonl")), "there is no journal")

    screen.chapter("The model calls a node whose turn has not come")
    _, answer = host.call("implementer", "Implement this: " + REQUEST)
    expect("spec-writer" in (refusal(answer) or ""), "an early call was not refused with the nodes that are missing")

    screen.chapter("spec-writer: a careless document goes back, the second is accepted")
    writer = begin(host, "spec-writer", "Specify this: " + REQUEST)
    reason = refusal(host.hand_over(writer, example("spec-writer-output-vague.md"))) or ""
    for place in ("/header/requirements/0/id", "/header/requirements/0/priority", "/header/requirements/0/text", "/content"):
        expect(place in reason, "the reason does not name the problem at " + place)
    expect(not os.path.exists(os.path.join(kept, "spec-writer.md")), "a rejected document became the artifact")
    finish(host, writer, example("spec-writer-output-fenced.md"), again=True)
    artifact(host, "spec-writer", example("spec-writer-output.md"))

    screen.chapter("The model believes it is done; the run is not")
    reason = refusal(host.stop("The specification is written.")) or ""
    expect("architect" in reason, "the stop was not held with the node that is ready")

    screen.chapter("architect: the contract's own validator finds a decision left open")
    architect = begin(host, "architect", "Design this: " + REQUEST)
    reason = refusal(host.hand_over(architect, example("architect-output-left-open.md"))) or ""
    expect("TBD" in reason, "the validator's message did not reach the agent")
    finish(host, architect, example("architect-output.md"), again=True)

    screen.chapter("implementer, once for each component of the design")
    dates = begin(host, "implementer", "Implement the component dates: " + REQUEST, item="dates")
    told = finish(host, dates, example("implementer-output.md"), document="implementer-dates")
    expect("implementer (1 item left" in told, "the model was not told that an item is left")
    listing = begin(host, "implementer", "Implement the component listing: " + REQUEST, item="listing")
    told = finish(host, listing, example("implementer-output-listing.md"), document="implementer-listing")
    expect("Ready now: spec-validator, test-writer" in told, "the two checks are not ready after the last item")

    screen.chapter("spec-validator and test-writer at the same time; the verdict sends one component back")
    validator = begin(host, "spec-validator", "Check this: " + REQUEST)
    tester = begin(host, "test-writer", "Test this: " + REQUEST)
    told = finish(host, validator, example("spec-validator-output-rework.md"), stays=False)
    expect("back to implementer" in told, "the model was not told that the flow goes back")
    expect("Ready now" not in told, "a node is ready although the flow goes back only when test-writer has ended")
    told = finish(host, tester, example("test-writer-output-failing.md"), stays=False)
    expect("Ready now: implementer (1 item left" in told, "the implementer is not ready for the one component")

    screen.chapter("The second round: that component alone, and what was found")
    listing = begin(host, "implementer", "Another round, the component listing: " + REQUEST, item="listing")
    expect("which belong to the list" in listing["told"], "the item does not say what to mend")
    expect("attempts/spec-validator/visit-1-attempt-1.md" in listing["told"], "the verdict was not passed on")
    finish(host, listing, example("implementer-output-reworked.md"), document="implementer-listing")
    validator = begin(host, "spec-validator", "Check this: " + REQUEST)
    tester = begin(host, "test-writer", "Test this: " + REQUEST)
    finish(host, tester, example("test-writer-output.md"))
    told = finish(host, validator, example("spec-validator-output.md"))
    expect("END is reached" in told, "the verdict pass did not lead to END")

    screen.chapter("Accepted documents can't be changed by hand")
    answer = host.write(os.path.join(kept, "spec-validator.md"), "verdict: pass")
    expect(refusal(answer) is not None, "writing onto an accepted document was not refused")

    screen.chapter("All nodes are done; the workflow's output contract asks for its document")
    reason = refusal(host.stop("All is done.", again=True)) or ""
    expect("workflow-output.md" in reason, "the stop was not held for the workflow's output")
    answer = host.write(os.path.join(kept, "workflow-output.md"), workflow_output())
    expect(refusal(answer) is None, "the workflow's output could not be written")

    screen.chapter("The run is complete")
    answer = host.stop("The feature is built, checked and tested.", again=True)
    expect(refusal(answer) is None, "the stop of a complete run was held")
    host.leave()


def begin(host, agent, prompt, item=None):
    """The model calls a node whose turn it is, in a loop for this item."""
    call, answer = host.call(agent, prompt)
    specific = answer.get("hookSpecificOutput") or {}
    call["told"] = specific.get("updatedInput", {}).get("prompt", "")
    host.expect(prompt in call["told"] and "WORKDIR=" in call["told"], agent + " was not admitted with an extended prompt")
    host.expect(item is None or '"name":"%s"' % item in call["told"], "%s was not given the item %s" % (agent, item))
    host.expect("permissionDecision" not in specific, "the gate granted a permission, which is the user's to grant")
    host.expect(set(call["input"]) <= set(specific.get("updatedInput", {})), "the gate lost a part of the call's input")
    host.expect(refusal(host.start(call)) is None, agent + " could not start")
    return call


def finish(host, call, text, again=False, document=None, stays=True):
    """The agent hands over an accepted document; returns what the model is told.

    The document doesn't stay where the next agents read it if the flow goes back over its node.
    """
    document = document or call["agent"]
    answer = host.hand_over(call, text, again=again)
    host.expect(refusal(answer) is None and context(answer) is None, "the document of %s was not accepted" % call["agent"])
    is_there = os.path.exists(os.path.join(host.project, ".context", document + ".md"))
    host.expect(is_there or not stays, "there is no %s.md" % document)
    answer = host.end(call, text)
    host.expect(refusal(answer) is None, "the result of %s was refused" % call["agent"])
    told = context(answer) or ""
    host.expect("was accepted" in told, "the model was not told what became of the document of " + call["agent"])
    return told


def artifact(host, agent, document):
    path = os.path.join(host.project, ".context", agent + ".md")
    found = ""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            found = file.read()
    host.expect(found.strip() == document.strip(), "the artifact of %s is not the document alone" % agent)


def show_records(host):
    """The journal's events and the report, as they lie on the disk."""
    screen, kept = host.screen, os.path.join(host.project, ".context")
    screen.chapter("The journal, .context/.run/journal.jsonl")
    names = []
    try:
        with open(os.path.join(kept, ".run", "journal.jsonl"), encoding="utf-8") as file:
            for line in file:
                event = json.loads(line)
                names.append(event.get("event"))
                details = [
                    "%s=%s" % (key, event[key])
                    for key in ("node", "agent", "item", "outcome", "number", "visit", "tokens") if event.get(key) is not None
                ]
                screen.say("   %3s  %-13s %s" % (event.get("seq"), event.get("event"), " ".join(details)))
    except (OSError, ValueError) as error:
        host.expect(False, "the journal can't be read: %s" % error)
    host.expect(names.count("attempt") == 11, "the journal has %d attempts, not 11" % names.count("attempt"))
    host.expect("finished" in names, "the journal does not say how the run ended")
    screen.chapter("The report, .context/report.md")
    try:
        with open(os.path.join(kept, "report.md"), encoding="utf-8") as file:
            screen.block(file.read(), wrap=False)
    except OSError as error:
        host.expect(False, "there is no report: %s" % error)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hooks", required=True, metavar="BIN_DIR", help="folder that holds the four built hooks")
    parser.add_argument("--keep", metavar="DIR", help="play in this new folder and keep it")
    options = parser.parse_args()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    scratch = os.path.realpath(options.keep or tempfile.mkdtemp(prefix="claude-workflow-demo-"))
    try:
        project = os.path.join(scratch, "project")
        os.makedirs(project)
        shutil.copytree(os.path.join(ROOT, ".claude"), os.path.join(project, ".claude"), ignore=shutil.ignore_patterns("hooks", ".runs"))
        shutil.copytree(os.path.join(ROOT, "contracts"), os.path.join(project, "contracts"))
        if os.path.isdir(os.path.join(ROOT, ".venv")):
            os.symlink(os.path.join(ROOT, ".venv"), os.path.join(project, ".venv"))
        host = Host(os.path.abspath(options.hooks), project, os.path.join(scratch, "home"), Screen(sys.stdout))
        play(host)
        show_records(host)
        host.screen.say()
        if host.problems:
            host.screen.say("%d answers were not as expected:" % len(host.problems), "1;31")
            for problem in host.problems:
                host.screen.say("- " + problem)
            return 1
        host.screen.say("Every answer was as expected.", "1;32")
        return 0
    finally:
        if not options.keep:
            shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
