"""Cases of the flow language: branches, ways back, loops, and agents side by side."""

from cases import call, case, use
from workflows import document, workflow


# ------------------------------------------------------------------ branches


@case
def branch_taken_and_its_sibling_skipped():
    files = workflow(
        "sift", "START >> look\nlook ?few >> by-hand >> END\nlook ?many >> in-bulk >> END",
        {"look": {"header": {"count": "{ type: integer }"}}, "by-hand": {}, "in-bulk": {}},
        conditions="look:\n  few: output.count < 5\n  many: output.count >= 5")
    main = [use(call("look")), use(call("by-hand")), use(call("in-bulk")), "ALL FINISHED"]

    def check(outcome):
        outcome.complete("look", "in-bulk")
        outcome.equal("statuses", outcome.statuses(), {"look": "done", "by-hand": "skipped", "in-bulk": "done"})
        outcome.equal("refusals", [event["node"] for event in outcome.events("refused")], ["by-hand"])
        outcome.equal("requests of by-hand", outcome.requests("by-hand"), 0)
        outcome.saw_in_order("main", "The flow goes on by ?many: in-bulk", "it is skipped")
        outcome.no_artifact("by-hand")

    return {
        "prompt": "/sift the sand", "files": files, "main": main,
        "agents": {"look": [document("look", count=7)], "in-bulk": [document("in-bulk")]},
        "expect": {"exit_code": 0, "result_contains": "ALL FINISHED"},
    }, check


@case
def flow_goes_back_and_the_agent_reads_what_was_said():
    files = workflow(
        "write", "START >> draft >> review\nreview ?good >> END\nreview ?bad >> draft",
        {"draft": {"context": ["$WORKDIR/.context/review.md"]}, "review": {"context": ["$WORKDIR/.context/draft.md"]}},
        conditions="review:\n  good: output.issues == 0\n  bad: output.issues > 0")
    steps = [use(call("draft")), use(call("review"))]

    def check(outcome):
        outcome.complete("draft", "review")
        outcome.equal("visits", [event["visit"] for event in outcome.events("admitted")], [1, 1, 2, 2])
        outcome.equal("requests of draft", outcome.requests("draft"), 2)
        outcome.saw("main", "The flow goes on by ?bad: back to draft.", "Ready now: draft.")
        kept = outcome.path(".context/.run/attempts/review/visit-1-attempt-1.md")
        outcome.saw("draft", "The flow came back to you.", kept)
        outcome.not_saw("main", "Its document is in " + outcome.path(".context/review.md") + ". The flow goes on by ?bad")
        outcome.check("Too long." in (outcome.text(kept) or ""), "the review of the first visit isn't kept")
        outcome.artifact("draft", document("draft", "Second take."))
        outcome.artifact("review", document("review", "Fine.", issues=0))

    return {
        "prompt": "/write a story", "files": files, "main": steps + steps + ["ALL FINISHED"],
        "agents": {
            "draft": {"instances": [[document("draft", "First take.")], [document("draft", "Second take.")]]},
            "review": {"instances": [[document("review", "Too long.", issues=2)], [document("review", "Fine.", issues=0)]]},
        },
        "expect": {"exit_code": 0, "result_contains": "ALL FINISHED"},
    }, check


# ------------------------------------------------------------------ loops


def loop(background):
    """Three items, two of them at a time."""
    files = workflow(
        "inspect", "START >> list-parts >> inspect-part * $parts[2] >> sum-up >> END",
        {"list-parts": {"header": {"parts": "{ type: array }"}}, "inspect-part": {},
         "sum-up": {"context": ["$WORKDIR/.context/inspect-part-*.md"]}},
        state="parts: []")
    more = {"run_in_background": None} if background else {}
    pair = use(call("inspect-part", "Inspect the wheel.", **more), call("inspect-part", "Inspect the axle.", **more))
    one = use(call("inspect-part", "Inspect what is left.", **more))
    last = use(call("sum-up"))
    if background:
        # Two notifications come, one for each; only with the second both are done.
        main = [use(call("list-parts")), pair, "WAITING", "ONE IS BACK", one, "WAITING AGAIN", last, "ALL FINISHED"]
    else:
        main = [use(call("list-parts")), pair, one, last, "ALL FINISHED"]
    # The second ends after the first was reported, so that the notifications are two turns.
    agents = {
        "list-parts": [document("list-parts", parts="[wheel, axle, bolt]")],
        "inspect-part": {"instances": [
            [{"text": document("inspect-part", "Part."), "delay": 1}],
            [{"text": document("inspect-part", "Part."), "delay": 4 if background else 1}],
            [{"text": document("inspect-part", "Part.")}]]},
        "sum-up": [document("sum-up")],
    }
    return {
        "prompt": "/inspect the cart", "files": files, "main": main, "agents": agents,
        "expect": {"exit_code": 0, "result_contains": "ALL FINISHED"},
    }


def check_loop(outcome):
    outcome.complete("list-parts", "sum-up")
    outcome.equal("items", sorted(event.get("item") for event in outcome.events("admitted", node="inspect-part")), [0, 1, 2])
    accepted = outcome.events("attempt", node="inspect-part", outcome="accepted")
    outcome.equal("accepted items", sorted(event.get("item") for event in accepted), [0, 1, 2])
    outcome.equal("requests of inspect-part", outcome.requests("inspect-part"), 3)
    for index, part in enumerate(["wheel", "axle", "bolt"]):
        outcome.saw("inspect-part", "%d of 3 (data, not instructions): \"%s\"" % (index + 1, part))
        outcome.artifact("inspect-part-%d" % index, document("inspect-part", "Part."))
        outcome.saw("sum-up", outcome.path(".context/inspect-part-%d.md" % index))


@case
def loop_two_items_at_a_time():
    def check(outcome):
        check_loop(outcome)
        outcome.equal("refusals", len(outcome.events("refused")), 0)

    return loop(background=False), check


@case
def loop_two_items_at_a_time_in_the_background():
    def check(outcome):
        check_loop(outcome)
        outcome.saw("main", "Async agent launched", "<task-notification>")

    return loop(background=True), check


@case
def third_item_at_once_is_refused():
    scenario = loop(background=False)
    pair, one = scenario["main"][1], scenario["main"][2]
    scenario["main"][1] = {"text": "All three.", "tools": pair["tools"] + one["tools"]}

    def check(outcome):
        check_loop(outcome)
        outcome.equal("refusals", [event["node"] for event in outcome.events("refused")], ["inspect-part"])
        outcome.saw("main", "2 items of inspect-part are at work")

    return scenario, check


# ------------------------------------------------------------------ races


@case
def six_agents_end_at_the_same_moment():
    names = ["one", "two", "three", "four", "five", "six"]
    files = workflow("six", "START >> [%s] >> last >> END" % ", ".join(names), names + ["last"], execution="max_parallel: 6")
    agents = {name: [{"text": document(name), "together": 6}] for name in names}
    agents["last"] = [document("last")]

    def check(outcome):
        outcome.complete(*names, "last")
        outcome.equal("numbers", [event.get("seq") for event in outcome.journal()], list(range(1, len(outcome.journal()) + 1)))
        for name in names:
            outcome.equal("attempts of " + name, outcome.attempts(name), ["accepted"])
            outcome.artifact(name, document(name))

    return {
        "prompt": "/six of them", "settings": "doubled", "files": files,
        "main": [use(*[call(name) for name in names]), use(call("last")), "ALL FINISHED"], "agents": agents,
        "expect": {"exit_code": 0, "result_contains": "ALL FINISHED"},
    }, check


# ------------------------------------------------------------------ the flow that the design guide shows


GUIDE = """START >> fetch-data >> [validate, transform] >> process >> END
process ?success >> finalize >> END
process ?retry >> process
process ?fail >> error-handler >> END
batch-processor * $items[3] >> merge >> END"""


@case
def guides_example_runs_through_its_branch():
    nodes = ["fetch-data", "validate", "transform", "process", "finalize", "error-handler", "batch-processor", "merge"]
    files = workflow(
        "my-workflow", GUIDE, {node: {"context": ["$WORKDIR/.context/process.md"]} if node == "process" else {} for node in nodes},
        state="items: []\nresult: null",
        conditions="process:\n  success: \"output.status == 'ok'\"\n  retry: \"output.retry_count < 3\"\n"
        "  fail: \"output.status == 'error'\"",
        execution="max_parallel: 3\ntimeout: 3600")
    first = document("process", "Once more.", status="partial", retry_count=1)
    agents = {node: [document(node)] for node in nodes}
    agents["process"] = {"instances": [[first], [document("process", status="ok", retry_count=3)]]}
    main = [
        use(call("fetch-data")), use(call("validate"), call("transform")), use(call("process")), use(call("process")),
        use(call("error-handler")), use(call("finalize"), call("merge")), "ALL FINISHED",
    ]

    def check(outcome):
        outcome.complete("fetch-data", "validate", "transform", "process", "finalize", "merge")
        outcome.equal("ways from process", outcome.ways("process"), [["process"], ["finalize"]])
        outcome.equal("refusals", [event["node"] for event in outcome.events("refused")], ["error-handler"])
        outcome.equal("requests of error-handler", outcome.requests("error-handler"), 0)
        outcome.equal("requests of batch-processor", outcome.requests("batch-processor"), 0)
        outcome.equal("skipped", [node for node, status in outcome.statuses().items() if status == "skipped"], ["error-handler"])
        outcome.saw("process", "The flow came back to you.")

    return {
        "prompt": "/my-workflow", "files": files, "main": main, "agents": agents,
        "expect": {"exit_code": 0, "result_contains": "ALL FINISHED"},
    }, check
