"""The cases: a scripted model, and what must come of it.

Each case is a function whose name is the case's name; it returns the scenario
(see harness.py) and a check of the outcome. The scenario's own keys here are
`settings` (None: all events; "required": the four that everything rests on;
"doubled": all events, each answered by two copies of the hooks; "plugin":
none, the plugin's folder is given by --plugin-dir; "plugin and project": all
events by both) and `remove`
(files taken out of the project) and `project` ("sample": the sample of this
repository instead of the small project beside this file).
"""

import json
import os

SAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".claude", "workflows", "build-feature")
CASES = []


def case(function):
    CASES.append(function)
    return function


def call(agent, prompt="Do your part.", **more):
    """A call of the Agent tool; in the foreground unless `more` says otherwise."""
    values = {"subagent_type": agent, "description": "run " + agent, "prompt": prompt, "run_in_background": False}
    values.update(more)
    return {"name": "Agent", "input": {key: value for key, value in values.items() if value is not None}}


def use(*tools, text="Next."):
    return {"text": text, "tools": list(tools)}


def tool(name, **values):
    return {"name": name, "input": values}


COLLECTED = """---
type: collected
agent: collector
items: [owl, barn swallow]
---

## Findings

Two kinds of birds.
"""

# Three problems at once: an empty list, a wrong type, a missing section.
COLLECTED_WRONG = """---
type: collected
agent: collector
items: []
count: many
---

Nothing to report.
"""

# Other problems than those of COLLECTED_WRONG.
COLLECTED_WRONG_AGAIN = """---
type: collected
agent: collector
items: [7]
---

## Findings

One.
"""

PROCESSED = """---
type: processed
agent: processor
total: 2
---

There are two.
"""


def note(side, mood="calm"):
    return "---\ntype: %s-note\nagent: %s\nmood: %s\n---\n\nAll is said.\n" % (side, side, mood)


def relay(**changes):
    """The workflow relay, done right; `changes` replace parts of the scenario."""
    scenario = {
        "prompt": "/relay what lives in the mill",
        "main": [use(call("collector")), use(call("processor")), "ALL FINISHED"],
        "agents": {"collector": [COLLECTED], "processor": [PROCESSED]},
        "expect": {"exit_code": 0, "result_contains": "ALL FINISHED"},
    }
    scenario.update(changes)
    return scenario


def collector(**output):
    """The collector's file with more keys in its `output`."""
    lines = "".join("  %s: %s\n" % item for item in output.items())
    return (
        "---\nname: collector\ndescription: Collects items\ntools: Read\nmodel: inherit\ninput:\n  contract: Brief\n"
        "  context: [\"$WORKDIR/brief.md\"]\noutput:\n  contract: Collected\n  target: \"$WORKDIR/.context/collector.md\"\n"
        + lines + "---\nYou are the collector. AGENT-BODY-COLLECTOR\n")


# ------------------------------------------------------------------ acceptance


@case
def accepted_first_time():
    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.artifact("collector", COLLECTED)
        outcome.artifact("processor", PROCESSED)
        outcome.equal("attempts", outcome.attempts("collector"), ["accepted"])
        outcome.equal("requests of collector", outcome.requests("collector"), 1)
        outcome.equal("starts", len(outcome.events("run-started")), 1)
        outcome.saw("main", "RELAY-COMMAND-BODY", "collector", "processor")
        outcome.saw("collector", "WORKDIR=" + outcome.project, "brief.md", "collected")
        outcome.saw("processor", outcome.path(".context/collector.md"))

    return relay(), check


@case
def sent_back_once_with_every_problem():
    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "accepted"])
        outcome.saw("collector", "Stop hook feedback", "/header/items", "/header/count", "/content")
        outcome.not_saw("main", "Nothing to report.")
        outcome.artifact("collector", COLLECTED)

    return relay(agents={"collector": [COLLECTED_WRONG, COLLECTED], "processor": [PROCESSED]}), check


@case
def prose_and_fence_around_the_document():
    fenced = "Here it is:\n\n```markdown\n%s```\n" % COLLECTED
    prose = "I have counted them twice.\n\n" + PROCESSED

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("attempts", outcome.attempts("collector"), ["accepted"])
        outcome.artifact("collector", COLLECTED)
        outcome.artifact("processor", PROCESSED)

    return relay(agents={"collector": [fenced], "processor": [prose]}), check


@case
def agent_called_in_other_letter_case():
    def check(outcome):
        outcome.complete("collector", "processor")

    return relay(main=[use(call("Collector")), use(call("PROCESSOR")), "ALL FINISHED"]), check


@case
def accepted_document_is_guarded():
    write = tool("Write", file_path="{project}/.context/collector.md", content="better")
    edit_journal = tool("Write", file_path="{project}/.context/.run/journal.jsonl", content="")

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.artifact("collector", COLLECTED)
        outcome.equal("refused writes", outcome.messages("main").count("[tool_result ERROR"), 2)

    return relay(main=[use(call("collector")), use(write), use(edit_journal), use(call("processor")), "ALL FINISHED"]), check


@case
def agent_without_a_word_is_asked_for_its_document():
    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "accepted"])
        outcome.saw("collector", "empty")

    # The agent has said something before: that is not its document.
    looked = use(tool("Read", file_path="{project}/brief.md"), text=COLLECTED)
    # Claude Code asks once more by itself when an answer is empty.
    empty = [{"content": []}] * 2
    agents = {"collector": [looked] + empty + [COLLECTED], "processor": [PROCESSED]}
    return relay(agents=agents), check


# ------------------------------------------------------------------ exhaustion


def exhausted(policy, main, **more):
    return relay(
        files={".claude/agents/collector.md": collector(retries=1, on_exhausted=policy)}, main=main,
        agents={"collector": [COLLECTED_WRONG, COLLECTED_WRONG_AGAIN, COLLECTED], "processor": [PROCESSED]}, **more)


@case
def exhausted_then_fail():
    def check(outcome):
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "exhausted"])
        outcome.equal("ends of the run", outcome.ends(), ["failed"])
        outcome.equal("requests of processor", outcome.requests("processor"), 0)
        outcome.saw("main", "failed")
        outcome.no_artifact("collector")
        outcome.check("failed" in (outcome.text(".context/report.md") or ""), "report.md doesn't say failed")

    return exhausted("fail", [use(call("collector")), use(call("processor")), "ALL FINISHED"]), check


@case
def exhausted_then_skip():
    def check(outcome):
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "exhausted"])
        outcome.equal("ends of the run", outcome.ends(), ["complete"])
        outcome.no_artifact("collector")
        outcome.artifact("processor", PROCESSED)

    return exhausted("skip", [use(call("collector")), use(call("processor")), "ALL FINISHED"]), check


@case
def exhausted_then_terminate():
    def check(outcome):
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "exhausted"])
        outcome.equal("ends of the run", outcome.ends(), ["terminated"])
        outcome.equal("requests of processor", outcome.requests("processor"), 0)
        # The gate's answer ends the session: the model gets no further turn.
        outcome.equal("requests of main", outcome.requests("main"), 2)
        outcome.equal(
            "reason of the end", (outcome.summary["result_stop_reason"] or {}).get("terminal_reason"), "hook_stopped")

    main = [use(call("collector")), use(call("processor")), "NEVER SAID"]
    return exhausted("terminate", main, expect={"exit_code": 0}), check


@case
def same_problems_twice_end_the_retries():
    def check(outcome):
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "exhausted"])
        outcome.equal("requests of collector", outcome.requests("collector"), 2)

    return relay(
        files={".claude/agents/collector.md": collector(retries=5)},
        agents={"collector": [COLLECTED_WRONG] * 6, "processor": [PROCESSED]}), check


# ------------------------------------------------------------------ the gate


BRIEF = "---\ntopic: birds\n---\n\nWhat lives in the old mill?\n"


@case
def missing_context_file_refused_then_mended():
    main = [
        use(call("collector")), use(tool("Write", file_path="{project}/brief.md", content=BRIEF)),
        use(call("collector")), use(call("processor")), "ALL FINISHED",
    ]

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("refusals", len(outcome.events("refused", node="collector")), 1)
        outcome.saw_in_order("main", "hook error", "brief.md", "File created")
        outcome.equal("requests of collector", outcome.requests("collector"), 1)

    return relay(remove=["brief.md"], main=main), check


@case
def invalid_context_file_refused_then_mended():
    main = [
        use(call("collector")), use(tool("Read", file_path="{project}/brief.md")),
        use(tool("Edit", file_path="{project}/brief.md", old_string="topic: dragons", new_string="topic: birds")),
        use(call("collector")), use(call("processor")), "ALL FINISHED",
    ]

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("refusals", len(outcome.events("refused", node="collector")), 1)
        outcome.saw("main", "hook error", "brief.md", "/header/topic", "dragons")

    return relay(files={"brief.md": BRIEF.replace("birds", "dragons")}, main=main), check


@case
def out_of_order_call_refused_then_done_right():
    main = [use(call("processor")), use(call("collector")), use(call("processor")), "ALL FINISHED"]

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("refusals", len(outcome.events("refused", node="processor")), 1)
        outcome.equal("requests of processor", outcome.requests("processor"), 1)
        outcome.saw("main", "hook error")

    return relay(main=main), check


@case
def input_of_the_workflow_refused():
    contract = (
        "name: RelayInput\nschema:\n  type: object\n  properties:\n    header:\n      type: object\n"
        "      properties: { pace: { enum: [slow, fast] } }\n    content: { type: string, minLength: 30 }\n")

    def check(outcome):
        outcome.equal("requests of main", outcome.requests("main"), 0)
        result = str(outcome.summary["result"])
        for text in ("/header/pace", "/content", "slow"):
            outcome.check(text in result, "the result lacks %r" % text)
        outcome.equal("starts", len(outcome.events("run-started")), 0)

    return relay(
        prompt="/relay --pace=hasty too short", files={".claude/workflows/relay/contracts/workflow-input.yaml": contract},
        expect={"exit_code": 0}), check


# ------------------------------------------------------------------ concurrency


@case
def agents_in_the_background():
    main = [
        use(call("collector", run_in_background=None)), "WAITING FOR THE FIRST",
        use(call("processor", run_in_background=None)), "WAITING FOR THE SECOND", "ALL FINISHED",
    ]
    agents = {
        "collector": [{"text": COLLECTED_WRONG, "delay": 1}, COLLECTED], "processor": [{"text": PROCESSED, "delay": 1}],
    }

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "accepted"])
        outcome.saw("main", "Async agent launched", "<task-notification>")
        outcome.equal("turns held back", len(outcome.events("stop-blocked")), 0)
        outcome.equal("turns", outcome.fired("UserPromptSubmit"), 3)

    return relay(main=main, agents=agents), check


@case
def two_agents_at_once():
    def check(outcome):
        outcome.complete("left", "right")
        outcome.equal("attempts of left", outcome.attempts("left"), ["rejected", "accepted"])
        outcome.equal("attempts of right", outcome.attempts("right"), ["accepted"])
        outcome.artifact("left", note("left"))
        outcome.artifact("right", note("right", "busy"))
        outcome.saw("left", "/header/mood")
        outcome.not_saw("right", "hook feedback")

    return {
        "prompt": "/fan the mill",
        "main": [use(call("left"), call("right")), "ALL FINISHED"],
        "agents": {"left": [note("left", "furious"), note("left")], "right": [note("right", "busy")]},
        "expect": {"exit_code": 0, "result_contains": "ALL FINISHED", "requests": {"main": 2, "left": 2, "right": 1}},
    }, check


@case
def lost_agent_is_called_again():
    agents = {
        "collector": {"instances": [[{"status": 400}] * 6, [COLLECTED]]}, "processor": [PROCESSED],
    }

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("losses", len(outcome.events("lost", node="collector")), 1)

    return relay(main=[use(call("collector")), use(call("collector")), use(call("processor")), "ALL FINISHED"], agents=agents), check


# ------------------------------------------------------------------ none of our business


@case
def prompt_that_is_no_workflow():
    def check(outcome):
        outcome.untouched()
        outcome.equal("requests of main", outcome.requests("main"), 1)

    return {"prompt": "hello /relay", "main": ["HI THERE"], "expect": {"exit_code": 0, "result_contains": "HI THERE"}}, check


@case
def command_that_is_no_workflow():
    def check(outcome):
        outcome.untouched()
        outcome.saw("main", "PLAIN-COMMAND-BODY: x")

    return {"prompt": "/plain x", "main": ["HI THERE"], "expect": {"exit_code": 0, "result_contains": "HI THERE"}}, check


@case
def agents_without_contracts_outside_a_run():
    prompt = "Look at the mill, prompt of its own."

    def check(outcome):
        outcome.untouched()
        for who in ("bystander", "*"):
            outcome.saw(who, prompt)
            outcome.not_saw(who, "WORKDIR=", "final message is the document", "hook feedback")

    return {
        "prompt": "go on",
        "main": [use(call("bystander", prompt)), use(call("general-purpose", prompt)), "ALL FINISHED"],
        "agents": {"bystander": ["I SAW IT"], "*": ["GENERALLY SEEN"]},
        "expect": {
            "exit_code": 0, "result_contains": "ALL FINISHED", "main_saw": ["I SAW IT", "GENERALLY SEEN"],
            "requests": {"bystander": 1, "*": 1},
        },
    }, check


@case
def agents_without_contracts_inside_a_run():
    main = [
        use(call("bystander", "Look.")), use(call("collector")), use(call("general-purpose", "Look too.")),
        use(call("processor")), "ALL FINISHED",
    ]

    def check(outcome):
        outcome.complete("collector", "processor")
        for who in ("bystander", "*"):
            outcome.not_saw(who, "WORKDIR=", "hook feedback")
            outcome.equal("requests of " + who, outcome.requests(who), 1)
        outcome.equal("admissions", len(outcome.events("admitted")), 2)

    return relay(
        main=main,
        agents={"collector": [COLLECTED], "processor": [PROCESSED], "bystander": ["I SAW IT"], "*": ["GENERALLY SEEN"]}), check


@case
def command_behind_a_blank_is_only_text():
    # Claude Code expands a command only if the slash is the first character.
    def check(outcome):
        outcome.untouched()
        outcome.not_saw("main", "RELAY-COMMAND-BODY")

    return {"prompt": " /relay the mill", "main": ["HI THERE"], "expect": {"exit_code": 0, "result_contains": "HI THERE"}}, check


# ------------------------------------------------------------------ ways to start


@case
def command_with_line_break_behind_it():
    def check(outcome):
        outcome.complete("collector", "processor")

    return relay(prompt="/relay\n"), check


@case
def command_with_line_break_instead_of_a_blank():
    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.saw("main", "RELAY-COMMAND-BODY")

    return relay(prompt="/relay\nthe old mill\n"), check


@case
def started_by_the_model_through_a_skill():
    skill = tool("Skill", skill="relay", args="the old mill")

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("starts", len(outcome.events("run-started")), 1)
        outcome.saw("main", "RELAY-COMMAND-BODY", "WORKDIR=")

    return relay(prompt="Find out what lives in the mill.", main=[use(skill), use(call("collector")), use(call("processor")), "ALL FINISHED"]), check


@case
def another_working_directory():
    def check(outcome):
        outcome.check(outcome.text("out/.context/.run/journal.jsonl") is not None, "no journal below --workdir")
        outcome.equal("artifact", (outcome.text("out/.context/processor.md") or "").strip(), PROCESSED.strip())
        outcome.check(outcome.text(".context/.run/journal.jsonl") is None, "a journal in the project")

    return relay(prompt="/relay --workdir=out the mill", files={"out/brief.md": BRIEF}), check


@case
def only_the_four_required_events():
    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "accepted"])
        outcome.saw("collector", "/header/items")

    return relay(settings="required", agents={"collector": [COLLECTED_WRONG, COLLECTED], "processor": [PROCESSED]}), check


@case
def plugin_alone_holds_the_contracts():
    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "accepted"])
        outcome.saw("collector", "WORKDIR=" + outcome.project, "Stop hook feedback", "/header/items", "/header/count")
        outcome.artifact("collector", COLLECTED)
        outcome.artifact("processor", PROCESSED)
        outcome.equal("starts", len(outcome.events("run-started")), 1)

    # The session's folder moves; the project doesn't.
    main = [use(tool("Bash", command="cd /", description="go elsewhere")), use(call("collector")), use(call("processor")), "ALL FINISHED"]
    return relay(
        settings="plugin", main=main, allow=["Read", "Bash", "Agent"],
        agents={"collector": [COLLECTED_WRONG, COLLECTED], "processor": [PROCESSED]}), check


@case
def plugin_in_a_folder_of_the_project():
    # Here the project's settings would not be read; its commands and agents are.
    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "accepted"])
        outcome.saw("collector", "WORKDIR=" + outcome.project)
        outcome.artifact("collector", COLLECTED)

    return relay(
        settings="plugin", files={"deep/er/notes.md": "Notes.\n", ".git/HEAD": "ref: refs/heads/main\n"}, cwd="deep/er",
        agents={"collector": [COLLECTED_WRONG, COLLECTED], "processor": [PROCESSED]}), check


@case
def plugin_and_project_count_once():
    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "accepted"])
        outcome.equal("attempts", outcome.attempts("processor"), ["accepted"])
        outcome.equal("starts", len(outcome.events("run-started")), 1)

    slow = lambda text: {"text": text, "delay": 1}
    return relay(
        settings="plugin and project",
        agents={"collector": [slow(COLLECTED_WRONG), slow(COLLECTED)], "processor": [slow(PROCESSED)]}), check


@case
def both_copies_of_a_doubled_hook_answer_and_count_once():
    # A model takes its time; without any, the host hasn't even made the transcript, which tells copies from repetitions.
    done = {"text": "I AM DONE", "delay": 0.6}
    main = [done, use(call("processor")), use(call("collector")), use(call("processor")), "ALL FINISHED"]

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("starts", len(outcome.events("run-started")), 1)
        outcome.equal("turns held back", len(outcome.events("stop-blocked")), 1)
        outcome.equal("refusals", len(outcome.events("refused")), 1)
        outcome.equal("admissions", len(outcome.events("admitted")), 2)
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "accepted"])
        outcome.equal("attempts", outcome.attempts("processor"), ["accepted"])
        outcome.equal("numbers", [event.get("seq") for event in outcome.journal()], list(range(1, len(outcome.journal()) + 1)))

    return relay(
        settings="doubled", main=main, agents={"collector": [COLLECTED_WRONG, COLLECTED], "processor": [PROCESSED]}), check


# ------------------------------------------------------------------ the end of a turn


@case
def stop_is_held_until_the_last_node():
    main = ["I AM DONE", use(call("collector")), "NOW I AM DONE", use(call("processor")), "ALL FINISHED"]

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("turns held back", len(outcome.events("stop-blocked")), 2)
        outcome.saw_in_order("main", "Stop hook feedback", "collector", "Stop hook feedback", "processor")

    return relay(main=main), check


@case
def stalled_run_goes_on_with_the_command():
    prompts = ["/relay what lives in the mill", "/relay"]
    main = ["NO", "NO NO", "NO NO NO", "STALLED", use(call("collector")), use(call("processor")), "ALL FINISHED"]

    def check(outcome):
        outcome.equal("ends of the run", outcome.ends(), ["stalled", "complete"])
        outcome.equal("starts", len(outcome.events("run-started")), 1)
        outcome.equal("turns held back", len(outcome.events("stop-blocked")), 3)
        outcome.check("stalled" in outcome.stream(), "the user was never told that the run is stalled")

    scenario = relay(main=main, prompts=prompts)
    del scenario["prompt"]
    return scenario, check


@case
def same_words_at_every_stop_stall_the_run():
    def check(outcome):
        outcome.equal("ends of the run", outcome.ends(), ["stalled"])
        outcome.equal("turns held back", len(outcome.events("stop-blocked")), 3)
        outcome.equal("requests of main", outcome.requests("main"), 4)

    # A scripted model answers sooner than any real one: two of its turns would pass for two copies of a hook.
    return relay(main=[{"text": "NO", "delay": 0.6}] * 4, expect={"exit_code": 0}), check


@case
def same_words_at_every_stop_to_a_doubled_hook():
    scenario, check = same_words_at_every_stop_stall_the_run()
    scenario["settings"] = "doubled"
    return scenario, check


@case
def output_of_the_workflow_is_asked_for():
    contract = (
        "name: RelayOutput\nschema:\n  type: object\n  required: [header]\n  properties:\n    header:\n      type: object\n"
        "      required: [type]\n      properties: { type: { const: relay-output } }\n    content: { type: string }\n")
    write = tool(
        "Write", file_path="{project}/.context/workflow-output.md", content="---\ntype: relay-output\n---\n\nBirds live there.\n")

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("turns held back", len(outcome.events("stop-blocked")), 1)
        outcome.saw("main", "workflow-output.md")

    return relay(
        main=[use(call("collector")), use(call("processor")), "I AM DONE", use(write), "ALL FINISHED"],
        files={".claude/workflows/relay/contracts/workflow-output.yaml": contract}), check


# ------------------------------------------------------------------ when something of ours is broken


@case
def broken_validator_is_nobodys_fault():
    contract = (
        "name: Collected\nschema:\n  type: object\n  properties:\n    header:\n      type: object\n      required: [type, agent]\n"
        "      properties: { type: { const: collected }, agent: { const: collector } }\nvalidator: validators/broken.py::validate\n")

    def check(outcome):
        # Neither is the agent asked again, nor does its document pass.
        outcome.equal("requests of collector", outcome.requests("collector"), 1)
        outcome.equal("attempts", outcome.attempts("collector"), ["unchecked"])
        outcome.equal("requests of processor", outcome.requests("processor"), 0)
        outcome.no_artifact("collector")
        outcome.saw("main", "broken.py")
        outcome.equal("ends of the run", outcome.ends(), [])

    return relay(
        files={
            ".claude/workflows/relay/contracts/collected.yaml": contract,
            ".claude/workflows/relay/validators/broken.py": "import module_that_does_not_exist\n\n\ndef validate(data):\n    return True\n",
        }), check


@case
def broken_definition_starts_no_run():
    def check(outcome):
        outcome.equal("requests of main", outcome.requests("main"), 0)
        outcome.check("flow.yaml" in str(outcome.summary["result"]), "the result doesn't name flow.yaml")
        outcome.equal("starts", len(outcome.events("run-started")), 0)

    flow = "name: relay\nflow: |\n  START >> collector >> procesor >> END\n"
    return relay(files={".claude/workflows/relay/flow.yaml": flow}, expect={"exit_code": 0}), check


# ------------------------------------------------------------------ the sample


def example(name):
    with open(os.path.join(SAMPLE, "examples", name), encoding="utf-8") as file:
        return file.read()


@case
def sample_runs_from_start_to_end():
    data = json.loads(example("workflow-output.json"))
    header = "".join("%s: %s\n" % (key, json.dumps(value)) for key, value in data["header"].items())
    write = tool(
        "Write", file_path="{project}/.context/workflow-output.md", content="---\n" + header + "---\n" + data["content"])
    request = "Add an option --since=DATE to `list`."
    nodes = ["spec-writer", "architect", "implementer", "spec-validator", "test-writer"]
    agents = {
        "spec-writer": [example("spec-writer-output-vague.md"), example("spec-writer-output-fenced.md")],
        "architect": [example("architect-output-left-open.md"), example("architect-output.md")],
        # One list for each time that it is called.
        "implementer": {"instances": [
            [example("implementer-output-listing.md")], [example("implementer-output.md")],
            [example("implementer-output-reworked.md")]]},
        "spec-validator": {"instances": [
            [example("spec-validator-output-rework.md")], [example("spec-validator-output.md")]]},
        "test-writer": {"instances": [[example("test-writer-output-failing.md")], [example("test-writer-output.md")]]},
    }
    checks = use(call("spec-validator", "Check: " + request), call("test-writer", "Test: " + request))
    main = [
        use(call("spec-writer", "Specify: " + request)), use(call("architect", "Design: " + request)),
        # The second component first: a prompt that names an item gets that one.
        use(call("implementer", "Build the component listing.")), use(call("implementer", "Build the one that is left.")),
        checks, use(call("implementer", "Another round: build the component listing.")), checks, use(write), "ALL FINISHED",
    ]

    def check(outcome):
        outcome.complete(*nodes)
        outcome.equal("items of the implementer", [
            (event["visit"], event["item"]) for event in outcome.events("attempt", node="implementer", outcome="accepted")
        ], [(1, 1), (1, 0), (2, 0)])
        for node in ("spec-validator", "test-writer"):
            outcome.equal("attempts", outcome.attempts(node), ["accepted", "accepted"])
        outcome.saw_in_order(
            "main", "Ready now: implementer (2 items left", "Ready now: implementer (1 item left",
            "Ready now: spec-validator, test-writer", "back to implementer", "Ready now: implementer (1 item left",
            "END is reached")
        verdict = outcome.path(".context/.run/attempts/spec-validator/visit-1-attempt-1.md")
        outcome.saw("implementer", "which belong to the list", verdict)
        outcome.artifact("implementer-listing", example("implementer-output-reworked.md"))
        outcome.artifact("implementer-dates", example("implementer-output.md"))
        outcome.equal("attempts", outcome.attempts("spec-writer"), ["rejected", "accepted"])
        outcome.equal("attempts", outcome.attempts("architect"), ["rejected", "accepted"])
        outcome.equal("turns held back", len(outcome.events("stop-blocked")), 0)
        outcome.saw("spec-writer", "/header/requirements/0/id", "/header/requirements/0/text", "/content")
        outcome.saw("architect", "TBD")
        outcome.saw("implementer", outcome.path(".context/architect.md"))
        outcome.artifact("spec-writer", example("spec-writer-output.md"))

    return {
        "project": "sample", "prompt": "/build-feature --priority=high " + request, "main": main, "agents": agents,
        "expect": {"exit_code": 0, "result_contains": "ALL FINISHED"},
    }, check
