/// Finds what a node must hand over so that a run takes a certain way.
protocol WayChoice {
  /// What the node hands over in one visit: a document, or one for each item.
  associatedtype Handed

  var node: String { get }
  /// What is looked for, in words.
  var noun: String { get }
  /// What is handed over if nothing is asked for.
  var first: Handed { get }

  /// nil if nothing leads there that the contract accepts.
  func documents(for way: BranchChoice.Way) -> Handed?
  /// Whether it leads nowhere or, if that is unwelcome, back.
  func goesAstray(_ handed: Handed, mayGoBack: Bool) -> Bool
}
