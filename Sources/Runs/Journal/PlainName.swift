extension String {
  /// Whether it is 1 to 64 ASCII letters, digits and hyphens: such a name can
  /// stand for a file or a folder as it is.
  var isPlainName: Bool {
    !isEmpty && utf8.count <= 64
      && utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
      }
  }
}
