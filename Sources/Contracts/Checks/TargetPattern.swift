import Platform

/// All paths that something may stand for: the files of a loop's items, or
/// what a glob matches. Two of them can be asked whether they have a path in
/// common, without any item being known yet.
struct TargetPattern {
  /// How two patterns may get into each other's way.
  enum Relation {
    case sameFile
    /// A file of one would have to be a folder of the other's.
    case nested
  }

  private enum Bytes {
    case only(UInt8)
    case digit
    /// What `LoopItem` reduces names to.
    case name
    case anyButSlash

    func meets(_ other: Bytes) -> Bool {
      switch (self, other) {
      case (.only(let one), .only(let another)): one == another
      case (.only(let byte), let set), (let set, .only(let byte)): set.contains(byte)
      // Each of the others has the digits.
      default: true
      }
    }

    private func contains(_ byte: UInt8) -> Bool {
      switch self {
      case .only(let only): byte == only
      case .digit: (48...57).contains(byte)
      case .name:
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      case .anyButSlash: byte != UInt8(ascii: "/")
      }
    }
  }

  private struct Step {
    var bytes: Bytes
    /// Whether it stands for any number of such bytes, also none.
    var repeats = false
  }

  private var steps: [Step] = []

  /// The paths of a target. `path` is what `LoopItem.any` made of `template`
  /// if its node goes through a list: each `*` is then an index, or a name.
  init(_ path: String, template: String, isLoop: Bool) {
    let item = isLoop && LoopItem.goesByIndex(template) ? Bytes.digit : .name
    for byte in path.utf8 {
      if isLoop, byte == UInt8(ascii: "*") {
        steps += [Step(bytes: item), Step(bytes: item, repeats: true)]
      } else {
        steps.append(Step(bytes: .only(byte)))
      }
    }
  }

  /// The paths that a glob stands for, as `FileSystem.path(_:matches:)` reads it.
  init(glob: String) {
    steps = glob.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "*"): Step(bytes: .anyButSlash, repeats: true)
      case UInt8(ascii: "?"): Step(bytes: .anyButSlash)
      default: Step(bytes: .only(byte))
      }
    }
  }

  /// Whether some path is one of both, or a folder of the other's.
  ///
  /// Walks both side by side; a state is how far each has come, so there are
  /// no more steps than the product of both lengths.
  func relation(to other: TargetPattern) -> Relation? {
    let (mine, theirs) = (steps, other.steps)
    let width = theirs.count + 1
    let begin = start(mine, theirs)
    if begin.0 < mine.count, begin.1 < theirs.count, !mine[begin.0].repeats, !theirs[begin.1].repeats,
      !mine[begin.0].bytes.meets(theirs[begin.1].bytes)
    {
      return nil
    }
    var seen: Set<Int> = []
    var pending = [begin]
    var found: Relation?
    while let (i, j) = pending.popLast() {
      guard seen.insert(i * width + j).inserted else { continue }
      if i == mine.count, j == theirs.count { return .sameFile }
      if i == mine.count || j == theirs.count {
        let rest = i == mine.count ? theirs[j] : mine[i]
        if case .only(UInt8(ascii: "/")) = rest.bytes { found = .nested }
      }
      if i < mine.count, mine[i].repeats { pending.append((i + 1, j)) }
      if j < theirs.count, theirs[j].repeats { pending.append((i, j + 1)) }
      guard i < mine.count, j < theirs.count, mine[i].bytes.meets(theirs[j].bytes) else { continue }
      pending.append((mine[i].repeats ? i : i + 1, theirs[j].repeats ? j : j + 1))
    }
    return found
  }

  /// Behind the letters that both begin with; most are told apart there.
  private func start(_ mine: [Step], _ theirs: [Step]) -> (Int, Int) {
    var place = 0
    while place < min(mine.count, theirs.count), case .only(let one) = mine[place].bytes,
      case .only(let other) = theirs[place].bytes, one == other
    { place += 1 }
    return (place, place)
  }
}
