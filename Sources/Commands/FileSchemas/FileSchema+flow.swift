extension FileSchema {
  /// `flow.yaml`. What stands in `flow` and in conditions has a grammar of its
  /// own, which no schema checks.
  static let flowText = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Flow",
      "description": "A workflow: which agents run, in which order, under which conditions.",
      "type": "object",
      "required": ["name", "flow"],
      "additionalProperties": false,
      "properties": {
        "name": { "description": "The workflow's name, that of its folder.", "type": "string", "minLength": 1 },
        "version": { "description": "In quotes, so that no digit is lost.", "type": "string" },
        "description": { "description": "For people.", "type": "string" },
        "state": {
          "description": "Variables and their first values. An accepted document sets those that its header has a key for.",
          "type": ["object", "null"]
        },
        "flow": {
          "description": "The graph: a >> b, [a, b], a ?label >> b, a * $items[3], START and END.",
          "type": "string",
          "minLength": 1
        },
        "conditions": {
          "description": "Node, label, expression: which labelled edges are taken. A label without an entry means output.status == '<label>'.",
          "type": ["object", "null"],
          "additionalProperties": {
            "type": "object",
            "additionalProperties": {
              "description": "For instance: len(output.issues) > 0 and visits < 4",
              "type": "string"
            }
          }
        },
        "execution": {
          "type": ["object", "null"],
          "additionalProperties": false,
          "properties": {
            "max_parallel": {
              "description": "How many agents may work at once; Claude Code runs 20 at most.",
              "$ref": "#/$defs/count",
              "default": 3
            },
            "timeout": { "description": "Seconds for the whole run.", "$ref": "#/$defs/count" },
            "retries": {
              "description": "How many rejected documents are sent back.",
              "type": "integer",
              "minimum": 0,
              "maximum": 7,
              "default": 2
            },
            "on_exhausted": {
              "description": "What happens when no retry is left.",
              "enum": ["fail", "skip", "terminate"],
              "default": "fail"
            },
            "max_visits": { "description": "How often one node may run.", "$ref": "#/$defs/count", "default": 10 },
            "stop_blocks": {
              "description": "How often in a row the model is held from stopping.",
              "type": "integer",
              "minimum": 1,
              "maximum": 7,
              "default": 3
            },
            "on_error": { "description": "What hooks answer when something of ours is broken.", "enum": ["block", "allow"] }
          }
        }
      },
      "$defs": { "count": { "type": "integer", "minimum": 1, "maximum": 1000000000 } }
    }

    """#
}
