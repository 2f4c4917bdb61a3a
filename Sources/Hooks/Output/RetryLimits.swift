import Contracts
import Documents
import Flows

/// How often an agent is asked again, and what then.
struct RetryLimits {
  let retries: Int
  let policy: ExhaustedPolicy

  init(agent: Agent?, flow: Flow?) {
    retries = agent?.output?.retries ?? flow?.execution.retries ?? 2
    policy = agent?.output?.onExhausted ?? flow?.execution.onExhausted ?? .fail
  }

  /// What follows from another failure; nil while retries remain.
  func policy(after failures: Int) -> ExhaustedPolicy? { failures >= retries ? policy : nil }
}
