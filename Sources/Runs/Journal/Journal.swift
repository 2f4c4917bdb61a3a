import Diagnostics
import Documents
public import Platform

/// Why a journal can't be used.
public enum JournalError: Error, Sendable {
  case system(SystemError)
  /// A complete line is not what was written there; lines start at 1.
  case damaged(path: String, line: Int, problem: String)
  /// A later version wrote it in another format.
  case newerFormat(path: String, version: Int)
}

/// The events of a run as they stand on disk.
///
/// A journal is a text of one JSON object a line. Each line holds the XXH64
/// of the line before it, which shows accidents and careless edits; it is no
/// protection against forgery. A last line without a newline was torn by a
/// crash: it is not an event, and the next writer cuts it off, with the lines
/// that were to count only together with it.
public struct Journal: Sendable {
  public let path: String
  /// The events of the lines that were decoded, and of those that were
  /// appended: of a journal that was read behind a checkpoint those that
  /// follow it, else all.
  public private(set) var decoded: [RunEvent] = []
  /// The number of lines before those of `decoded`.
  private var known = 0
  /// The place behind each line, those before `decoded` among them.
  private var ends = LineEnds()
  /// The length of the complete lines, in bytes.
  private var validLength = 0
  /// The file as it was when it was read or last written.
  private var status: FileStatus?
  private var lastHash = ""
  /// What its mark says of the lines; nil if nobody has looked.
  private var mentionsTimeout: Bool? = false

  /// The journal of a run that hasn't begun.
  public init(creating path: String) { self.path = path }

  /// Reads a journal; nil if there is none.
  public static func read(_ path: String) throws(JournalError) -> Journal? {
    let status = FileSystem.status(path)
    let text: [UInt8]
    do {
      text = try FileSystem.read(path)
    } catch  where error.isNotFound {
      return nil
    } catch { throw .system(error) }
    var journal = Journal(creating: path)
    // Taken before the text: what comes in between makes it differ.
    journal.status = status
    try journal.decode(text)
    journal.lookForTimeout(text)
    return journal.decoded.isEmpty ? nil : journal
  }

  /// Reads the lines behind those that a checkpoint stands for; nil if they
  /// aren't those any more, or if anything else is wrong with the journal.
  static func read(_ path: String, behind checkpoint: Checkpoint) -> (journal: Journal, past: JournalText)? {
    var journal = Journal(creating: path)
    let status = FileSystem.status(path)
    journal.status = status
    journal.known = checkpoint.count
    journal.validLength = checkpoint.length
    journal.lastHash = checkpoint.lastHash
    journal.ends = checkpoint.ends
    if let mark = status.flatMap({ JournalMark(of: path, $0) }) {
      journal.mentionsTimeout = mark.mentionsTimeout
      // As one of us left it: what the checkpoint stands for need not be read.
      guard let rest = try? FileSystem.read(path, from: checkpoint.length), (try? journal.decode(rest)) != nil else {
        return nil
      }
      return (journal, JournalText(path: path, bytes: nil, ends: checkpoint.ends))
    }
    guard let bytes = try? FileSystem.read(path),
      let lines = JournalChain.lines(of: bytes, count: checkpoint.count),
      lines.ends.last == checkpoint.length, lines.lastHash == checkpoint.lastHash,
      (try? journal.decode(bytes, from: checkpoint.length)) != nil
    else { return nil }
    journal.lookForTimeout(bytes)
    return (journal, JournalText(path: path, bytes: bytes, ends: LineEnds(PackedWords(lines.ends))))
  }

  private mutating func lookForTimeout(_ text: [UInt8]) {
    mentionsTimeout = text.count >= JournalMark.leastLength ? text.contains(bytes: JournalMark.timeout) : nil
  }

  /// All its events; nil if a checkpoint stands for the first of them.
  public var events: [RunEvent]? { known == 0 ? decoded : nil }

  /// The number of its events.
  public var count: Int { known + decoded.count }

  /// A checkpoint with the state after all events.
  func checkpoint(_ state: [UInt8]) -> Checkpoint {
    Checkpoint(ends: ends, lastHash: lastHash, state: PackedBytes(state))
  }

  /// Whether a text of so many bytes is better kept in an event than waited
  /// for by itself. Each call reads the journal, so that it must stay small.
  public func takes(textOf count: Int) -> Bool { count <= 16 << 10 && validLength <= 1 << 20 }

  /// Whether the file is still the one that was read.
  public var isCurrent: Bool { status != nil && FileSystem.status(path) == status }

  /// Takes an event into account without writing it, to see what it leads to.
  public mutating func draft(_ kind: RunEvent.Kind, at time: Timestamp) {
    decoded.append(RunEvent(sequence: count + 1, at: time, kind: kind))
  }

  /// Decodes the lines of a text, which is the file's from some byte on.
  private mutating func decode(_ text: [UInt8], from begin: Int = 0) throws(JournalError) {
    let offset = validLength - begin
    var start = begin
    // What counts whatever becomes of the lines behind it.
    var whole = (count: decoded.count, length: validLength, lastHash: lastHash)
    var last: [UInt8]?
    while let newline = text.firstPlace(of: 10, from: start) {
      let line = Array(text[start..<newline])
      let (event, isHeld) = try decodeLine(line)
      if count == 0 {
        guard case .runStarted = event.kind else {
          throw .damaged(path: path, line: 1, problem: "expected the start of a run")
        }
      }
      decoded.append(event)
      lastHash = XXH64.hex(line)
      last = line
      start = newline + 1
      ends.append(offset + start)
      if !isHeld { whole = (decoded.count, offset + start, lastHash) }
    }
    // Behind it stands no hash that would show a change of what is not decoded.
    if let last, let problem = RunEvent.unreadProblem(in: last, path: path) {
      throw .damaged(path: path, line: count, problem: problem)
    }
    ends.removeLast(decoded.count - whole.count)
    decoded.removeLast(decoded.count - whole.count)
    validLength = whole.length
    lastHash = whole.lastHash
  }

  /// The event of a line, and whether it counts only if the next one does.
  private func decodeLine(_ line: [UInt8]) throws(JournalError) -> (RunEvent, isHeld: Bool) {
    let number = count + 1
    let reading = RunEvent.read(line: line, path: path)
    guard let node = reading.value, !reading.diagnostics.hasErrors else {
      throw .damaged(path: path, line: number, problem: reading.diagnostics.first?.message.text ?? "not JSON")
    }
    // Before anything else is asked of the line: a newer one may have other
    // members.
    if number == 1, let format = node["format"]?.integer, format > RunStart.currentFormat {
      throw .newerFormat(path: path, version: format)
    }
    // No hash stands behind the last line; what an editor does to line
    // endings shows all the same.
    guard line.last != 13 else {
      throw .damaged(path: path, line: number, problem: "found a carriage return at its end")
    }
    guard node["seq"]?.integer == number else {
      throw .damaged(path: path, line: number, problem: "expected the event number \(number)")
    }
    guard node["previous"]?.string == lastHash else {
      throw .damaged(path: path, line: number, problem: "the line before it was changed")
    }
    do {
      return (try RunEvent(decoding: node), node[RunEvent.moreKey]?.boolean == true)
    } catch {
      throw .damaged(path: path, line: number, problem: error.problem)
    }
  }

  /// Appends the events with one write and, if `durably`, waits until they
  /// are on disk. If only a part of the write comes about, its whole lines
  /// count all the same, unless all are to count `asOne`.
  ///
  /// Hold the run's lock, and read the journal under it, before you append.
  public mutating func append(
    _ kinds: [RunEvent.Kind], at time: Timestamp, durably: Bool = true, asOne: Bool = false
  ) throws(JournalError) {
    guard !kinds.isEmpty else { return }
    var bytes: [UInt8] = []
    var added: [RunEvent] = []
    var hash = lastHash
    var newEnds: [Int] = []
    for kind in kinds {
      let event = RunEvent(sequence: count + added.count + 1, at: time, kind: kind)
      let isHeld = asOne && added.count < kinds.count - 1
      let line = JSONWriter().bytes(event.encoded(previous: hash, isHeld: isHeld))
      hash = XXH64.hex(line)
      bytes += line
      bytes.append(10)
      newEnds.append(validLength + bytes.count)
      added.append(event)
    }
    let size: Int
    do {
      let file = try AppendFile(path: path)
      size = try file.size
      // Whatever a writer that died left behind the last complete line.
      if size > validLength { try file.truncate(to: validLength) }
      if size >= validLength { try file.append(bytes, durably: durably) }
    } catch { throw .system(error) }
    // Appending now would leave a gap where events were.
    guard size >= validLength else {
      throw .damaged(path: path, line: count, problem: "it is gone since the journal was read")
    }
    status = FileSystem.status(path)
    validLength += bytes.count
    lastHash = hash
    decoded += added
    for end in newEnds { ends.append(end) }
    if let known = mentionsTimeout {
      let mentions = known || bytes.contains(bytes: JournalMark.timeout)
      mentionsTimeout = mentions
      if let status { JournalMark(mentionsTimeout: mentions).set(at: path, status) }
    }
  }
}
