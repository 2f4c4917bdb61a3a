import Platform
import Runs

/// Moves what a run left behind out of the way of the next one; nothing is
/// ever deleted.
struct RunArchive {
  let folder: RunFolder
  /// The archive's own folder below `.context/.run/archive`.
  let name: String

  /// A name that no other run has: the time and some letters.
  static func name(_ now: Timestamp) -> String {
    let time = Array(now.description.utf8).filter { (48...57).contains($0) || $0 == UInt8(ascii: "T") }
    let seed = "\(now.milliseconds) \(processID) \(Deadline.now())"
    let letters = Array(XXH64.hex(Array(seed.utf8)).utf8)[..<8]
    return String(decoding: time + [UInt8(ascii: "-")] + letters, as: UTF8.self)
  }

  /// The name for a run that can't be read: its own, if that can still be
  /// told, since by it its agents find it.
  static func name(ofUnreadable folder: RunFolder, _ now: Timestamp) -> String {
    Journal.run(at: folder.journal) ?? name(now)
  }

  /// Moves documents that are no node's any more.
  func move(documents: [String]) throws(Breakdown) {
    do {
      let place = Path.join(folder.archive, name)
      for (index, path) in documents.enumerated() where FileSystem.exists(path) {
        try FileSystem.makeDirectories(place)
        try FileSystem.move(path, to: Path.join(place, "\(index)-" + Path.lastComponent(path)))
      }
    } catch { throw Breakdown(error) }
  }

  /// Moves the records, the report and these targets of the flow.
  ///
  /// If the process dies before the journal is moved, the run is still there,
  /// and its documents are written again from the attempts; behind it, the next
  /// start finds no run, and archives what is left before it begins. The
  /// attempts go last, since by them it sees that. Whatever can't be looked at
  /// is told before anything is moved.
  func move(targets: [String]) throws(Breakdown) {
    do {
      let targets = try present(Set(targets).sorted())
      let records = try present(
        [folder.journal, folder.flowText, folder.reportMarkdown, folder.reportJSON, folder.workflowOutput]
          + UnrecordedText.paths(in: folder) + [Path.join(folder.records, "attempts")])
      let place = try freePlace()
      try FileSystem.makeDirectories(Path.join(place, "targets"))
      for (index, target) in targets.enumerated() {
        try FileSystem.move(target, to: Path.join(place, "targets/\(index)-" + Path.lastComponent(target)))
      }
      for path in records { try FileSystem.move(path, to: Path.join(place, Path.lastComponent(path))) }
    } catch { throw Breakdown(error) }
  }

  private func present(_ paths: [String]) throws(SystemError) -> [String] {
    var found: [String] = []
    for path in paths where try FileSystem.isPresent(path) { found.append(path) }
    return found
  }

  /// By the run's name its agents find its journal: so what an archiving that
  /// was cut off has left there makes room.
  private func freePlace() throws(SystemError) -> String {
    let place = Path.join(folder.archive, name)
    guard try FileSystem.isPresent(place) else { return place }
    var number = 2
    while try FileSystem.isPresent("\(place)-\(number)") { number += 1 }
    try FileSystem.move(place, to: "\(place)-\(number)")
    return place
  }
}
