internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Platform

/// `claude-workflow uninstall`: takes out what `init` put in.
struct Uninstall: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall",
    abstract: "Takes out of a project what init put in, and nothing else.",
    discussion: """
      A file that was changed since is kept and named; of the first workflow all files are kept if one was changed. \
      Out of settings that were changed since the commands that init wrote are taken, wherever they stand. \
      Runs and what agents wrote stay where they are.

      Exit status: 0 done, 1 done, but settings still call a hook that is gone, or not done, as the settings can't be \
      read, 2 there is nothing to take out, or it could not be done.
      """)

  @Argument(help: ArgumentHelp("The project's folder.", valueName: "project"), completion: .directory)
  var project: String = "."

  @Flag(help: "Show what would change, as a diff, and change nothing.")
  var dryRun = false

  func run() throws {
    guard FileSystem.isDirectory(project) else {
      throw Self.failure("there is no folder \(quoted(project, limit: 4000)), expected the project's")
    }
    do {
      let root = FileSystem.realPath(project) ?? project
      try ProjectLock.holding(root) { try takeOut(of: root) }
    } catch let error as SystemError { throw Self.failure("\(error)") }
  }

  private func takeOut(of root: String) throws {
    let recorded = try Installation(of: root)
    if !dryRun { Leftovers.clear(in: root, recorded) }
    guard let record = recorded else {
      throw Self.failure(
        "found no \(Installation.path) in \(quoted(project, limit: 4000)): nothing was put there by `claude-workflow init`; name the project's folder, `claude-workflow uninstall PROJECT`"
      )
    }
    if let path = record.foreignPath(in: root) {
      throw Self.failure(
        "\(Installation.path) names \(quoted(path, limit: 4000)), which is outside of the project's .claude or leads out of the project: nothing was removed; mend that file, or take out by hand what `claude-workflow init` put in"
      )
    }
    var changes = ProjectChanges(root: root)
    try takeFiles(record, &changes)
    for file in record.amended { try takeBack(file, record, &changes) }
    try changes.remove(Installation.path)
    let dangling = try DanglingCommands(after: changes)
    if dryRun {
      Output.standard.write(changes.diff + dangling.text)
      return
    }
    try changes.apply()
    // What isn't empty stays.
    for folder in record.folders.reversed() { try? FileSystem.remove(Path.join(root, folder)) }
    Output.standard.write(changes.summary + dangling.text)
    if !dangling.text.isEmpty { throw ExitCode(1) }
  }

  private func takeFiles(_ record: Installation, _ changes: inout ProjectChanges) throws {
    let changed = try record.files.filter { file in
      try changes.current(file.path).map { XXH64.hex($0) != file.hash } ?? false
    }
    let parts = Set(changed.map(\.part))
    for file in record.files where try changes.current(file.path) != nil {
      if changed.contains(file) {
        changes.keep(file.path, because: "it was changed")
      } else if parts.contains(file.part) {
        changes.keep(file.path, because: "it belongs to what was changed")
      } else {
        try changes.remove(file.path)
      }
    }
  }

  private func takeBack(
    _ file: Installation.Amended, _ record: Installation, _ changes: inout ProjectChanges
  ) throws {
    guard let now = try changes.current(file.path) else { return }
    // A file that became a link since is the user's; without it the hooks
    // would stay wired where it leads to.
    let isRemovable = file.before == nil && !changes.isLink(file.path)
    if XXH64.hex(now) == file.after {
      if let before = file.before {
        return try changes.write(before, to: file.path)
      } else if isRemovable {
        return try changes.remove(file.path)
      }
    }
    if file.path == ".gitignore" {
      let ours = Set(record.ignored.map { Array($0.utf8) })
      let rest = now.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        .filter { !ours.contains(Array($0)) }
      try changes.write(Array(rest.joined(separator: CollectionOfOne(UInt8(ascii: "\n")))), to: file.path)
      return
    }
    let text = String(decoding: now, as: UTF8.self)
    let reading = JSONReader(file: file.path).read(now)
    // Without the hooks, what calls them would fail at every event.
    guard let settings = reading.accepted, settings.object != nil else {
      throw SettingsFault.refusal(reading, file.path, now)
    }
    let commands = record.wires.flatMap { $0.group["hooks"]?.array ?? [] }.compactMap { $0["command"]?.string }
    var edited = SettingsText(text, root: settings)
    let rest = edited.removing(commands: Set(commands))
    if isRemovable, JSONReader(file: file.path).read(Array(rest.utf8)).accepted?.object?.isEmpty == true {
      try changes.remove(file.path)
    } else {
      try changes.write(Array(rest.utf8), to: file.path)
    }
  }
}
