import Documents
import Platform
import Runs

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Appends events to a journal as hooks do, for tests that run many writers or
/// kill one.
///
/// The argument is a working directory. For each line of standard input it
/// takes the run's lock, reads the journal, appends a turn of that name, and
/// only then repeats the line on standard output.
@main
enum Main {
  static func main() {
    let arguments = CommandLine.arguments
    do {
      try appendAll(arguments.count > 1 ? arguments[1] : ".")
    } catch {
      _ = try? FileSystem.writeAll(Array("journal-writer: \(error)\n".utf8), descriptor: 2)
      exit(1)
    }
  }

  private static func appendAll(_ workdir: String) throws {
    let folder = RunFolder(workdir: workdir)
    let names = try FileSystem.readAll(descriptor: 0).split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    try FileSystem.makeDirectories(folder.records)
    for name in names {
      try append(name, to: folder)
      try FileSystem.writeAll(Array((name + "\n").utf8), descriptor: 1)
    }
  }

  private static func append(_ name: String, to folder: RunFolder) throws {
    let lock = try folder.locked(for: .seconds(100))
    defer { lock.release() }
    var journal: Journal
    if let found = try Journal.read(folder.journal) {
      journal = found
    } else {
      journal = Journal(creating: folder.journal)
      try journal.append([.runStarted(start)], at: WallClock.now())
    }
    try journal.append([.turn(promptID: name)], at: WallClock.now())
  }

  private static let start = RunStart(
    run: "r1", workflow: "wf", session: "s1", key: "p1", promptID: "p1", project: "/", workdir: "/",
    input: .object([:]), definition: .object([:]), answer: .init(.string("started")))
}
