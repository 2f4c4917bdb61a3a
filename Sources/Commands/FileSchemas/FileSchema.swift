import Diagnostics
import Documents

/// The JSON Schemas (2020-12) of the files that users write, for editors.
///
/// They say as much of the formats as a schema can; `check` says the rest.
enum FileSchema: String, CaseIterable {
  case agent, contract, flow

  /// The schema's text as it is printed.
  var text: String {
    switch self {
    case .agent: Self.agentText
    case .contract: Self.contractText
    case .flow: Self.flowText
    }
  }
}
