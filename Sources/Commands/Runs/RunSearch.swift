import Contracts
import Diagnostics
import Documents
import Platform
import Runs

/// Finds runs on the disk: by working directory, by project, by id.
struct RunSearch {
  /// A run, or why it can't be read.
  struct Found {
    var workdir: String
    var record: RunRecord?
    var problem: String?
    /// Whether a later run took its place.
    var isArchived = false
  }

  let project: Project?
  private let workdir: String?

  init(project: Project?, environment: EnvironmentVariables = .current) {
    self.project = project
    workdir = environment["WORKDIR"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The run that a user means: of the folder that he names, or of the
  /// nearest one above it that has a run, else the last one of the project.
  static func one(_ path: String?, id: String?) throws(RunRecord.Failure) -> RunRecord {
    let start = path ?? "."
    guard let real = FileSystem.realPath(start) else {
      throw .init(text: "there is nothing at \(quoted(start, limit: 4000))")
    }
    let search = RunSearch(project: Project.nearest(to: real))
    if let id { return try search.run(id) }
    if let folder = above(real), let record = try RunRecord.read(folder) { return record }
    let known = search.all(archived: false)
    if let record = known.lazy.compactMap(\.record).first { return record }
    if let problem = known.lazy.compactMap(\.problem).first { throw .init(text: problem) }
    throw .init(
      text:
        "found no run \(path == nil ? "here" : "at \(quoted(start, limit: 4000))"); start one with its command, as /NAME in Claude Code, or name its working directory"
    )
  }

  private func run(_ id: String) throws(RunRecord.Failure) -> RunRecord {
    let records = all(archived: true).compactMap(\.record)
    let found = records.filter { $0.state.start.run.hasPrefix(id) }
    if found.count == 1 || found.first?.state.start.run == id { return found[0] }
    let hint =
      found.isEmpty
      ? nearestName(to: id, in: records.map(\.state.start.run)).map { "did you mean \($0)?" }
        ?? "`claude-workflow runs --all` lists them"
      : "\(found.count) runs begin so: " + found.map(\.state.start.run).joined(separator: ", ")
    throw .init(text: "found no run \(quoted(id)), \(hint)")
  }

  /// The folder of the run in this folder or above it.
  private static func above(_ path: String) -> RunFolder? {
    var folder = path
    while true {
      let run = RunFolder(workdir: folder)
      if FileSystem.exists(run.journal) { return run }
      if folder == "/" { return nil }
      folder = Path.parent(of: folder)
    }
  }

  /// All runs that the project knows of, the last one first.
  func all(archived: Bool) -> [Found] {
    let found = distinct(workdirs.flatMap { runs(in: $0, archived: archived) })
    let start = { (run: Found) in run.record?.state.startedAt.milliseconds ?? .max }
    return found.sorted { (start($0), $0.workdir) > (start($1), $1.workdir) }
  }

  /// Each run once. Of a project that was copied with its runs the pointers
  /// still lead to the first one, where the same runs are: then those in this
  /// project are meant.
  private func distinct(_ found: [Found]) -> [Found] {
    let isOwn = { (run: Found) in project.map { Path.isInside(run.workdir, $0.root) } ?? false }
    var seen: Set<String> = []
    return (found.filter(isOwn) + found.filter { !isOwn($0) }).filter { run in
      run.record.map { seen.insert($0.state.start.run).inserted } ?? true
    }
  }

  private var workdirs: [String] {
    var found: Set<String> = []
    if let project {
      found.insert(project.root)
      let folder = SessionPointer.folder(project: project.root)
      for name in (try? FileSystem.list(folder)) ?? [] where !name.hasPrefix(".") {
        if let text = try? FileSystem.read(Path.join(folder, name), limit: 64 << 10),
          let workdir = JSONReader(file: name).read(text).accepted?["workdir"]?.string
        {
          found.insert(workdir)
        }
      }
    }
    let base = project?.root ?? FileSystem.realPath(".") ?? "/"
    if let workdir, let real = FileSystem.realPath(Path.join(base, workdir)) { found.insert(real) }
    return found.sorted()
  }

  private func runs(in workdir: String, archived: Bool) -> [Found] {
    let folder = RunFolder(workdir: workdir)
    var found = [Self.read(folder, folder.journal)]
    if archived {
      for name in (try? FileSystem.list(folder.archive)) ?? [] {
        var old = Self.read(folder, Path.join(Path.join(folder.archive, name), "journal.jsonl"))
        old?.isArchived = true
        found.append(old)
      }
    }
    return found.compactMap { $0 }
  }

  private static func read(_ folder: RunFolder, _ journal: String) -> Found? {
    do {
      return try RunRecord.read(folder, journal: journal).map { Found(workdir: folder.workdir, record: $0) }
    } catch { return Found(workdir: folder.workdir, problem: error.text) }
  }
}
