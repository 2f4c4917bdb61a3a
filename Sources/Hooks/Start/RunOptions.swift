import Contracts
import Runs

/// The options of every workflow's command; they reach the input contract
/// only if its schema names them.
struct RunOptions {
  /// An option that can't be taken as it was given.
  struct Problem: Error {
    var problem: String
  }

  // Lists: a hook would have to make the type of a set of them first.
  static let flags = ["fresh", "force", "resume", "takeover", "pause", "abort"]
  private static let valued = ["workdir", "redo"]
  static let all = flags + valued

  let fresh: Bool
  let force: Bool
  let resume: Bool
  let takeover: Bool
  /// The node to be run anew.
  let redo: String?

  init(_ options: CommandLineOptions, _ schema: OptionSchema) throws(Problem) {
    for option in options.options where Self.flags.contains(option.key) && !schema.names(option.key) {
      guard [nil, "true", "false"].contains(option.value) else {
        throw Problem(problem: "--\(option.key) takes no value")
      }
    }
    let on = options.switchedOn
    fresh = on.contains("fresh")
    force = on.contains("force")
    resume = on.contains("resume")
    takeover = on.contains("takeover")
    let redone = options.options.last { $0.key == "redo" }
    redo = redone?.value
    guard options.options.count(where: { $0.key == "redo" }) < 2 else {
      throw Problem(problem: "--redo is given more than once; redo one node, and the other when that has run")
    }
    if redone != nil, redo?.isEmpty ?? true { throw Problem(problem: "--redo has no value, expected --redo=NODE") }
    if fresh, redo != nil { throw Problem(problem: "--fresh and --redo exclude each other") }
  }
}

extension RunOutcome {
  /// Whether the command starts a new run instead of going on with this one.
  var isOver: Bool { self == .complete || self == .aborted }
}
