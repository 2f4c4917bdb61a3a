import Contracts
import Platform

/// The user's own `.claude`, which makes no project of his home folder.
enum UsersFolder {
  /// The project at or above a folder, unless that is the user's home and the
  /// folder another one.
  static func nearestProject(to folder: String) -> Project? {
    guard let found = Project.nearest(to: folder) else { return nil }
    let home = EnvironmentVariables.current["HOME"].flatMap(FileSystem.realPath)
    return found.root == home && folder != home ? nil : found
  }
}
