package import Contracts
package import Runs

extension RunState {
  /// The files of the run's definition that say something else by now, as its
  /// gate sees them; for readers that are no hooks.
  package func changedDefinitionFiles(in project: Project) -> [String] {
    DefinitionSnapshot(definition).changedFiles(in: project)
  }
}
