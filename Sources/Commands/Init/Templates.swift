/// The files of a first workflow. They pass `check --strict`.
enum Templates {
  /// A path relative to the project, and a text.
  typealias File = (path: String, text: String)

  /// A workflow of one agent, with all that belongs to it.
  static func workflow(_ name: String, agent: String) -> [File] {
    let folder = ".claude/workflows/\(name)"
    return [
      (
        ".claude/commands/\(name).md",
        """
        ---
        description: Run the workflow \(name)
        argument-hint: "what it is about"
        ---
        Run the workflow `\(name)` for this request:

        $ARGUMENTS

        Hooks tell you which agents are ready. Call each of them with the Agent tool, hand the request on, and don't do its work
        yourself. When all are done, say in a few sentences what came of it.

        """
      ),
      (
        "\(folder)/flow.yaml",
        """
        name: \(name)
        version: "1.0"
        description: What the workflow is for
        flow: |
          START >> \(agent) >> END

        """
      ),
      ("\(folder)/contracts/task-input.yaml", taskInput(typeName(name) + "Task")),
    ]
      + contract("\(typeName(agent))Output", type: "\(agent)-output", agent: agent, in: folder)
      + self.agent(agent, input: "\(typeName(name))Task", output: "\(typeName(agent))Output", folder: "\(name)/")
  }

  /// What every agent may be given: a prompt.
  static func taskInput(_ name: String) -> String {
    """
    name: \(name)
    description: What an agent is given
    version: "1.0"
    schema:
      type: object
      required: [prompt]
      properties:
        prompt: { type: string, minLength: 1 }

    """
  }

  static func agent(_ name: String, input: String, output: String, folder: String = "") -> [File] {
    [
      (
        ".claude/agents/\(folder)\(name).md",
        """
        ---
        name: \(name)
        description: What it does, and when to call it
        tools: Read, Grep, Glob
        input:
          contract: \(input)
        output:
          contract: \(output)
          target: "$WORKDIR/.context/\(name).md"
        ---
        What you do, step by step.

        Your final message is the document. Do not write it to a file; it is checked, stored and passed on for you.

        """
      )
    ]
  }

  /// A contract with an example of each kind.
  static func contract(_ name: String, type: String, agent: String?, in folder: String) -> [File] {
    let stem = type
    let bearer = agent.map { "\n        agent: { const: \($0) }" } ?? ""
    let required = agent == nil ? "[type, verdict, summary]" : "[type, agent, verdict, summary]"
    let own = agent.map { "\nagent: \($0)" } ?? ""
    let contract = """
      name: \(name)
      description: What the document says
      version: "1.0"
      schema:
        type: object
        required: [header, content]
        properties:
          header:
            type: object
            required: \(required)
            additionalProperties: false
            properties:
              type: { const: \(type) }\(bearer)
              verdict: { enum: [pass, fail] }
              summary: { type: string, minLength: 10, description: one sentence }
          content: { type: string, pattern: '(^|\\n)## Evidence', description: what the verdict rests on }
      examples:
        - examples/\(stem).md
        - { path: examples/\(stem)-no-evidence.md, valid: false }

      """
    let header = "---\ntype: \(type)\(own)\nverdict: pass\nsummary: Everything was found to be in order.\n---\n\n"
    return [
      ("\(folder)/contracts/\(stem).yaml", contract),
      ("\(folder)/examples/\(stem).md", header + "## Evidence\n\nWhat was looked at, and what was seen.\n"),
      ("\(folder)/examples/\(stem)-no-evidence.md", header + "Looks good.\n"),
    ]
  }

  /// `AuditReport` for `audit-report`.
  static func typeName(_ name: String) -> String {
    name.split { $0 == "-" || $0 == "_" || $0 == "." }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// `audit-report` for `AuditReport`.
  static func fileName(_ name: String) -> String {
    var result = ""
    for character in name {
      if character.isUppercase, !result.isEmpty, result.last != "-" { result += "-" }
      result += character == "_" || character == "." ? "-" : character.lowercased()
    }
    return result
  }
}
