internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Platform

/// What a file is read as.
enum InputFormat: String, CaseIterable, ExpressibleByArgument {
  case json, yaml, markdown

  /// By the file's extension; nil if that says nothing.
  init?(path: String) {
    switch Path.fileExtension(path).lowercased() {
    case "json": self = .json
    case "yaml", "yml": self = .yaml
    case "md", "markdown": self = .markdown
    default: return nil
    }
  }

  /// By what the text begins with: a brace or bracket is JSON, a line `---`
  /// that another one closes is Markdown, anything else YAML.
  init(sniffing text: [UInt8]) {
    let start = text.drop { $0 == 32 || (9...13).contains($0) || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
    switch start.first {
    case UInt8(ascii: "{"), UInt8(ascii: "["): self = .json
    case UInt8(ascii: "-") where start.starts(with: Array("---".utf8)) && Self.closesFrontmatter(start):
      self = .markdown
    default: self = .yaml
    }
  }

  private static func closesFrontmatter(_ text: ArraySlice<UInt8>) -> Bool {
    text.split(separator: 10).dropFirst().contains { line in
      line.starts(with: Array("---".utf8)) || line.starts(with: Array("...".utf8))
    }
  }
}

/// A file that a user names, `-` for standard input.
struct InputFile {
  /// As the user named it.
  let name: String
  let text: [UInt8]
  let format: InputFormat

  /// Why a file can't be read, and what to name instead.
  struct Failure: Error, CustomStringConvertible {
    let description: String

    fileprivate init(_ error: SystemError, _ name: String) {
      let known = (try? FileSystem.list(Path.parent(of: name))) ?? []
      let nearest = FileSystem.exists(name) ? nil : nearestName(to: Path.lastComponent(name), in: known)
      let hint = nearest.map {
        "did you mean \(quoted(Path.normalized(Path.join(Path.parent(of: name), $0)), limit: 4000))?"
      }
      description = "\(error)" + (name == "-" ? "" : "; " + (hint ?? "expected a file, or - for standard input"))
    }
  }

  /// `format` nil: by the file's extension, else by its text.
  init(_ name: String, format: InputFormat?) throws(Failure) {
    self.name = name == "-" ? "standard input" : name
    do throws(SystemError) {
      text = name == "-" ? try FileSystem.readAll(descriptor: 0) : try FileSystem.read(name)
    } catch { throw Failure(error, name) }
    self.format = format ?? InputFormat(path: name) ?? InputFormat(sniffing: text)
  }

  /// That its text has no frontmatter, if it should have one: a cause of what
  /// is missing in the header.
  var missingFrontmatter: Diagnostic? {
    guard format == .markdown, DocumentReader(file: name).read(text).value?.hasFrontmatter == false else { return nil }
    return .noFrontmatter(text, file: name)
  }

  /// What a contract sees of the file.
  var data: Reading<Node> {
    switch format {
    case .json: return JSONReader(file: name).read(text)
    case .yaml: return YAMLReader(file: name).read(text)
    case .markdown:
      let reading = DocumentReader(file: name).read(text)
      return Reading(reading.value?.node, reading.diagnostics)
    }
  }
}
