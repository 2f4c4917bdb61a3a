/// The formats that are checked (Validation 2020-12 §7.3).
enum Formats {
  typealias Check = @Sendable (String) -> Bool

  struct Entry: Sendable {
    /// The draft that defined it.
    let since: Draft
    let description: String
    let check: Check
  }

  /// What the format asks for, as a phrase behind "expected".
  static func description(of name: String) -> String { all[name]?.description ?? name }

  static let all: [String: Entry] = [
    "date-time": Entry(
      since: .draft4, description: #"a date and time such as "2026-01-06T10:00:00Z""#, check: DateAndTime.isDateTime),
    "date": Entry(since: .draft7, description: #"a date such as "2026-01-06""#, check: DateAndTime.isDate),
    "time": Entry(since: .draft7, description: #"a time such as "10:00:00Z""#, check: DateAndTime.isTime),
    "duration": Entry(since: .draft2019, description: #"a duration such as "P1DT12H""#, check: Duration.isDuration),
    "email": Entry(
      since: .draft4, description: "an email address", check: { Email.isAddress($0, allowsUnicode: false) }),
    "idn-email": Entry(
      since: .draft7, description: "an email address", check: { Email.isAddress($0, allowsUnicode: true) }),
    "hostname": Entry(since: .draft4, description: "a host name", check: Hostname.isHostname),
    "idn-hostname": Entry(since: .draft7, description: "a host name", check: Hostname.isInternationalHostname),
    "ipv4": Entry(since: .draft4, description: "an IPv4 address", check: { IPAddress.isIPv4($0.utf8[...]) }),
    "ipv6": Entry(since: .draft4, description: "an IPv6 address", check: { IPAddress.isIPv6($0.utf8[...]) }),
    "uri": Entry(
      since: .draft4, description: "an absolute URI", check: { URI.isValid($0, .absolute, allowsUnicode: false) }),
    "uri-reference": Entry(
      since: .draft6, description: "a URI or a relative reference",
      check: { URI.isValid($0, .reference, allowsUnicode: false) }),
    "iri": Entry(
      since: .draft7, description: "an absolute IRI", check: { URI.isValid($0, .absolute, allowsUnicode: true) }),
    "iri-reference": Entry(
      since: .draft7, description: "an IRI or a relative reference",
      check: { URI.isValid($0, .reference, allowsUnicode: true) }),
    "uri-template": Entry(since: .draft6, description: "a URI template", check: URITemplate.isTemplate),
    "uuid": Entry(since: .draft2019, description: "a UUID", check: UUIDFormat.isUUID),
    "json-pointer": Entry(since: .draft6, description: "a JSON Pointer", check: JSONPointerFormat.isPointer),
    "relative-json-pointer": Entry(
      since: .draft7, description: "a relative JSON Pointer", check: JSONPointerFormat.isRelativePointer),
    "regex": Entry(
      since: .draft4, description: "a regular expression of ECMA-262",
      check: { text in (try? RegularExpression(text)) != nil }),
  ]
}

extension UInt8 {
  var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}
