internal import Documents

/// The formats that are checked (Validation 2020-12 §7.3).
enum Formats {
  typealias Check = @Sendable (String) -> Bool

  struct Entry: Sendable {
    let name: String
    /// The draft that defined it.
    let since: Draft
    let description: String
    let check: Check

    init(_ name: String, since: Draft, description: String, check: @escaping Check) {
      self.name = name
      self.since = since
      self.description = description
      self.check = check
    }
  }

  static func entry(_ name: String) -> Entry? {
    for entry in all where entry.name.hasSameScalars(as: name) { return entry }
    return nil
  }

  /// What the format asks for, as a phrase behind "expected".
  static func description(of name: String) -> String { entry(name)?.description ?? name }

  static let all: [Entry] = [
    Entry(
      "date-time", since: .draft4, description: #"a date and time such as "2026-01-06T10:00:00Z""#,
      check: DateAndTime.isDateTime),
    Entry("date", since: .draft7, description: #"a date such as "2026-01-06""#, check: DateAndTime.isDate),
    Entry("time", since: .draft7, description: #"a time such as "10:00:00Z""#, check: DateAndTime.isTime),
    Entry("duration", since: .draft2019, description: #"a duration such as "P1DT12H""#, check: Duration.isDuration),
    Entry(
      "email", since: .draft4, description: "an email address", check: { Email.isAddress($0, allowsUnicode: false) }),
    Entry(
      "idn-email", since: .draft7, description: "an email address", check: { Email.isAddress($0, allowsUnicode: true) }),
    Entry("hostname", since: .draft4, description: "a host name", check: Hostname.isHostname),
    Entry("idn-hostname", since: .draft7, description: "a host name", check: Hostname.isInternationalHostname),
    Entry("ipv4", since: .draft4, description: "an IPv4 address", check: { IPAddress.isIPv4($0.utf8[...]) }),
    Entry("ipv6", since: .draft4, description: "an IPv6 address", check: { IPAddress.isIPv6($0.utf8[...]) }),
    Entry(
      "uri", since: .draft4, description: "an absolute URI", check: { URI.isValid($0, .absolute, allowsUnicode: false) }
    ),
    Entry(
      "uri-reference", since: .draft6, description: "a URI or a relative reference",
      check: { URI.isValid($0, .reference, allowsUnicode: false) }),
    Entry(
      "iri", since: .draft7, description: "an absolute IRI", check: { URI.isValid($0, .absolute, allowsUnicode: true) }),
    Entry(
      "iri-reference", since: .draft7, description: "an IRI or a relative reference",
      check: { URI.isValid($0, .reference, allowsUnicode: true) }),
    Entry("uri-template", since: .draft6, description: "a URI template", check: URITemplate.isTemplate),
    Entry("uuid", since: .draft2019, description: "a UUID", check: UUIDFormat.isUUID),
    Entry("json-pointer", since: .draft6, description: "a JSON Pointer", check: JSONPointerFormat.isPointer),
    Entry(
      "relative-json-pointer", since: .draft7, description: "a relative JSON Pointer",
      check: JSONPointerFormat.isRelativePointer),
    Entry(
      "regex", since: .draft4, description: "a regular expression of ECMA-262",
      check: { text in (try? RegularExpression(text)) != nil }),
  ]
}

extension UInt8 {
  var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}
