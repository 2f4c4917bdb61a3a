"""Cases of agents that end otherwise than planned: cut off, revived, forked, nested, overdue."""

from cases import COLLECTED, COLLECTED_WRONG, PROCESSED, call, case, collector, relay, tool, use
from workflows import document, workflow

READ_BRIEF = tool("Read", file_path="{project}/brief.md")


def collector_with(*keys):
    """The collector's file with more lines in its frontmatter."""
    lines = "".join(key + "\n" for key in keys)
    return collector().replace("tools: Read\n", lines if any(key.startswith("tools:") for key in keys) else "tools: Read\n" + lines)


# ------------------------------------------------------------------ cut off


@case
def agent_at_its_turn_limit_is_lost_and_called_again():
    busy = [use(READ_BRIEF, text="W"), use(READ_BRIEF, text="W"), use(READ_BRIEF, text="W")]
    main = [use(call("collector")), use(call("collector")), use(call("processor")), "ALL FINISHED"]

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("losses", len(outcome.events("lost", node="collector")), 1)
        outcome.equal("attempts", outcome.attempts("collector"), ["accepted"])
        outcome.equal("admissions", len(outcome.events("admitted", node="collector")), 2)
        outcome.saw("main", "collector ended without a document")
        outcome.artifact("collector", COLLECTED)

    return relay(
        files={".claude/agents/collector.md": collector_with("maxTurns: 2")}, main=main,
        agents={"collector": {"instances": [busy, [COLLECTED]]}, "processor": [PROCESSED]}), check


@case
def agent_that_dies_twice_exhausts_its_attempts():
    dead = [{"status": 400}] * 6
    main = [use(call("collector")), use(call("collector")), use(call("processor")), "ALL FINISHED"]

    def check(outcome):
        outcome.equal("losses", len(outcome.events("lost", node="collector")), 2)
        outcome.equal("ends of the run", outcome.ends(), ["failed"])
        outcome.equal("requests of processor", outcome.requests("processor"), 0)
        outcome.no_artifact("collector")

    return relay(
        files={".claude/agents/collector.md": collector(retries=1)}, main=main,
        agents={"collector": {"instances": [dead, dead, [COLLECTED]]}, "processor": [PROCESSED]}), check


# ------------------------------------------------------------------ overdue


@case
def overdue_agent_may_use_no_tool_and_hands_in():
    agents = {"collector": [dict(use(READ_BRIEF), delay=3), COLLECTED], "processor": [PROCESSED]}

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("attempts", outcome.attempts("collector"), ["accepted"])
        outcome.saw("collector", "The time of collector was over", "Hand in your document now")
        outcome.not_saw("collector", "What lives in the old mill?")
        outcome.artifact("collector", COLLECTED)

    return relay(files={".claude/agents/collector.md": collector_with("timeout: 1")}, agents=agents), check


# ------------------------------------------------------------------ nested


@case
def nodes_agent_may_not_call_another_node():
    inner = use(call("processor", "Do my work."), call("bystander", "Look."))
    agents = {"collector": [inner, COLLECTED], "processor": [PROCESSED], "bystander": ["I SAW IT"]}

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("requests of processor", outcome.requests("processor"), 1)
        outcome.equal("requests of bystander", outcome.requests("bystander"), 1)
        outcome.equal("admissions", [event["node"] for event in outcome.events("admitted")], ["collector", "processor"])
        outcome.saw("collector", "[tool_result ERROR", "main agent", "I SAW IT")
        outcome.artifact("collector", COLLECTED)

    return relay(files={".claude/agents/collector.md": collector_with("tools: Read, Agent")}, agents=agents), check


# ------------------------------------------------------------------ revived


def send(agent, message="Once more, please."):
    return tool("SendMessage", to="{agent:%s}" % agent, summary="again please", message=message)


REVIVING = ["Task", "Agent", "Read", "Write", "Edit", "Bash", "Glob", "Grep", "Skill", "SendMessage"]


@case
def agent_revived_after_its_document_was_accepted_changes_nothing():
    main = [use(call("collector")), use(send("collector")), "WAITING", use(call("processor")), "ALL FINISHED", "ALL FINISHED"]
    other = COLLECTED.replace("Two kinds", "Three kinds")

    def check(outcome):
        outcome.complete("processor")
        outcome.equal("starts of collector", outcome.fired("SubagentStart", agent_type="collector"), 2)
        outcome.equal("gated calls", len(outcome.events("admitted", node="collector")), 1)
        outcome.artifact("collector", COLLECTED)
        late = outcome.report().get("attempts_outside_the_run", [])
        outcome.equal("late attempts", [attempt["agent"] for attempt in late], ["collector"])
        outcome.check(
            late and other.strip() in (outcome.text(".context/.run/" + late[0]["file"]) or ""), "the late text isn't kept")

    return relay(main=main, agents={"collector": [COLLECTED, other], "processor": [PROCESSED]}, allow=REVIVING), check


@case
def agent_lost_at_its_turn_limit_is_revived_and_counts():
    busy = [use(READ_BRIEF, text="W"), use(READ_BRIEF, text="W")]
    accepted = {"file": ".context/.run/journal.jsonl", "has": "\"outcome\":\"accepted\""}
    main = [
        use(call("collector")), use(send("collector", "Go on.")), dict(use(call("processor")), when=accepted), "ALL FINISHED",
        "ALL FINISHED",
    ]

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("losses", len(outcome.events("lost", node="collector")), 1)
        outcome.equal("attempts", outcome.attempts("collector"), ["rejected", "accepted"])
        outcome.equal("gated calls", len(outcome.events("admitted", node="collector")), 1)
        outcome.artifact("collector", COLLECTED)

    return relay(
        files={".claude/agents/collector.md": collector_with("maxTurns: 2")}, main=main, allow=REVIVING,
        agents={"collector": busy + [COLLECTED_WRONG, COLLECTED], "processor": [PROCESSED]}), check


@case
def agent_revived_in_the_background_is_waited_for():
    busy = [use(READ_BRIEF, text="W"), use(READ_BRIEF, text="W")]
    main = [use(call("collector")), use(send("collector", "Go on.")), "WAITING", use(call("processor")), "ALL FINISHED"]

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("turns held back", len(outcome.events("stop-blocked")), 0)
        outcome.not_saw("main", "collector: ready, call the Agent tool")
        outcome.saw_in_order("main", "<task-notification>", "The document of collector was accepted")

    return relay(
        files={".claude/agents/collector.md": collector_with("maxTurns: 2")}, main=main, allow=REVIVING,
        agents={"collector": busy + [{"text": COLLECTED, "delay": 2}], "processor": [PROCESSED]}), check


# ------------------------------------------------------------------ forked


@case
def forked_command_after_the_run_is_held_to_its_contract_alone():
    fork = "---\ndescription: A fork\ncontext: fork\nagent: collector\n---\nFORKED-BODY: $ARGUMENTS\n"
    prompts = ["/relay what lives in the mill", "/collect the mill"]
    other = COLLECTED.replace("Two kinds", "Three kinds")

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("admissions", len(outcome.events("admitted")), 2)
        outcome.saw("collector", "FORKED-BODY: the mill", "Stop hook feedback")
        outcome.equal("requests of collector", outcome.requests("collector"), 3)
        # The run is over; what an agent hands over outside of one is checked and written all the same.
        outcome.equal("attempts", outcome.attempts("collector"), ["accepted"])
        outcome.artifact("collector", other)

    scenario = relay(
        prompts=prompts, files={".claude/commands/collect.md": fork},
        agents={"collector": {"instances": [[COLLECTED], [COLLECTED_WRONG, other]]}, "processor": [PROCESSED]},
        expect={"exit_code": 0})
    del scenario["prompt"]
    return scenario, check


@case
def forked_command_in_mid_run_is_kept_and_changes_nothing():
    fork = "---\ndescription: A fork\ncontext: fork\nagent: collector\n---\nFORKED-BODY: $ARGUMENTS\n"
    # While the collector works in the background, the user calls its command.
    started = {"file": ".context/.run/journal.jsonl", "has": "\"event\":\"started\""}
    forked = {"file": ".context/.run/journal.jsonl", "has": "\"event\":\"attempt\""}
    prompts = ["/relay what lives in the mill", {"prompt": "/collect the mill", "when": started}]
    other = COLLECTED.replace("Two kinds", "Three kinds")
    main = [use(call("collector", run_in_background=None)), "WAITING", use(call("processor")), "ALL FINISHED", "ALL FINISHED"]

    def check(outcome):
        outcome.complete("processor")
        outcome.artifact("collector", COLLECTED)
        outcome.equal("admissions", len(outcome.events("admitted", node="collector")), 1)
        late = outcome.report().get("attempts_outside_the_run", [])
        outcome.equal("attempts outside the run", [attempt["agent"] for attempt in late], ["collector"])

    scenario = relay(
        prompts=prompts, files={".claude/commands/collect.md": fork}, main=main,
        agents={"collector": {"instances": [[{"text": COLLECTED, "when": forked}], [other]]}, "processor": [PROCESSED]},
        expect={"exit_code": 0})
    del scenario["prompt"]
    return scenario, check


@case
def agent_of_no_node_is_held_to_its_contract_in_a_run():
    files = workflow("other", "START >> helper >> END", ["helper"])
    main = [use(call("collector")), use(call("helper")), use(call("processor")), "ALL FINISHED"]

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("requests of helper", outcome.requests("helper"), 2)
        outcome.saw("helper", "Stop hook feedback", "required property \"agent\" is missing")
        outcome.equal("admissions", [event["node"] for event in outcome.events("admitted")], ["collector", "processor"])

    return relay(
        main=main, files=files,
        agents={"collector": [COLLECTED], "processor": [PROCESSED], "helper": ["Nothing.", document("helper")]}), check
