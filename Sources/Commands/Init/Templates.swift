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

  /// How the agent of a workflow is called unless its user names it.
  static func agentName(ofWorkflow name: String) -> String { name + "-agent" }

  /// What an agent hands over, with an example of each kind.
  static func contract(_ name: String, type: String, agent: String, in folder: String) -> [File] {
    let stem = type
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
            required: [type, agent, verdict, summary]
            additionalProperties: false
            properties:
              type: { const: \(type) }
              agent: { const: \(agent) }
              verdict: { enum: [pass, fail] }
              summary: { type: string, minLength: 10, description: one sentence }
          content: { type: string, pattern: '(^|\\n)## Evidence', description: what the verdict rests on }
      examples:
        - examples/\(stem).md
        - { path: examples/\(stem)-no-evidence.md, valid: false }

      """
    let header =
      "---\ntype: \(type)\nagent: \(agent)\nverdict: pass\nsummary: Everything was found to be in order.\n---\n\n"
    return [
      ("\(folder)/contracts/\(stem).yaml", contract),
      ("\(folder)/examples/\(stem).md", header + "## Evidence\n\nWhat was looked at, and what was seen.\n"),
      ("\(folder)/examples/\(stem)-no-evidence.md", header + "Looks good.\n"),
    ]
  }

  /// A contract that asks for no more than any agent's document may have, with
  /// an example of each kind, and says what to change.
  static func neutralContract(_ name: String, in folder: String) -> [File] {
    let stem = fileName(name)
    let contract = """
      name: \(name)
      description: What the document is for
      version: "1.0"
      schema:
        type: object
        required: [header, content]
        properties:
          # What later agents and the conditions of flows read: add keys, and write those that must be there into required.
          header:
            type: object
            required: [type, summary]
            properties:
              type: { const: \(stem) } # no other contract has it
              agent: { type: string } # who hands it over; { const: NAME } if that is always the same one
              summary: { type: string, minLength: 1, description: one sentence }
          # The text: a pattern can ask for headings, as pattern: '(^|\\n)## Evidence'
          content: { type: string, minLength: 1, description: what the summary rests on }
      examples:
        - examples/\(stem).md # is accepted
        - { path: examples/\(stem)-no-summary.md, valid: false } # is rejected

      """
    return [
      ("\(folder)/contracts/\(stem).yaml", contract),
      (
        "\(folder)/examples/\(stem).md",
        "---\ntype: \(stem)\nsummary: What the document comes to.\n---\n\nThe text of the document.\n"
      ),
      ("\(folder)/examples/\(stem)-no-summary.md", "---\ntype: \(stem)\n---\n\nThe text of the document.\n"),
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
