import Diagnostics

/// A Markdown text with YAML frontmatter, as the data that contracts see.
public struct Document: Sendable {
  /// The frontmatter, an object; `{}` without frontmatter.
  public var header: Node
  /// The body, a string: lines end with LF, blank lines at its beginning and
  /// white space at its end are gone.
  public var content: Node
  /// The document alone as it was written, from the opening `---`: without
  /// byte order mark, prose or code fence around it.
  public var text: String
  public var hasFrontmatter: Bool

  public init(header: Node, content: Node, text: String, hasFrontmatter: Bool) {
    self.header = header
    self.content = content
    self.text = text
    self.hasFrontmatter = hasFrontmatter
  }

  /// `{"header": …, "content": …}`
  public var node: Node {
    var node = Node.object(["header": header, "content": content])
    node.range = TextRange(header.range.start, max(header.range.end, content.range.end))
    return node
  }
}
