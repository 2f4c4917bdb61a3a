import Diagnostics
import Documents
import Flows
import Platform

/// What an agent's input contract demands of a document, against what the
/// contract of the node that writes it promises: said only where no document
/// can satisfy both.
struct ContractMismatch {
  let reader: Agent
  let demand: Contract
  /// The name of the reader's contract, where the reader says it.
  let place: SourceRange

  /// - Parameter writers: for each context entry the node that writes it and
  ///   its output contract, where both are known.
  func check(_ writers: [(entry: Agent.ContextEntry, node: String, contract: Contract)]) -> [Diagnostic] {
    let whole = demand.describesDocument ? nil : demand.outline
    var diagnostics = whole.map(missingContext) ?? []
    for (entry, node, promise) in writers {
      let demanded: [Node]
      if let whole {
        guard let context = whole.property("context") else { continue }
        demanded = whole.schemas(for: Path.stem(entry.path.value), in: context)
        if demanded.isEmpty { continue }
      } else {
        demanded = [demand.outline.root]
      }
      guard
        let conflict = SchemaConflict.between(
          (promise.outline, [promise.outline.root]), (demand.outline, demanded), isDocument: promise.describesDocument)
      else { continue }
      diagnostics.append(mismatch(conflict, node, promise))
    }
    return diagnostics
  }

  /// Keys of `context` that the contract requires and no entry could fill.
  private func missingContext(_ whole: SchemaOutline) -> [Diagnostic] {
    let entries = (reader.input?.context ?? []).map(\.path.value)
    guard !entries.contains(where: FileSystem.hasWildcard), let context = whole.property("context") else { return [] }
    // Of files with equal stems the paths are the keys.
    let stems = entries.map { Path.stem($0) }
    guard Set(stems).count == stems.count else { return [] }
    return whole.conjuncts(of: context).flatMap { $0["required"]?.array ?? [] }.compactMap { node in
      guard let key = node.string, !stems.contains(key) else { return nil }
      return Diagnostic(
        "flow/contract-mismatch", .missingContext(reader, demand, key), severity: .warning, at: place,
        notes: note("demanded here", node.range, demand))
    }
  }

  private func mismatch(_ conflict: SchemaConflict, _ node: String, _ promise: Contract) -> Diagnostic {
    Diagnostic(
      "flow/contract-mismatch", .mismatch(conflict, node, promise, reader, demand), severity: .warning, at: place,
      notes: note("promised here", conflict.promised, promise) + note("demanded here", conflict.demanded, demand))
  }

  /// Of a schema in several files the file of a place isn't known.
  private func note(_ words: Diagnostic.Message, _ range: TextRange, _ contract: Contract) -> [Diagnostic.Note] {
    [.init(words, at: contract.references.isEmpty ? range.in(contract.file) : TextRange(at: .start).in(contract.file))]
  }
}

extension Diagnostic.Message {
  fileprivate static func mismatch(
    _ conflict: SchemaConflict, _ node: String, _ promise: Contract, _ reader: Agent, _ demand: Contract
  ) -> Self {
    let place = conflict.pointer.tokens.isEmpty ? "the document" : conflict.pointer.description
    return
      "no document that satisfies \(quoted(promise.name)), the output contract of \(quoted(node)), can satisfy \(quoted(demand.name)), the input contract of \(quoted(reader.name)): \(place): \(conflict.message)"
  }
  fileprivate static func missingContext(_ reader: Agent, _ demand: Contract, _ key: String) -> Self {
    "the input contract \(quoted(demand.name)) requires the context \(quoted(key)), and no context file of \(quoted(reader.name)) has that name without its extension"
  }
}
