"""Workflows for single cases: their files, and documents that their agents may hand over."""

CONTRACT = """name: {name}-output
schema:
  type: object
  required: [header, content]
  properties:
    header:
      type: object
      required: [type, agent]
      properties:
        type: {{ const: {name}-document }}
        agent: {{ const: {name} }}
{more}    content: {{ type: string, minLength: 1 }}
"""


def workflow(name, flow, agents, **more):
    """The files of a workflow: its command, its flow.yaml (the chains and `more` keys) and its agents.

    `agents` are names, or a name with what `agent` takes.
    """
    chains = "".join("  %s\n" % line for line in flow.strip().splitlines())
    text = "name: %s\nversion: \"1.0\"\nflow: |\n%s" % (name, chains)
    text += "".join("%s:\n%s\n" % (key, indented(value)) for key, value in more.items())
    files = {
        ".claude/workflows/%s/flow.yaml" % name: text,
        ".claude/commands/%s.md" % name: "---\ndescription: Runs %s\n---\n%s-COMMAND-BODY: $ARGUMENTS\n" % (name, name.upper()),
    }
    for node in agents:
        values = dict(agents[node]) if isinstance(agents, dict) else {}
        header = values.pop("header", {})
        lines = "".join("        %s: %s\n" % item for item in header.items())
        files[".claude/agents/%s.md" % node] = agent(node, **values)
        files[".claude/workflows/%s/contracts/%s.yaml" % (name, node)] = CONTRACT.format(name=node, more=lines)
    return files


def indented(text):
    return "\n".join("  " + line for line in text.strip().splitlines())


def agent(name, tools="Read", context=(), output="", **more):
    """An agent's file; `more` are keys of its frontmatter, `output` lines of its `output`."""
    lines = ["---", "name: " + name, "description: The agent " + name, "tools: " + tools, "model: inherit"]
    lines += ["%s: %s" % item for item in more.items()]
    if context:
        lines += ["input:", "  context: [%s]" % ", ".join("\"%s\"" % path for path in context)]
    lines += ["output:", "  contract: %s-output" % name, "  target: \"$WORKDIR/.context/%s.md\"" % name]
    lines += ["  " + line for line in output.splitlines()]
    return "\n".join(lines) + "\n---\nYou are %s. AGENT-BODY-%s.\n" % (name, name.upper())


def document(name, body="All is said.", **header):
    """A document that the contract of an agent accepts; values of `header` are YAML."""
    lines = "".join("%s: %s\n" % item for item in header.items())
    return "---\ntype: %s-document\nagent: %s\n%s---\n\n%s\n" % (name, name, lines, body)
