import Diagnostics
import Platform

/// The contracts of a project as one workflow sees them. Each file is read
/// once, and parsed at most once: when its name is looked for.
public struct ContractCatalog {
  private let project: Project
  private let places: [Project.ContractLevel]
  /// The levels that were looked at so far.
  private var levels: [Level] = []
  private var contracts: [String: Reading<Contract>] = [:]

  public init(_ project: Project, workflow: String?) {
    self.project = project
    places = project.contractLevels(workflow)
  }

  /// The contract files of one level, and why one of them can't be read.
  private struct Level {
    var index: NameIndex
    private(set) var error: DefinitionError?

    init(_ paths: [String], _ project: Project) {
      var files: [NameIndex.File] = []
      for path in paths {
        do {
          files.append(.init(path: path, text: try project.readDefinition(path)))
        } catch {
          self.error = error
        }
      }
      index = NameIndex(files, ofAgents: false)
    }
  }

  /// The contract of that name: the nearest level that has one.
  ///
  /// Throws if there is none, if one level has two, or if it is broken.
  public mutating func contract(_ name: Located<String>) throws(DefinitionError) -> Contract {
    var broken: [Diagnostic] = []
    for place in places.indices {
      let level = level(place)
      if let error = level.error { throw error }
      var found: [Contract] = []
      for index in level.index.candidates(name.value) {
        let file = level.index.files[index]
        let reading = read(file)
        guard let contract = reading.value else {
          // The nearer level wins, also with a contract that can't be read.
          if NameIndex.name(file.text, inFrontmatter: false) == name.value {
            throw DefinitionError(reading.diagnostics)
          }
          broken += reading.diagnostics
          continue
        }
        guard contract.name == name.value else { continue }
        if reading.diagnostics.hasErrors { throw DefinitionError(reading.diagnostics) }
        found.append(contract)
      }
      if let contract = try Project.only(found) { return contract }
    }
    throw project.missingContract(name, broken: broken)
  }

  private mutating func level(_ place: Int) -> Level {
    while levels.count <= place {
      var level = Level(project.contractFiles(places[levels.count]), project)
      level.index.resolve(level.index.unsure.map { ($0, read(level.index.files[$0]).value?.name) })
      levels.append(level)
    }
    return levels[place]
  }

  private mutating func read(_ file: NameIndex.File) -> Reading<Contract> {
    if let known = contracts[file.path] { return known }
    let reading = project.readContract(file.text, path: file.path)
    contracts[file.path] = reading
    return reading
  }
}
