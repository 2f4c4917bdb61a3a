import Contracts
import Platform
import TestSupport
import Testing

@testable import Hooks

@Suite struct HookProjectTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.makeFolder("home/.claude/workflows/wf")
    try folder.makeFolder("home/shop/.claude/workflows/wf")
    try folder.makeFolder("home/shop/deep/er")
    try folder.makeFolder("home/plain/er")
  }

  private func context(startedIn start: String?) -> HookContext {
    var variables = ["HOME": folder.path("home")]
    variables["CLAUDE_PROJECT_DIR"] = start.map(folder.path)
    return HookContext(
      environment: EnvironmentVariables(variables), now: { WallClock.now() }, deadline: Deadline(after: .seconds(20)))
  }

  /// Where the session was started, and the project that a hook takes it for.
  @Test(arguments: [
    ("home/shop", "home/shop"), ("home/shop/deep/er", "home/shop"), ("home/shop/deep/../deep", "home/shop"),
    // The user's own settings make no project of his home.
    ("home/plain/er", "home/plain/er"), ("home", "home"),
  ])
  func `A session inside a project belongs to it`(_ start: String, _ project: String) {
    #expect(context(startedIn: start).project(of: nil)?.root == folder.path(project))
  }

  @Test(arguments: [("home/shop/deep/er", false), ("home/plain/er", true)])
  func `The first look at a prompt sees the same project`(_ start: String, _ isNone: Bool) {
    let payload = Array(#"{"hook_event_name":"UserPromptSubmit","session_id":"s","prompt":"/wf x"}"#.utf8)
    #expect(WorkflowInput().isNoneOfOurs(payload, in: context(startedIn: start)) == isNone)
  }

  @Test func `Without the variable there is none but by the event`() {
    #expect(context(startedIn: nil).project(of: nil) == nil)
  }
}
