internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Platform

/// `claude-workflow dry-run hook`: one event to one hook.
struct DryRunHook: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "Gives one hook one event, and prints its answer.",
    discussion: """
      The event is a payload as Claude Code writes it, from a file or standard input; without one it is made up by the \
      options. The hook sees a copy of the project in which no run is on.

      Exit status: 0 the event goes on, 1 the hook refuses it, 2 it gave no answer that Claude Code would understand.
      """)

  @Argument(
    help: ArgumentHelp(
      "The hook: workflow-input, subagent-input, subagent-output or workflow-output.", valueName: "hook"),
    completion: .list(HookExecutable.allCases.map(\.rawValue)))
  var hook: String

  @Argument(
    help: ArgumentHelp("A file with the event's payload, or - for standard input.", valueName: "payload"),
    completion: .file())
  var payload: String?

  @OptionGroup var content: EventOptions

  @OptionGroup var options: DryRunOptions

  func validate() throws {
    if payload == "-", content.message == "-" { throw ValidationError("Standard input can be read only once.") }
  }

  func run() throws {
    guard let hook = HookExecutable(rawValue: hook) else {
      let names = HookExecutable.allCases.map(\.rawValue)
      let hint =
        nearestName(to: hook, in: names).map { "did you mean \($0)?" } ?? "expected one of "
        + names.joined(separator: ", ")
      throw Self.failure("there is no hook \(quoted(hook)), \(hint)")
    }
    let (project, folder) = try options.found()
    if let problem = ProjectOption.unknown(agent: content.agent, in: project) { throw Self.failure(problem) }
    let given = try payload.map(event)
    let concern = given ?? .object(["prompt": content.prompt.map(Node.string)])
    let (call, note) = try options.inMirror(of: project, for: concern) { mirror, copy in
      let event = try given.map { moved($0, to: copy) } ?? madeUp(hook, copy, mirror)
      let session = event["session_id"]?.string ?? "dry-run"
      let runner = HookRunner(
        hooks: folder, project: copy.root, session: session, environment: mirror.environment)
      if hook == .workflowInput, let escape = Escape(of: event, from: copy, environment: runner.environment) {
        throw Self.failure(escape.words)
      }
      return (runner.send(event, to: hook), EventConcern(of: event, for: hook, in: copy).note)
    }
    if let fault = call.fault { throw Self.failure("\(hook.rawValue) \(fault)") }
    Output.standard.write(JSONWriter(pretty: true).write(call.answer) + "\n")
    if call.answer == .object(["continue": .boolean(true)]), let note { Output.error.write(plain("note: \(note)\n")) }
    if call.refusal != nil { throw ExitCode(1) }
  }

  private func event(in payload: String) throws -> Node {
    let node = try read(payload)
    guard node.object != nil else {
      throw Self.failure("\(quoted(payload)) holds \(node.summary), expected an event's object")
    }
    return node
  }

  /// The hook looks for the project at the `cwd` if nothing else names it.
  private func moved(_ event: Node, to copy: Project) -> Node {
    guard var object = event.object else { return event }
    object.set("cwd", .string(copy.root))
    return Node(.object(object))
  }

  private func read(_ name: String) throws -> Node {
    let input: InputFile
    do {
      input = try InputFile(name, format: .json)
    } catch { throw Self.failure("\(error)") }
    let reading = input.data
    guard let node = reading.accepted else {
      let source = SourceText(file: input.name, bytes: input.text)
      Output.error.write(
        TextRenderer(color: Output.error.takesColor) { $0 == source.file ? source : nil }.render(reading.diagnostics))
      throw Self.failure("the payload is no JSON")
    }
    return node
  }

  private func madeUp(_ hook: HookExecutable, _ copy: Project, _ mirror: ProjectMirror) throws -> Node {
    var payload = Object()
    let set = { (key: String, value: Node) in payload.set(key, value) }
    let event = content.event ?? hook.requiredEvent
    set("session_id", .string("dry-run"))
    set("transcript_path", .string(Path.join(mirror.folder, "none.jsonl")))
    set("cwd", .string(copy.root))
    set("prompt_id", .string("turn-1"))
    set("hook_event_name", .string(event))
    let agent = Node.string(content.agent ?? "general-purpose")
    switch event {
    case "UserPromptSubmit", "UserPromptExpansion":
      set("prompt", .string(content.prompt ?? "What does this project do?"))
    case "SessionStart": set("source", .string("startup"))
    case "SessionEnd": set("reason", .string("other"))
    case "PreToolUse", "PostToolUse", "PostToolUseFailure":
      set("tool_name", .string("Agent"))
      set("tool_use_id", .string("toolu_1"))
      set(
        "tool_input",
        .object([
          "description": .string("a dry run"), "prompt": .string(content.prompt ?? "Do your part of this dry run."),
          "subagent_type": agent, "run_in_background": .boolean(false),
        ]))
    case "SubagentStart", "SubagentStop", "StopFailure":
      set("agent_id", .string("agent1"))
      set("agent_type", agent)
      set("stop_hook_active", .boolean(false))
      if let message = content.message { set("last_assistant_message", .string(try text(message))) }
    default:
      set("stop_hook_active", .boolean(false))
      set("last_assistant_message", .string("Done."))
    }
    return Node(.object(payload))
  }

  private func text(_ name: String) throws -> String {
    do {
      return String(decoding: try InputFile(name, format: .markdown).text, as: UTF8.self)
    } catch { throw Self.failure("\(error)") }
  }
}
