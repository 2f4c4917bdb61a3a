import Contracts
import Diagnostics
import Platform

/// Where the four built hooks lie.
enum HookFolder {
  /// The folder that is named, else the project's `.claude/hooks`, else the
  /// one of this program; nil if none of them has all four.
  static func find(_ named: String?, of project: Project) -> String? {
    let folders = named.map { [$0] } ?? [Path.join(project.claudeFolder, "hooks"), ownFolder]
    return folders.first { folder in
      HookExecutable.allCases.allSatisfy { FileSystem.isExecutable(Path.join(folder, $0.rawValue)) }
    }.flatMap(FileSystem.realPath)
  }

  /// What to say if there is none.
  static func missing(_ named: String?, of project: Project) -> String {
    if let named {
      return
        "found no four built hooks in \(quoted(named, limit: 4000)); build them with `make build`, and name that folder"
    }
    return
      "found no built hooks in \(quoted(Path.join(project.claudeFolder, "hooks"), limit: 4000)) or beside this program; put them there with `claude-workflow init`, or name their folder with --hooks"
  }

  /// Where this program lies, links followed.
  static var ownFolder: String {
    let name = CommandLine.arguments[0]
    let found =
      FileSystem.realPath("/proc/self/exe")
      ?? FileSystem.findExecutable(name, path: EnvironmentVariables.current["PATH"] ?? "").flatMap(FileSystem.realPath)
    return Path.parent(of: found ?? name)
  }
}
