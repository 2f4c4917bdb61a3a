extension FileSchema {
  /// The frontmatter of `.claude/agents/**/*.md`. The keys of Claude Code's
  /// own are described and, but for `name` and `description`, not checked.
  static let agentText = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Agent",
      "description": "The frontmatter of an agent's Markdown file. Claude Code reads name, description, tools, model and others; claude-workflow reads input, output and timeout.",
      "type": "object",
      "required": ["name", "description"],
      "properties": {
        "name": {
          "description": "The agent's identity and its node's name in flows. The file's name means nothing.",
          "type": "string",
          "minLength": 1,
          "pattern": "^[^-:][^:]*$",
          "examples": ["reviewer"]
        },
        "description": {
          "description": "When to use the agent. Claude Code silently drops an agent without it.",
          "type": "string",
          "pattern": "\\S",
          "examples": ["Reviews a change. Use after each edit."]
        },
        "tools": {
          "description": "Claude Code: the tools that the agent may use, separated by commas.",
          "examples": ["Read, Grep, Glob", "Read, Write, Edit, Bash"]
        },
        "model": {
          "description": "Claude Code: the model, or inherit.",
          "examples": ["inherit", "haiku", "sonnet", "opus"]
        },
        "hooks": {
          "description": "Claude Code: hooks of the agent alone, by event; it silently drops an agent with anything else here.",
          "type": ["object", "null"],
          "examples": [{ "Stop": [{ "hooks": [{ "type": "command", "command": "make lint" }] }] }]
        },
        "skills": {
          "description": "Claude Code: skills whose text is put before the agent's first message.",
          "examples": [["pdf"]]
        },
        "timeout": {
          "description": "Seconds that one activation may take.",
          "type": ["integer", "null"],
          "minimum": 1,
          "maximum": 1000000000,
          "examples": [600]
        },
        "input": {
          "description": "What the agent must be given.",
          "type": ["object", "null"],
          "additionalProperties": false,
          "properties": {
            "contract": {
              "description": "The name of the contract that what the agent is given must satisfy.",
              "type": ["string", "null"],
              "minLength": 1,
              "examples": ["ReviewRequest"]
            },
            "context": {
              "description": "The files that the agent reads: a path or a list. $WORKDIR, other variables, * and ? are known.",
              "examples": ["$WORKDIR/.context/writer.md", ["$WORKDIR/.context/*.md"]],
              "oneOf": [
                { "type": "null" },
                { "$ref": "#/$defs/path" },
                { "type": "array", "items": { "$ref": "#/$defs/contextEntry" } }
              ]
            }
          }
        },
        "output": {
          "description": "What the agent must hand over.",
          "type": ["object", "null"],
          "if": { "required": ["target"], "properties": { "target": { "type": "string" } } },
          "then": { "required": ["contract"], "properties": { "contract": { "type": "string" } } },
          "additionalProperties": false,
          "properties": {
            "contract": {
              "description": "The name of the contract that the agent's final message must satisfy.",
              "type": ["string", "null"],
              "minLength": 1,
              "examples": ["ReviewerOutput"]
            },
            "target": {
              "description": "Where the accepted document is written, for instance \"$WORKDIR/.context/NAME.md\".",
              "type": ["string", "null"],
              "minLength": 1,
              "examples": ["$WORKDIR/.context/reviewer.md"]
            },
            "retries": {
              "description": "How many rejected documents are sent back; default: the flow's, else 2.",
              "type": ["integer", "null"],
              "minimum": 0,
              "maximum": 7,
              "examples": [2]
            },
            "on_exhausted": {
              "description": "What happens when no retry is left; default: the flow's, else fail.",
              "enum": ["fail", "skip", "terminate", null]
            }
          }
        }
      },
      "$defs": {
        "path": {
          "description": "A file, or with * and ? all that match.",
          "type": "string",
          "minLength": 1,
          "examples": ["$WORKDIR/.context/writer.md"]
        },
        "contextEntry": {
          "oneOf": [
            { "$ref": "#/$defs/path" },
            {
              "type": "object",
              "required": ["path"],
              "additionalProperties": false,
              "properties": {
                "path": {
                  "description": "A file, or with * and ? all that match.",
                  "type": "string",
                  "minLength": 1,
                  "examples": ["$WORKDIR/.context/notes.md"]
                },
                "optional": { "description": "Whether the agent may run without it.", "type": "boolean" }
              }
            }
          ]
        }
      }
    }

    """#
}
