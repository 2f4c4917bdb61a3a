import Diagnostics
import Documents
import Flows
import Runs
import Testing

/// A flow with a group, a retry, two branches and a loop beside them reaches
/// END under each outcome of its process.
struct ExampleFlowTests {
  private static let chains = [
    "START >> fetch-data >> [validate, transform] >> process >> END", "process ?success >> finalize >> END",
    "process ?retry >> process", "process ?fail >> error-handler >> END",
    "batch-processor * $items[3] >> merge >> END",
  ]
  private static let keys = """
    state: {items: [], result: null}
    conditions:
      process:
        success: "output.status == 'ok'"
        retry: "output.retry_count < 3"
        fail: "output.status == 'error'"
    execution: {max_parallel: 3, timeout: 3600}
    """

  private static func beforeProcess() throws -> ScriptedRun {
    var run = try #require(ScriptedRun(chains, keys))
    // The loop has nothing to do, and so what follows it is ready.
    for node in ["fetch-data", "merge", "transform", "validate"] { run.finish(node) }
    return run
  }

  private static func output(_ status: String, _ retries: Int) -> Node {
    .object(["status": .string(status), "retry_count": .integer(retries)])
  }

  @Test(arguments: [("ok", 0, "finalize", "error-handler"), ("error", 3, "error-handler", "finalize")])
  func itsLabelsLeadToENDThroughTheirBranch(
    _ status: String, _ retries: Int, _ taken: String, _ dead: String
  ) throws {
    var run = try Self.beforeProcess()
    run.finish("process", Self.output(status, retries))
    #expect(run.state.status(of: dead) == .skipped)
    #expect(run.state.readyNodes == [taken])
    run.finish(taken)
    #expect(run.state.phase == .complete)
  }

  @Test func whenNoLabelHoldsItGoesToENDAtOnce() throws {
    var run = try Self.beforeProcess()
    run.finish("process", Self.output("other", 3))
    #expect(run.state.status(of: "finalize") == .skipped)
    #expect(run.state.status(of: "error-handler") == .skipped)
    #expect(run.state.phase == .complete)
  }

  @Test func aRetryRunsTheProcessAgainAndNothingBeforeIt() throws {
    var run = try Self.beforeProcess()
    for retry in 0..<3 {
      run.finish("process", Self.output("error", retry))
      #expect(run.state.readyNodes == ["process"])
      #expect(run.state.nodes["process"]?.visit == retry + 2)
    }
    #expect(run.state.nodes["validate"]?.visit == 1)
    run.finish("process", Self.output("error", 3))
    run.finish("error-handler")
    #expect(run.state.phase == .complete)
  }

  @Test func retriesWithoutEndUseUpItsVisits() throws {
    var run = try Self.beforeProcess()
    for _ in 0..<10 { run.finish("process", Self.output("error", 0)) }
    #expect(run.state.status(of: "process") == .failed)
    #expect(run.state.phase == .failed)
  }

  @Test func withoutACountItFailsByName() throws {
    var run = try Self.beforeProcess()
    run.finish("process", .object(["status": .string("error")]))
    let because = "output.retry_count is null and 3 is the number 3, expected two numbers or two strings"
    #expect(
      run.state.nodes["process"]?.outcome == .failed(because: "the condition of ?retry has no answer: " + because))
  }

  @Test func theLoopGoesThroughWhatTheInputSets() throws {
    var run = try #require(ScriptedRun(Self.chains, Self.keys.replacing("items: []", with: "items: [x, y]")))
    for item in [1, 0] { run.finish("batch-processor", item: item) }
    for node in ["fetch-data", "validate", "transform", "merge"] { run.finish(node) }
    run.finish("process", Self.output("ok", 0))
    run.finish("finalize")
    #expect(run.state.phase == .complete)
  }
}
