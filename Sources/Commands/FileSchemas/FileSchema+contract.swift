extension FileSchema {
  /// `contracts/*.yaml`. A contract may name another dialect of JSON Schema
  /// by `$schema`; only the default one is checked here.
  static let contractText = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Contract",
      "description": "What a document must satisfy: a JSON Schema, optionally a validator, and examples of both kinds.",
      "type": "object",
      "required": ["name", "schema"],
      "properties": {
        "name": {
          "description": "By this a contract is found, not by its file's name.",
          "type": "string",
          "minLength": 1,
          "examples": ["ReviewerOutput"]
        },
        "description": {
          "description": "For people.",
          "type": ["string", "null"],
          "minLength": 1,
          "examples": ["The verdict of a review, with what it found"]
        },
        "version": {
          "description": "The author's own version, recorded in journal and report.",
          "type": ["string", "number", "null"],
          "minLength": 1,
          "examples": ["1.0"]
        },
        "schema": {
          "description": "A JSON Schema for {\"header\": …, \"content\": …}; 2020-12 unless its $schema names 2019-09, 7, 6 or 4.",
          "if": { "type": "object", "required": ["$schema"] },
          "then": {},
          "else": { "$ref": "#/$defs/schema" },
          "type": ["object", "boolean"]
        },
        "validator": {
          "description": "What a schema can't express: path.py::function, or the path of an executable; relative to the folder that holds contracts/.",
          "type": ["string", "null"],
          "minLength": 1,
          "pattern": "^\\s*(?:(?!.*::).*\\S.*|.+\\.py::[^\\x00-\\x40\\x5B-\\x5E\\x60\\x7B-\\x7F][^\\x00-\\x2F\\x3A-\\x40\\x5B-\\x5E\\x60\\x7B-\\x7F]*)\\s*$",
          "examples": ["validators/review.py::check"]
        },
        "examples": {
          "description": "Files that the contract must accept, or with valid: false must reject; relative to the folder that holds contracts/.",
          "type": ["array", "null"],
          "examples": [["examples/review.md", { "path": "examples/review-empty.md", "valid": false }]],
          "items": {
            "oneOf": [
              { "type": "string", "minLength": 1 },
              {
                "type": "object",
                "required": ["path"],
                "additionalProperties": false,
                "properties": {
                  "path": {
                    "description": "The example's file; relative to the folder that holds contracts/.",
                    "type": "string",
                    "minLength": 1,
                    "examples": ["examples/review-empty.md"]
                  },
                  "valid": { "description": "Whether it must be accepted.", "type": "boolean", "default": true }
                }
              }
            ]
          }
        }
      },
      "$defs": {
    \#(jsonSchemaText)
      }
    }

    """#
}
