import Diagnostics

/// What all readers say of a text that is no UTF-8.
extension Diagnostic.Message {
  static func invalidUTF8(_ byte: UInt8) -> Self {
    Self("expected UTF-8 but found the byte 0x\(String(byte, radix: 16, uppercase: true))")
  }

  static var utf16: Self { "expected UTF-8 but found UTF-16" }
}
