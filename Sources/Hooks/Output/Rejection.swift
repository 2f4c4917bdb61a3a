import Contracts
import Diagnostics

/// Why a document is sent back, in words for the agent that wrote it.
struct Rejection {
  let problems: [Problem]
  let contract: Contract

  var reason: String {
    let count = problems.count == 1 ? "one problem" : "\(problems.count) problems"
    return limited(
      first:
        "Your final message does not satisfy the contract \(quoted(contract.name)): \(count) (line:column in your message, place in the data).",
      lines: problems.map(\.diagnostic.placedLine),
      last:
        "Correct \(problems.count == 1 ? "it" : "all of them") and send the whole document again as your final message: the frontmatter between two lines ---, then the text, nothing before or after it."
    )
  }
}
