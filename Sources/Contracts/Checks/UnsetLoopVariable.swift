import Diagnostics
import Documents
import Flows

/// Loops over a list that no output contract before them declares: an
/// accepted document sets the variables that its header has keys for.
enum UnsetLoopVariable {
  /// - Parameters:
  ///   - contract: the output contract of a node.
  ///   - input: the workflow's input contract, whose header sets variables, too.
  static func check(_ flow: Flow, input: Contract?, contract: (FlowNode) -> Contract?) -> [Diagnostic] {
    // Many nodes share a contract, and a flow may have a thousand.
    var known: [String: Bool?] = [:]
    let declares = { (contract: Contract, variable: String) -> Bool? in
      let key = variable + " " + contract.path
      if let answer = known[key] { return answer }
      let answer = contract.declares(variable)
      known[key] = .some(answer)
      return answer
    }
    return flow.nodes.compactMap { node in
      guard let loop = node.loop, flow.state[loop.variable]?.array?.isEmpty != false,
        input?.declares(loop.variable) != true
      else { return nil }
      let before = flow.upstream(of: node.name)
      // Without any the flow's own check has told it.
      guard !before.isEmpty else { return nil }
      var contracts: [String: Contract] = [:]
      for writer in before {
        guard let contract = contract(writer), declares(contract, loop.variable) == false else { return nil }
        contracts[contract.path] = contract
      }
      let names = contracts.values.flatMap(\.headerNames).sorted()
      return Diagnostic(
        "flow/loop-before-list", .unset(node.name, loop.variable, nearestName(to: loop.variable, in: names)),
        severity: .warning, at: loop.range.in(flow.file))
    }
  }

  /// Without those of the flow's own check that the input contract answers.
  static func unanswered(_ diagnostics: [Diagnostic], of flow: Flow, input: Contract?) -> [Diagnostic] {
    let set = flow.nodes.compactMap(\.loop).filter { input?.declares($0.variable) == true }.map {
      $0.range.in(flow.file)
    }
    return diagnostics.filter { diagnostic in
      diagnostic.code != "flow/loop-before-list" || !set.contains { $0 == diagnostic.range }
    }
  }
}

extension Contract {
  /// Whether its documents' headers have such a key; nil if that can't be told.
  fileprivate func declares(_ key: String) -> Bool? {
    outline.declared("header", in: [outline.root]).flatMap { outline.declared(key, in: $0) }.map { !$0.isEmpty }
  }

  fileprivate var headerNames: [String] {
    outline.declared("header", in: [outline.root]).map { outline.names(in: $0) } ?? []
  }
}

extension Diagnostic.Message {
  fileprivate static func unset(_ node: String, _ variable: String, _ nearest: String?) -> Self {
    let hint = nearest.map { ", did you mean \"\($0)\"?" } ?? "; declare it in one, or in the workflow's input contract"
    return
      "\(quoted(node)) goes through \(quoted(variable)), which no output contract of a node before it declares, so that nothing sets it\(hint)"
  }
}
