import Diagnostics
import Documents
import Flows
import Platform
import Runs
import Testing

struct ReportTests {
  private func time(_ second: Int) -> Timestamp { Timestamp(milliseconds: ScriptedRun.beginning + 1000 * second) }

  /// `a` is accepted at the second attempt, `b` is skipped, a call was refused
  /// and a late document came.
  private func smallRun() throws -> ScriptedRun {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    run.add(.refused(Refusal(toolUseID: "t", node: "b", promptID: nil, reason: "b waits for a", answer: .init(.null))))
    run.run("a")
    run.attempt("a", .rejected, problems: ["missing"])
    run.attempt("a", .accepted)
    run.add(
      .usage(Usage(toolUseID: "call-a", agentID: "agent-a", node: "a", tokens: 1200, milliseconds: 5, toolUses: 1)))
    run.run("b")
    run.lose("b")
    run.run("b", call: "t2", agent: "g2")
    run.attempt("b", .exhausted, agent: "g2", policy: .skip, problems: ["short"])
    run.attempt("a", .late, note: "the visit was over")
    return run
  }

  @Test func theMarkdownOfASmallRun() throws {
    let report = Report(state: try smallRun().state, outcome: "complete", at: time(20))
    #expect(
      report.markdown == """
        # review: complete, with shortfalls

        | | |
        |---|---|
        | run | `r1` |
        | started | 2026-01-06T10:00:00.000Z |
        | ended | 2026-01-06T10:00:20.000Z |
        | took | 20 s |

        | node | status | attempts | span, s | tokens | artifact |
        |---|---|--:|--:|--:|---|
        | `a` | done | 2 | 2 | 1200 | `/p/w/.context/a.md` |
        | `b` | skipped | 1 (1 lost) | 4 |  |  |
        | **total** | | 3 (1 lost) | | 1200 | |

        ```mermaid
        flowchart LR
          n0(["START"])
          n1["a<br/>done"]
          n2["b<br/>skipped"]
          n3(["END"])
          n0 --> n1
          n1 --> n2
          n2 --> n3
          classDef done fill:#1a7f37,color:#fff
          class n1 done
          classDef skipped fill:#8c959f,color:#fff,stroke-dasharray:4
          class n2 skipped
        ```

        ## Shortfalls

        - b skipped: its attempts were exhausted

        ## `a`

        - attempt 1: rejected
          - 1:1 /header: missing

        ## `b`

        - skipped: its attempts were exhausted
        - attempt 1: exhausted
          - 1:1 /header: short
        - lost: gone

        ## Refused calls

        - `b`: b waits for a

        ## Attempts outside the run

        - `a`: the visit was over

        """)
  }

  @Test func theJSONOfASmallRun() throws {
    let report = Report(state: try smallRun().state, outcome: "complete", at: time(20))
    #expect(
      JSONWriter(pretty: true).write(report.json) == """
        {
          "format": 1,
          "run": "r1",
          "workflow": "review",
          "outcome": "complete",
          "session": "s1",
          "workdir": "/p/w",
          "started": "2026-01-06T10:00:00.000Z",
          "ended": "2026-01-06T10:00:20.000Z",
          "seconds": 20,
          "input": {
            "header": {},
            "content": "go"
          },
          "nodes": [
            {
              "node": "a",
              "status": "done",
              "visits": 1,
              "artifact": "/p/w/.context/a.md",
              "gated": true,
              "seconds": 2,
              "agent_seconds": 0.005,
              "tokens": 1200,
              "attempts": [
                {
                  "visit": 1,
                  "number": 1,
                  "outcome": "rejected",
                  "agent_id": "agent-a",
                  "problems": [
                    "1:1 /header: missing"
                  ]
                },
                {
                  "visit": 1,
                  "number": 2,
                  "outcome": "accepted",
                  "agent_id": "agent-a"
                }
              ]
            },
            {
              "node": "b",
              "status": "skipped",
              "because": "its attempts were exhausted",
              "visits": 1,
              "gated": true,
              "seconds": 4,
              "lost": [
                "gone"
              ],
              "attempts": [
                {
                  "visit": 1,
                  "number": 1,
                  "outcome": "exhausted",
                  "agent_id": "g2",
                  "problems": [
                    "1:1 /header: short"
                  ]
                }
              ]
            }
          ],
          "shortfalls": [
            "b skipped: its attempts were exhausted"
          ],
          "problems": [],
          "refused_calls": [
            {
              "node": "b",
              "reason": "b waits for a"
            }
          ],
          "attempts_outside_the_run": [
            {
              "agent": "a",
              "note": "the visit was over"
            }
          ],
          "totals": {
            "attempts": 3,
            "lost": 1,
            "tokens": 1200,
            "agent_seconds": 0.005
          },
          "mermaid": "flowchart LR\\n  n0([\\"START\\"])\\n  n1[\\"a<br/>done\\"]\\n  n2[\\"b<br/>skipped\\"]\\n  n3([\\"END\\"])\\n  n0 --> n1\\n  n1 --> n2\\n  n2 --> n3\\n  classDef done fill:#1a7f37,color:#fff\\n  class n1 done\\n  classDef skipped fill:#8c959f,color:#fff,stroke-dasharray:4\\n  class n2 skipped\\n"
        }
        """)
  }

  @Test func aMessageThatWasJudgedTwiceIsOneAttempt() throws {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    run.run("a")
    for outcome in [Attempt.Outcome.unchecked, .accepted] {
      var attempt = Attempt(
        identity: MessageIdentity(key: outcome.rawValue, uuid: nil), node: "a", visit: 1, number: 1, agentID: "agent-a",
        toolUseID: "call-a", outcome: outcome, isGated: outcome == .accepted, answer: .init(.null))
      attempt.hash = "0011223344556677"
      run.add(.attempt(attempt))
    }
    run.run("b")
    run.attempt("b", .rejected)
    run.attempt("b", .rejected)
    let report = Report(state: run.state, outcome: "failed", at: time(9))
    #expect(report.json["totals"]?["attempts"]?.integer == 3)
    #expect(report.markdown.contains("| `a` | done | 1 |"))
    #expect(report.markdown.contains("| 2 |"), "two messages without a text are two")
  }

  @Test(arguments: [("running", false), ("held", false), ("failing", false), ("failed", true), ("paused", true)])
  func aRunThatIsUnderWayHasNoEnd(outcome: String, hasEnd: Bool) throws {
    let report = Report(state: try smallRun().state, outcome: outcome, at: time(9))
    #expect((report.json["ended"] != nil) == hasEnd)
    #expect(report.markdown.contains("| ended |") == hasEnd)
    #expect(report.markdown.contains("| as of |") != hasEnd)
  }

  @Test func quotedAngleBracketsAreThemselves() throws {
    let text = Report(
      state: try smallRun().state, outcome: "failed", at: time(9), problems: ["found \(quoted("<b>\\u003c"))"]
    ).markdown
    #expect(text.contains("- found \"&lt;b>\\\\\\\\u003c\"\n"), "\(text)")
  }

  @Test func whatAModelWroteIsNoMarkup() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.run("a")
    run.attempt(
      "a", .exhausted, policy: .fail, problems: ["<script>|x\n# head\r\n[link](http://x) `code` \\|\u{1B}[2J"])
    let text = Report(state: run.state, outcome: "failed", at: time(9), problems: ["a|b\n- c"]).markdown
    #expect(text.contains("  - 1:1 /header: &lt;script>\\|x # head  \\[link](http://x) \\`code\\` \\\\\\| \\[2J\n"))
    #expect(text.contains("- a\\|b - c\n"))
    #expect(!text.replacing("<br/>", with: "").contains("<"))
  }

  @Test func aPathCannotEndItsCodeOrItsCell() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.run("a")
    var attempt = Attempt(
      identity: MessageIdentity(key: "k", uuid: nil), node: "a", visit: 1, number: 1, agentID: "agent-a",
      toolUseID: nil, outcome: .accepted, isGated: false,
      answer: .init(.null))
    attempt.target = "/w/`|\n<b>.md"
    run.add(.attempt(attempt))
    let text = Report(state: run.state, outcome: "complete", at: time(9)).markdown
    #expect(text.contains("| `a` | done, not gated | 1 | 1 |  | `/w/'\\| <b>.md` |\n"))
  }

  @Test func aClockThatWasSetBackGivesNoNegativeTime() throws {
    let run = try #require(ScriptedRun("START >> a >> END"))
    let report = Report(state: run.state, outcome: "failed", at: time(-5))
    #expect(report.json["seconds"]?.integer == 0)
    #expect(report.markdown.contains("| took | 0 s |"))
  }

  @Test func withoutAFlowTheNodesStandInOrderOfTheirNames() throws {
    var run = try #require(ScriptedRun())
    for node in ["b", "a", "c"] { run.finish(node) }
    let report = Report(state: run.state, outcome: "complete", at: time(9))
    #expect(report.json["nodes"]?.array?.map { $0["node"]?.string } == ["a", "b", "c"])
  }
}
