import Contracts
import Diagnostics
import Documents
import Platform

/// Commands in a project's settings that call a hook which is being removed.
struct DanglingCommands {
  /// A line for each; empty if there is none.
  private(set) var text = ""

  /// What is left when the changes are made.
  init(after changes: ProjectChanges) throws {
    let removed = Set(changes.changes.filter { $0.new == nil }.map { Path.join(changes.root, $0.path) })
    for file in SettingsCheck.files {
      guard let bytes = try changes.planned(file), let settings = JSONReader(file: file).read(bytes).accepted else {
        continue
      }
      for entry in SettingsMerge.commands(of: settings) {
        guard let word = entry.command.executable?.word,
          let path = HookCommand.path(of: word, project: changes.root), removed.contains(path)
        else { continue }
        text += "left in \(file): \(entry.event) calls \(quoted(entry.text)), which is gone; take it out by hand\n"
      }
    }
  }
}
