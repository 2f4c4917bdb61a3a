internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// `claude-workflow dry-run workflow`: a whole workflow.
struct DryRunWorkflow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workflow",
    abstract: "Plays a whole workflow: the contracts' examples stand for what agents hand over.",
    discussion: """
      Each event goes to the built hook that Claude Code would call. A node hands over its contract's first accepted \
      example. With --branch it hands over one that takes the branch; if none does, fields that the branch's condition \
      names are changed, as far as the contract accepts the result; in a loop those of all items together. A way back \
      that nobody chose is taken once.

      Exit status: 0 the run completed, 1 it did not, 2 it could not be played.
      """)

  @Argument(
    help: ArgumentHelp("The workflow; may be left out if the project has one.", valueName: "name"),
    completion: NameCompletion.workflows)
  var name: String?

  @OptionGroup var play: PlayOptions

  @OptionGroup var options: DryRunOptions

  func run() throws {
    let (project, hooks) = try options.found()
    let workflow = try chosen(in: project)
    let flow = try flow(of: workflow, in: project)
    let script = try script(for: flow)
    let prompt = try request(workflow, in: project, of: project).prompt
    let isComplete = try options.inMirror(of: project, for: .object(["prompt": .string(prompt)])) { mirror, copy in
      try play(request(workflow, in: copy, of: project), flow, mirror, copy, hooks, script)
    }
    if !isComplete { throw ExitCode(1) }
  }

  /// What the user types, by the definitions of the project or its copy.
  private func request(_ workflow: String, in copy: Project, of project: Project) throws -> WorkflowRequest {
    do {
      return try WorkflowRequest(workflow, in: copy, text: play.input, workdir: play.workdir)
    } catch { throw refusal(error, project) }
  }

  private func play(
    _ request: WorkflowRequest, _ flow: Flow, _ mirror: ProjectMirror, _ copy: Project, _ hooks: String,
    _ script: WorkflowPlay.Script
  ) throws -> Bool {
    let session = "dry-run-\(processID)"
    let runner = HookRunner(
      hooks: hooks, project: copy.root, session: session,
      environment: request.environment.merging(mirror.environment) { $1 })
    let prompt = Node.object(["prompt": .string(request.prompt)])
    if let escape = Escape(of: prompt, from: copy, environment: runner.environment) {
      throw Self.failure(escape.words)
    }
    let transcript = PlayTranscript(output: self.play.format == .text ? .standard : nil, isVerbose: self.play.verbose)
    let host = try ScriptedHost(runner: runner, session: session, folder: mirror.folder) { transcript.add($0, $1) }
    let play = WorkflowPlay(request, flow: flow, in: copy, script: script, host: host)
    var reason: String?
    do {
      try play.play()
    } catch let stop as WorkflowPlay.Stop { reason = stop.reason }
    let end = PlayEnd(record: try? play.record(), reason: reason)
    switch self.play.format {
    case .text: Output.standard.write(plain(end.text))
    case .json:
      let node = Node.object(["workflow": .string(request.workflow), "events": transcript.node, "end": end.node])
      Output.standard.write(JSONWriter(pretty: true).write(node) + "\n")
    }
    return end.isComplete
  }

  // MARK: What is played

  private func chosen(in project: Project) throws -> String {
    do {
      return try ProjectOption.workflow(name, in: project, for: "dry-run")
    } catch { throw Self.failure(error.text) }
  }

  private func flow(of workflow: String, in project: Project) throws -> Flow {
    do {
      let (text, path) = try ProjectOption.flow(of: workflow, in: project)
      let reading = FlowReader(file: path).read(text)
      guard let flow = reading.accepted else { throw refusal(DefinitionError(reading.diagnostics), project) }
      return flow
    } catch let error as ProjectOption.Unclear { throw Self.failure(error.text) }
  }

  private func refusal(_ error: DefinitionError, _ project: Project) -> any Error {
    let names = FileNames(project)
    let renderer = TextRenderer(color: Output.error.takesColor) { names.source($0) }
    Output.error.write(renderer.render(error.diagnostics.sortedByPlace().map(names.renamed)))
    return Self.failure("the workflow can't be played before these are mended; `claude-workflow check` finds all")
  }

  private func script(for flow: Flow) throws -> WorkflowPlay.Script {
    var script = WorkflowPlay.Script()
    script.isBackground = play.background
    script.rejections = try counts(play.reject, "--reject", in: flow)
    script.losses = try counts(play.lose, "--lose", in: flow)
    for text in play.branch {
      let (node, label) = Self.split(text)
      guard let label else {
        throw Self.failure("--branch \(quoted(text)): expected NODE=LABEL, as in review=approved")
      }
      script.ways[try known(node, in: flow, "--branch"), default: []].append(try way(node, label, in: flow))
    }
    return script
  }

  private func counts(_ texts: [String], _ option: String, in flow: Flow) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for text in texts {
      let (node, count) = Self.split(text)
      guard let number = count.map({ Int($0) }) ?? 1, (1...100).contains(number) else {
        throw Self.failure("\(option) \(quoted(text)): expected NODE or NODE=COUNT with a count from 1 to 100")
      }
      counts[try known(node, in: flow, option), default: 0] += number
    }
    return counts
  }

  private static func split(_ text: String) -> (String, String?) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return (parts[0], parts.count > 1 ? parts[1] : nil)
  }

  private func known(_ node: String, in flow: Flow, _ option: String) throws -> String {
    let names = flow.nodes.map(\.name)
    if names.contains(node) { return node }
    let hint =
      nearestName(to: node, in: names).map { "did you mean \"\($0)\"?" } ?? "expected one of "
      + names.joined(separator: ", ")
    throw Self.failure("\(option): the flow has no node \(quoted(node)), \(hint)")
  }

  private func way(_ node: String, _ label: String, in flow: Flow) throws -> BranchChoice.Way {
    let labels = flow.labels(of: node).map(\.label)
    let plain = label.hasPrefix("?") ? String(label.dropFirst()) : label
    if labels.contains(plain) { return .label(plain) }
    if plain == "else", flow.edges(from: node).contains(where: { $0.label == nil }), !labels.isEmpty {
      return .otherwise
    }
    guard !labels.isEmpty else {
      throw Self.failure("--branch: no edge that leaves \(node) has a label, so there is nothing to choose")
    }
    throw Self.failure(
      "--branch: \(node) has no label \(quoted(label)), expected one of " + labels.joined(separator: ", "))
  }
}
