import Diagnostics
import Documents
import Platform

extension Project {
  /// The absolute paths of all agent files, `.claude/agents/**/*.md`.
  public func agentFiles() -> [String] {
    Self.files(below: Path.join(claudeFolder, "agents"), suffixes: [".md"], recursive: true)
  }

  /// The agent of that name, or nil if the project has none.
  ///
  /// The host matches names without regard to letter case, and so does this;
  /// an exact match goes before others. Throws if a file that names the agent
  /// is broken, or if two files do.
  public func agent(_ name: String) throws(DefinitionError) -> Agent? {
    let wanted = Self.lowercased(name)
    var files: [NameIndex.File] = []
    for path in agentFiles() {
      // An agent file that we may not even read is the host's to drop.
      guard let text = try? FileSystem.read(path, limit: Self.definitionLimit), Self.mayName(text, wanted) else {
        continue
      }
      files.append(NameIndex.File(path: path, text: text))
    }
    return try agent(name, among: files)
  }

  /// The agent of that name that one of these files defines.
  func agent(_ name: String, among files: [NameIndex.File]) throws(DefinitionError) -> Agent? {
    let wanted = Self.lowercased(name)
    var found: [Agent] = []
    for file in files {
      let reading = readAgent(file.text, path: file.path)
      guard let agent = reading.value else {
        if Self.frontmatterNames(file.text, wanted) { throw DefinitionError(reading.diagnostics) }
        continue
      }
      guard Self.lowercased(agent.name) == wanted else { continue }
      if reading.diagnostics.hasErrors { throw DefinitionError(reading.diagnostics) }
      found.append(agent)
    }
    // What the host drops hinders no other file.
    let loaded = found.filter { !$0.isDropped }
    if !loaded.isEmpty { found = loaded }
    let exact = found.filter { $0.name == name }
    let matching = exact.isEmpty ? found : exact
    if matching.count > 1 { throw DefinitionError(.duplicateAgent(matching)) }
    return matching.first
  }

  /// Whether a file of the project may define an agent of that name; a cheap
  /// look that parses nothing.
  public func mayHaveAgent(_ name: String) -> Bool {
    let wanted = Self.lowercased(name)
    // Most files are named like what they define.
    if !name.utf8.contains(UInt8(ascii: "/")), FileSystem.exists(Path.join(claudeFolder, "agents/" + name + ".md")) {
      return true
    }
    return agentFiles().contains { path in
      (try? FileSystem.read(path, limit: Self.definitionLimit)).map { Self.mayName($0, wanted) } ?? false
    }
  }

  /// Reads the agent in `path`; throws if it is broken.
  public func agent(inFile path: String) throws(DefinitionError) -> Agent {
    let reading = readAgent(try readDefinition(path), path: path)
    guard let agent = reading.accepted else { throw DefinitionError(reading.diagnostics) }
    return agent
  }

  /// Whether the bytes could spell the name: a cheap no saves parsing every
  /// agent of the project. A backslash could hide any letter in an escape.
  static func mayName(_ text: [UInt8], _ wanted: [UInt8]) -> Bool {
    let header = frontmatter(text)
    return header.contains(UInt8(ascii: "\\")) || contains(header, wanted)
  }

  /// Whether a line of the text reads `name:` with the wanted name behind it;
  /// it tells whose definition a file that can't be parsed was meant to be.
  private static func frontmatterNames(_ text: [UInt8], _ wanted: [UInt8]) -> Bool {
    frontmatter(text).split(whereSeparator: { $0 == 10 || $0 == 13 }).contains { line in
      line.starts(with: Array("name:".utf8)) && contains(line, wanted)
    }
  }

  /// The text's first 64 KiB up to the line that closes the frontmatter.
  static func frontmatter(_ text: [UInt8]) -> ArraySlice<UInt8> {
    let head = text.prefix(64 << 10)
    var index = head.startIndex
    while let newline = head.firstPlace(of: 10, from: index) {
      index = newline + 1
      if head[index...].starts(with: [45, 45, 45]) || head[index...].starts(with: [46, 46, 46]) {
        return head[..<index]
      }
    }
    return head
  }

  package static func lowercased(_ name: String) -> [UInt8] {
    // ASCII only: the host's comparison of other letters isn't known.
    name.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }
  }

  /// Whether `text`, its ASCII letters lowered, contains `wanted`.
  package static func contains(_ text: ArraySlice<UInt8>, _ wanted: [UInt8]) -> Bool {
    guard let first = wanted.first, text.count >= wanted.count else { return wanted.isEmpty }
    return text.withUnsafeBufferPointer { bytes in
      for start in 0...(bytes.count - wanted.count) where lower(bytes[start]) == first {
        var length = 1
        while length < wanted.count, lower(bytes[start + length]) == wanted[length] { length += 1 }
        if length == wanted.count { return true }
      }
      return false
    }
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
}

extension Diagnostic {
  static func duplicateAgent(_ agents: [Agent]) -> Diagnostic {
    let place = { (agent: Agent) in TextRange(at: .start).in(agent.file) }
    return Diagnostic(
      "agent/duplicate-name",
      "\(agents.count) agent files have the name \(quoted(agents[0].name)), expected one; rename or remove the others",
      at: place(agents[0]), notes: agents.dropFirst().map { Note("also named so here", at: place($0)) })
  }
}
