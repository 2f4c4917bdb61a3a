import Diagnostics
import Flows
import Platform
import Runs
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Small random flows of every kind, led through random legal orders of
/// events; after each one the state is compared with the reference's.
struct RandomRunTests {
  /// How many runs each part leads, of about twenty states each;
  /// `RANDOM_RUNS` sets another number and prints how many states there were.
  private static let runCount = getenv("RANDOM_RUNS").flatMap { Int(String(cString: $0)) } ?? 640

  @Test("The state of a run is what the documentation of flows comes to", arguments: 0..<8)
  func reference(_ part: Int) throws {
    var random = SeededGenerator(seed: UInt64(part))
    var (runs, states) = (0, 0)
    var problems: [String] = []
    while runs < Self.runCount, problems.count < 3 {
      let text = RandomFlow.text(&random)
      guard let flow = FlowReader(file: "flow.yaml").read(Array(text.utf8)).accepted else { continue }
      let known = ReferenceFlow(flow)
      #expect(flow.edges.map(\.isBack) == known.edges.map(known.backEdges.contains))
      for _ in 0..<20 {
        let seed = random.next()
        var run = try #require(RandomRun(flow, known, seed: seed))
        run.lead()
        if runs % 8 == 0, run.problem == nil { run.problem = run.replayDifference().map { "replayed: " + $0 } }
        runs += 1
        states += run.stepCount + 1
        if let problem = run.problem { problems.append("\(text)\(run.story)\(problem)") }
      }
    }
    if getenv("RANDOM_RUNS") != nil { print("part \(part): \(runs) runs, \(states) states") }
    #expect(problems.isEmpty, "\(problems.first ?? "")")
    #expect(states > 10 * runs)
  }
}

/// The same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
