/// One value of a JSON text and the place where it begins.
///
/// ```swift
/// let root = try JSONNode(parsing: Array(#"{"topics": ["orders"]}"#.utf8))
/// root["topics"]?[0].string     // "orders"
/// root["topics"]?[0].place      // 1:13
/// ```
///
/// Objects keep the order of their members. Two nodes are equal when they say the same thing in
/// the same order; where they stood takes no part, so what was written and read again is equal.
package struct JSONNode: Sendable {
  package var place: SourcePlace
  package var value: JSONValue

  package init(_ value: JSONValue, at place: SourcePlace = .nowhere) {
    self.place = place
    self.value = value
  }
}

/// What JSON can say.
package enum JSONValue: Equatable, Sendable {
  case object([JSONMember])
  case array([JSONNode])
  case string(String)
  case number(JSONNumber)
  case bool(Bool)
  case null
}

/// One `"key": value` of an object.
package struct JSONMember: Sendable {
  package var key: String
  package var keyPlace: SourcePlace
  package var value: JSONNode

  package init(key: String, keyPlace: SourcePlace = .nowhere, value: JSONNode) {
    self.key = key
    self.keyPlace = keyPlace
    self.value = value
  }
}

/// A number as it was spelled. Nothing is rounded: forty digits stay forty digits.
package struct JSONNumber: Equatable, Sendable {
  /// The exact spelling, in JSON's own grammar.
  package let text: String

  package init(_ integer: Int64) { text = String(integer) }

  /// A number of hundredths in its shortest spelling: `1.1`, `2`.
  package init(hundredths: Int64) {
    let (whole, part) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    var decimals = part < 10 ? "0\(part)" : "\(part)"
    while decimals.hasSuffix("0") { decimals.removeLast() }
    text = (hundredths < 0 ? "-" : "") + "\(whole)" + (decimals.isEmpty ? "" : ".\(decimals)")
  }

  /// Takes a spelling that is known to follow JSON's grammar, such as a decimal formatted
  /// elsewhere.
  package init(spelled text: String) { self.text = text }

  /// The value when it is spelled as an integer and fits; `nil` for `1.0`, `1e3` and `1` followed
  /// by forty zeros.
  package var integer: Int64? { Int64(text) }

  /// The value times one hundred when it is spelled with digits and two decimals at most.
  package var hundredths: Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, isPlain, let whole = Int64(parts[0]) else { return nil }
    let decimals = parts.count == 2 ? parts[1] : "0"
    guard decimals.utf8.count <= 2, let part = Int64(decimals) else { return nil }
    let hundredths = decimals.utf8.count == 1 ? part * 10 : part
    let (tens, overflows) = whole.magnitude.multipliedReportingOverflow(by: 100)
    guard !overflows, let sum = Int64(exactly: tens), sum < .max - 99 else { return nil }
    return text.hasPrefix("-") ? -(sum + hundredths) : sum + hundredths
  }

  /// Whether the spelling has no exponent.
  private var isPlain: Bool { text.utf8.allSatisfy { $0 | 0x20 != UInt8(ascii: "e") } }

  /// Whether the spelling has neither a point nor an exponent, whatever its size.
  package var isSpelledAsInteger: Bool {
    text.utf8.allSatisfy { $0 != UInt8(ascii: ".") && $0 | 0x20 != UInt8(ascii: "e") }
  }
}

extension JSONNode: Equatable {
  package static func == (a: Self, b: Self) -> Bool { a.value == b.value }
}

extension JSONMember: Equatable {
  package static func == (a: Self, b: Self) -> Bool { a.key == b.key && a.value == b.value }
}

// MARK: - Looking into a node

extension JSONNode {
  /// The members, in the order of the text, or `nil` for anything but an object.
  package var object: [JSONMember]? {
    if case .object(let members) = value { members } else { nil }
  }

  package var array: [JSONNode]? {
    if case .array(let elements) = value { elements } else { nil }
  }

  package var string: String? {
    if case .string(let text) = value { text } else { nil }
  }

  package var number: JSONNumber? {
    if case .number(let number) = value { number } else { nil }
  }

  /// The number when it is spelled as an integer and fits 64 bits.
  package var int: Int? { number?.integer.map { Int($0) } }

  package var bool: Bool? {
    if case .bool(let flag) = value { flag } else { nil }
  }

  package var isNull: Bool { value == .null }

  /// The value of a member, or `nil` when there is none or this is no object.
  ///
  /// - Complexity: O(*n*) in the number of members.
  package subscript(key: String) -> JSONNode? { member(key)?.value }

  /// The member of that name with the place of its key.
  package func member(_ key: String) -> JSONMember? { object?.first { $0.key == key } }

  /// The element at `index` of an array, which must have one.
  package subscript(index: Int) -> JSONNode {
    guard case .array(let elements) = value else {
      preconditionFailure("no array at \(place), asked for element \(index)")
    }
    return elements[index]
  }
}

// MARK: - Making values in memory

extension JSONNode: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral text: String) { self.init(.string(text)) }
  package init(booleanLiteral flag: Bool) { self.init(.bool(flag)) }
  package init(integerLiteral number: Int64) { self.init(.number(JSONNumber(number))) }
  package init(arrayLiteral elements: JSONNode...) { self.init(.array(elements)) }
  package init(dictionaryLiteral members: (String, JSONNode)...) {
    self.init(.object(members.map { JSONMember(key: $0.0, value: $0.1) }))
  }
  package static let null = JSONNode(.null)

  package init(_ text: String) { self.init(.string(text)) }
  package init(_ flag: Bool) { self.init(.bool(flag)) }
  package init(_ number: some BinaryInteger) { self.init(.number(JSONNumber(Int64(number)))) }
  package init(_ elements: [JSONNode]) { self.init(.array(elements)) }
}
