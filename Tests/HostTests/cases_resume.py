"""Cases of runs that are interrupted, compacted, killed, paused, aborted or done again."""

from cases import COLLECTED, PROCESSED, call, case, relay, use

JOURNAL = ".context/.run/journal.jsonl"


def journal_has(event):
    """When the journal has such an event."""
    return {"file": JOURNAL, "has": "\"event\":\"%s\"" % event}


def session(prompts, main, agents, **more):
    """Several prompts of one session."""
    scenario = relay(prompts=prompts, main=main, agents=agents, expect={"exit_code": 0}, **more)
    del scenario["prompt"]
    return scenario


# ------------------------------------------------------------------ killed


@case
def killed_session_goes_on_with_continue_and_repeats_no_accepted_node():
    agents = {"collector": [COLLECTED], "processor": [{"kill": True}]}
    then = relay(
        prompt="/relay", args=["--continue"], main=[use(call("processor")), "ALL FINISHED"], agents={"processor": [PROCESSED]})

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("exit code of the killed session", outcome.earlier.summary["exit_code"], -9)
        outcome.equal("starts", len(outcome.events("run-started")), 1)
        outcome.equal("requests of collector", outcome.earlier.requests("collector"), 1)
        outcome.equal("requests of collector after the kill", outcome.requests("collector"), 0)
        outcome.equal("calls of processor", len(outcome.events("admitted", node="processor")), 2)
        outcome.equal("losses", len(outcome.events("lost", node="processor")), 1)
        outcome.saw("main", "Ready now: processor")
        outcome.artifact("collector", COLLECTED)

    scenario = relay(agents=agents, expect={})
    scenario["then"] = then
    return scenario, check


@case
def killed_session_goes_on_without_the_command():
    # SessionStart tells the model where its run stands, so that any words will do.
    agents = {"collector": [{"kill": True}]}
    then = relay(
        prompt="please go on", args=["--continue"], main=[use(call("collector")), use(call("processor")), "ALL FINISHED"])

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("losses", len(outcome.events("lost", node="collector")), 1)
        outcome.saw("main", "Ready now: collector")

    scenario = relay(agents=agents, expect={})
    scenario["then"] = then
    return scenario, check


@case
def run_of_a_killed_session_is_taken_over_by_another():
    agents = {"collector": [COLLECTED], "processor": [{"kill": True}]}
    then = session(
        ["/relay", "/relay --takeover"], [use(call("processor")), "ALL FINISHED"], {"processor": [PROCESSED]})

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.check("--takeover" in outcome.stream(), "the refusal doesn't name --takeover")
        outcome.equal("sessions", len({event["session"] for event in outcome.events("resumed")}), 1)
        outcome.equal("requests of collector", outcome.requests("collector"), 0)

    scenario = relay(agents=agents, expect={})
    scenario["then"] = then
    return scenario, check


# ------------------------------------------------------------------ compacted


@case
def compaction_in_mid_run():
    # The agent ends when the harness has recorded the end of the compaction.
    compacted = {"file": "{work}/../recorder/hooks.jsonl", "has": "\"event\": \"PostCompact\""}
    agents = {"collector": [{"text": COLLECTED, "when": compacted}], "processor": [PROCESSED]}
    prompts = ["/relay what lives in the mill", {"prompt": "/compact", "when": journal_has("started")}]
    main = [
        use(call("collector", run_in_background=None)), "WAITING", "A SUMMARY OF ALL", "A SUMMARY OF ALL",
        use(call("processor")), "ALL FINISHED",
    ]
    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.equal("compactions", outcome.fired("PostCompact"), 1)
        outcome.equal("attempts", outcome.attempts("collector"), ["accepted"])
        outcome.equal("losses", len(outcome.events("lost")), 0)
        outcome.equal("starts", len(outcome.events("run-started")), 1)
        outcome.saw("main", "At work: collector")

    return session(prompts, main, agents), check


# ------------------------------------------------------------------ paused, aborted, done again


@case
def paused_run_starts_nothing_and_goes_on_with_the_command():
    agents = {"collector": [{"text": COLLECTED, "when": {"file": JOURNAL, "has": "\"paused\""}}], "processor": [PROCESSED]}
    prompts = [
        "/relay what lives in the mill", {"prompt": "/relay --pause", "when": journal_has("started")},
        {"prompt": "/relay", "when": journal_has("refused")},
    ]
    main = [
        use(call("collector", run_in_background=None)), "WAITING", use(call("processor")), "IT IS PAUSED",
        use(call("processor")), "ALL FINISHED",
    ]

    def check(outcome):
        outcome.equal("ends of the run", outcome.ends(), ["paused", "complete"])
        outcome.equal("attempts", outcome.attempts("collector"), ["accepted"])
        outcome.equal("requests of processor", outcome.requests("processor"), 1)
        outcome.saw_in_order("main", "The run is paused", "Ready now: processor")
        outcome.check("The run of /relay is paused" in outcome.stream(), "the user wasn't told of the pause")
        outcome.check("At work still: collector" in outcome.stream(), "the user wasn't told who is at work")
        outcome.artifact("processor", PROCESSED)

    return session(prompts, main, agents), check


@case
def aborted_run_is_over_and_the_command_starts_another():
    other = COLLECTED.replace("Two kinds", "Three kinds")
    agents = {
        "collector": {"instances": [[{"text": COLLECTED, "when": {"file": JOURNAL, "has": "\"aborted\""}}], [other]]},
        "processor": [PROCESSED],
    }
    prompts = [
        "/relay what lives in the mill", {"prompt": "/relay --abort", "when": journal_has("started")},
        {"prompt": "/relay", "when": {"file": "said", "has": "over"}},
    ]
    main = [
        use(call("collector", run_in_background=None)), "WAITING",
        use({"name": "Write", "input": {"file_path": "{project}/said", "content": "over"}}), "IT IS OVER",
        use(call("collector")), use(call("processor")), "ALL FINISHED",
    ]

    def check(outcome):
        outcome.complete("collector", "processor")
        outcome.check("The run of /relay is aborted" in outcome.stream(), "the user wasn't told of the abort")
        outcome.artifact("collector", other)
        archive = outcome.names(".context/.run/archive")
        outcome.check(any("journal" in name for name in archive), "the aborted run isn't archived: %r" % archive)

    return session(prompts, main, agents), check


@case
def redone_node_runs_again_with_all_that_follows():
    other = COLLECTED.replace("Two kinds", "Three kinds")
    agents = {"collector": {"instances": [[COLLECTED], [other]]}, "processor": [PROCESSED]}
    main = [use(call("collector")), use(call("processor")), "FIRST TIME"]
    main += [use(call("processor")), use(call("collector")), use(call("processor")), "ALL FINISHED"]

    def check(outcome):
        outcome.equal("ends of the run", outcome.ends(), ["complete", "complete"])
        outcome.equal("visits", [event["visit"] for event in outcome.events("admitted")], [1, 1, 2, 2])
        outcome.equal("refusals", [event["node"] for event in outcome.events("refused")], ["processor"])
        outcome.artifact("collector", other)
        outcome.artifact("processor", PROCESSED)

    return session(["/relay what lives in the mill", "/relay --redo collector"], main, agents), check
