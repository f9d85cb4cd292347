/// Writes JSON so that the same value gives the same bytes, on any machine.
///
/// ```swift
/// CanonicalJSON.text(["seed": 7, "lost": []], layout: .compact)  // {"seed":7,"lost":[]}
/// ```
///
/// Numbers are written as they are spelled; nothing here formats a `Double`. Reading what was
/// written gives an equal value.
package enum CanonicalJSON {
  package enum Layout: Sendable {
    /// Two spaces a level; an array of scalars stays on one line while it fits 100 columns. Ends
    /// with a line feed.
    case pretty
    /// No blanks and no line feed: one line of a journal.
    case compact
  }

  package enum KeyOrder: Sendable {
    case given
    /// By the bytes of their UTF-8, which no locale and no library version changes.
    case sorted
  }

  package static func text(
    _ node: JSONNode, layout: Layout = .pretty, keys: KeyOrder = .given
  ) -> String {
    String(decoding: bytes(node, layout: layout, keys: keys), as: UTF8.self)
  }

  package static func bytes(
    _ node: JSONNode, layout: Layout = .pretty, keys: KeyOrder = .given
  ) -> [UInt8] {
    var writer = Writer(layout: layout, keys: keys)
    writer.write(node, level: 0)
    if layout == .pretty { writer.out.append(UInt8(ascii: "\n")) }
    return writer.out
  }

  /// Appends a string in quotes, escaping what JSON demands and no more.
  package static func append(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): out += #"\""#.utf8
      case UInt8(ascii: "\\"): out += #"\\"#.utf8
      case 0x08: out += #"\b"#.utf8
      case 0x09: out += #"\t"#.utf8
      case 0x0A: out += #"\n"#.utf8
      case 0x0C: out += #"\f"#.utf8
      case 0x0D: out += #"\r"#.utf8
      case 0..<0x20:
        out += (byte < 0x10 ? #"\u000"# : #"\u00"#).utf8
        out += String(byte, radix: 16).utf8
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}

private struct Writer {
  let layout: CanonicalJSON.Layout
  let keys: CanonicalJSON.KeyOrder
  var out: [UInt8] = []

  init(layout: CanonicalJSON.Layout, keys: CanonicalJSON.KeyOrder) {
    self.layout = layout
    self.keys = keys
  }

  mutating func write(_ node: JSONNode, level: Int) {
    switch node.value {
    case .null: out += "null".utf8
    case .bool(let flag): out += (flag ? "true" : "false").utf8
    case .number(let number): out += number.text.utf8
    case .string(let text): CanonicalJSON.append(text, to: &out)
    case .array(let elements): write(elements, level: level)
    case .object(let members): write(members, level: level)
    }
  }

  private mutating func write(_ elements: [JSONNode], level: Int) {
    if layout == .pretty, writeOnOneLine(elements) { return }
    out.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      breakLine(level: level + 1)
      write(element, level: level + 1)
    }
    if !elements.isEmpty { breakLine(level: level) }
    out.append(UInt8(ascii: "]"))
  }

  /// Writes `["a", "b"]` if the elements are scalars and the line stays short.
  ///
  /// - Returns: Whether it did; otherwise nothing is changed.
  private mutating func writeOnOneLine(_ elements: [JSONNode]) -> Bool {
    let start = out.count
    let lineStart = out.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    out.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      guard element.isScalar, out.count - lineStart < 100 else {
        out.removeSubrange(start...)
        return false
      }
      if index > 0 { out += ", ".utf8 }
      write(element, level: 0)
    }
    out.append(UInt8(ascii: "]"))
    // One column is kept for a comma.
    guard out.count - lineStart < 100 else {
      out.removeSubrange(start...)
      return false
    }
    return true
  }

  private mutating func write(_ members: [JSONMember], level: Int) {
    let ordered =
      switch keys {
      case .given: members
      case .sorted: members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      }
    out.append(UInt8(ascii: "{"))
    for (index, member) in ordered.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      breakLine(level: level + 1)
      CanonicalJSON.append(member.key, to: &out)
      out += (layout == .pretty ? ": " : ":").utf8
      write(member.value, level: level + 1)
    }
    if !ordered.isEmpty { breakLine(level: level) }
    out.append(UInt8(ascii: "}"))
  }

  private mutating func breakLine(level: Int) {
    guard layout == .pretty else { return }
    out.append(UInt8(ascii: "\n"))
    for _ in 0..<level { out += "  ".utf8 }
  }
}

extension JSONNode {
  var isScalar: Bool {
    switch value {
    case .object, .array: false
    case .string, .number, .bool, .null: true
    }
  }
}
