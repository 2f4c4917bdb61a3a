/// What `claude-workflow help TOPIC` tells beside the commands; the manual
/// page has the same texts.
enum HelpTopic: String, CaseIterable {
  case contracts
  case flows
  case exitStatus = "exit-status"
  case environment
  case files

  /// As it is printed: one screen, lines of at most 80 characters.
  var text: String {
    switch self {
    case .contracts: Self.onContracts
    case .flows: Self.onFlows
    case .exitStatus: Self.onExitStatus
    case .environment: Self.onEnvironment
    case .files: Self.onFiles
    }
  }

  private static let onContracts = """
    A contract is a YAML file that says what a document must be:

      name: AuditReport            by this name agents refer to it
      version: "1.0"
      schema:                      a JSON Schema, 2020-12 unless $schema says so
        type: object
        required: [header, content]
        properties:
          header:                  the frontmatter
            type: object
            required: [type, verdict]
            properties:
              type: { const: audit-report }
              verdict: { enum: [pass, fail] }
          content: { type: string, pattern: "(^|\\n)## Evidence" }
      validator: validators/report.py::check    optional; or any executable
      examples:
        - examples/report.md                              must be accepted
        - { path: examples/empty.md, valid: false }       must be rejected

    An agent names it in its frontmatter:

      output:
        contract: AuditReport
        target: "$WORKDIR/.context/report.md"

    Try: claude-workflow contract describe AuditReport
         claude-workflow contract derive sample.md
         claude-workflow validate --contract AuditReport report.md

    """

  private static let onFlows = """
    A flow says which agent may run when, in .claude/workflows/NAME/flow.yaml:

      name: review
      flow: |
        START >> plan >> [code, test] >> audit    both in parallel, audit waits
        audit ?rework >> code                     a way back, if its condition holds
        audit >> END                              else
      conditions:
        audit:
          rework: output.verdict == 'fail' and visits < 3
      execution: { max_parallel: 3, retries: 2 }

    `check * $files[4]` runs the node for each element of $files, four at once.
    Conditions know output (the header), state, attempts, visits and failed;
    == != < <= > >= in and or not, len(x), a.b, a[0].

    Try: claude-workflow flow review
         claude-workflow dry-run review --branch audit=rework

    """

  private static let onExitStatus = """
    0   all is well
    1   problems were found: errors in check (with --strict also warnings),
        files that aren't valid, a run that failed, hooks that aren't live
    2   the command could not do what it was asked for: unknown options, a file
        that can't be read, no project

    The hooks end with 0 and say what they decided in their answer.

    """

  private static let onEnvironment = """
    WORKDIR                  the working directory of runs, from the project if
                             relative; without it the project
    CLAUDE_WORKFLOW_PYTHON   the Python of validators; without it the project's
                             .venv/bin/python, else python3
    CLAUDE_PROJECT_DIR       set by Claude Code: the project that hooks work on
    CLAUDE_CONFIG_DIR        where Claude Code keeps the user's settings, which
                             doctor reads; without it ~/.claude
    NO_COLOR                 anything: no colours, also on a terminal
    TMPDIR                   where dry-run makes its copy; without it /tmp

    """

  private static let onFiles = """
    .claude/settings.json                wires the hooks, or enables a plugin
    .claude/hooks/                       the four hooks; never committed
    .claude/agents/**/*.md               agents, with input: and output:
    .claude/commands/NAME.md             the command that starts a workflow
    .claude/workflows/NAME/flow.yaml     its flow
    .claude/workflows/NAME/contracts/    its contracts, with validators/,
                                         examples/ and templates/ beside them
    contracts/                           contracts that workflows share
    .claude/workflows/.runs/             which session has which run
    $WORKDIR/.context/                   documents that were handed over
    $WORKDIR/.context/report.md          what the run did
    $WORKDIR/.context/.run/journal.jsonl what happened, one event a line

    """
}
