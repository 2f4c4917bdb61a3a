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
        "name": {
          "description": "The workflow's name, that of its folder.",
          "type": "string",
          "minLength": 1,
          "examples": ["review"]
        },
        "version": { "description": "In quotes, so that no digit is lost.", "type": "string", "examples": ["1.0"] },
        "description": { "description": "For people.", "type": "string", "examples": ["From a draft to a release"] },
        "state": {
          "description": "Variables and their first values. An accepted document sets those that its header has a key for.",
          "type": ["object", "null"],
          "examples": [{ "files": [] }]
        },
        "flow": {
          "description": "The graph: a >> b, [a, b], a ?label >> b, a * $items[3], START and END.",
          "type": "string",
          "pattern": "\\S",
          "examples": ["START >> writer >> reviewer >> END", "START >> scout >> reader * $files[3] >> END"]
        },
        "conditions": {
          "description": "Node, label, expression: which labelled edges are taken. A label without an entry means output.status == '<label>'.",
          "type": ["object", "null"],
          "examples": [{ "reviewer": { "revise": "output.verdict == 'fail' and visits < 3" } }],
          "additionalProperties": {
            "type": "object",
            "additionalProperties": {
              "description": "For instance: len(output.issues) > 0 and visits < 4",
              "type": "string"
            }
          }
        },
        "execution": {
          "description": "How much and how long: limits of the run, and what happens when they are reached.",
          "type": ["object", "null"],
          "additionalProperties": false,
          "properties": {
            "max_parallel": {
              "description": "How many agents may work at once; Claude Code runs 20 at most.",
              "$ref": "#/$defs/count",
              "default": 3
            },
            "timeout": { "description": "Seconds for the whole run.", "$ref": "#/$defs/count", "examples": [3600] },
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
