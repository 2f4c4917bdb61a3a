public import Diagnostics
import Documents

extension Contract {
  /// A diagnostic for every type that two of these output contracts share: a
  /// document's `type` would then not tell which of them it must satisfy.
  public static func sharedTypes(_ contracts: [Contract]) -> [Diagnostic] {
    var first: [String: Contract] = [:]
    var diagnostics: [Diagnostic] = []
    for contract in contracts {
      guard let type = contract.type else { continue }
      if let earlier = first[type], earlier.name != contract.name {
        diagnostics.append(.sharedType(type, contract, earlier))
      } else {
        first[type] = contract
      }
    }
    return diagnostics
  }

  fileprivate var typeRange: SourceRange {
    (typeNode?.range ?? TextRange(at: .start)).in(file)
  }
}

extension Diagnostic {
  fileprivate static func sharedType(_ type: String, _ contract: Contract, _ earlier: Contract) -> Diagnostic {
    Diagnostic(
      "contract/shared-type",
      "the output contracts \(quoted(contract.name)) and \(quoted(earlier.name)) have the same type \(quoted(type)), expected a type of its own for each",
      at: contract.typeRange, notes: [Note("the other one is here", at: earlier.typeRange)])
  }
}
