internal import ArgumentParser
import Diagnostics
import Documents
import Platform
import Runs

/// Which run is meant.
struct RunChoice: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The run's working directory, or the project; without it the nearest one with a run.", valueName: "directory"),
    completion: .directory)
  var directory: String?

  @Option(
    help: ArgumentHelp("The run's id, or its beginning, as `runs` lists it.", valueName: "id"),
    completion: NameCompletion.runs)
  var run: String?

  func record() throws -> RunRecord {
    do {
      return try RunSearch.one(directory, id: run)
    } catch { throw Status.failure(error.text) }
  }

  /// Gives each new state of the run, until it is over; returns the last one.
  func watch(_ first: RunRecord, _ change: (RunRecord) throws -> Void) throws -> RunRecord {
    var known = first
    var ready = first.ready(at: WallClock.now())
    while !known.isOver {
      let next = try nextRecord()
      let nowReady = next.ready(at: WallClock.now())
      let isChanged =
        next.state.sequence != known.state.sequence || next.state.start.run != known.state.start.run || next.isOver
        || nowReady != ready
      if isChanged { try change(next) }
      known = next
      ready = nowReady
    }
    return known
  }

  private func nextRecord() throws -> RunRecord {
    sleep(for: .milliseconds(400))
    // A run that starts over has no journal for a moment.
    if let next = try? RunSearch.one(directory, id: run) { return next }
    sleep(for: .milliseconds(400))
    return try record()
  }
}

/// `claude-workflow status`: where a run stands.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows where a run stands.",
    discussion: """
      Read from the run's journal; nothing is changed, and a session at work isn't disturbed.

      Exit status: 0 the run is on or complete, 1 it has failed, is failing, held, stalled or terminated, 2 there is no run \
      that can be read.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @OptionGroup var choice: RunChoice

  @Option(help: "How it is printed: text or json.")
  var format: Format = .text

  @Flag(help: "Show it again whenever something happens, until the run is over.")
  var watch = false

  func run() throws {
    var record = try choice.record()
    show(record)
    if watch { record = try choice.watch(record) { show($0, isAgain: true) } }
    if record.isInTrouble { throw ExitCode(1) }
  }

  private func show(_ record: RunRecord, isAgain: Bool = false) {
    let now = WallClock.now()
    switch format {
    case .text:
      let color = Output.standard.takesColor
      // On a terminal the new state takes the place of the old one.
      let start = watch && color ? "\u{1B}[2J\u{1B}[H" : isAgain ? "\n" : ""
      Output.standard.write(start + plain(StatusText(record: record, now: now, color: color).text))
    case .json:
      let report = Report(
        state: record.state, outcome: record.standing, at: record.state.endedAt ?? now, ready: record.ready(at: now)
      ).json
      // One line each, for whoever reads them as they come.
      Output.standard.write(JSONWriter(pretty: !watch).write(report) + "\n")
    }
  }
}
