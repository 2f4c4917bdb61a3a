import Diagnostics
import Documents
import JSONSchema
import Testing

/// The value of a JSON text, with places.
func json(_ text: String, file: String = "data.json") throws -> Node {
  try #require(JSONReader(file: file).read(Array(text.utf8)).accepted)
}

/// The schema in a JSON text, which has no mistakes.
func schema(_ text: String, options: Schema.Options = Schema.Options()) throws -> Schema {
  let reading = Schema.compile(try json(text), file: "schema.json", options: options)
  #expect(reading.diagnostics == [])
  return try #require(reading.value)
}
