import Documents

/// A properties file, read as Java does.
///
/// Keys end at the first `=`, `:` or blank; `\` at the end of a line joins it with the next; `#` and
/// `!` begin comments; of equal keys the last counts. A `\` before a character without a meaning of
/// its own is dropped, so `.*\.internal` says `.*.internal`.
///
/// - Source: `java.util.Properties.load`.
package struct JavaProperties {
  package struct Entry {
    package let key: String
    /// Empty for secrets.
    package let value: String
    package let at: FilePlace
    /// Backslashes that Java drops without a trace.
    package let dropped: [SourcePlace]
  }

  package private(set) var entries: [Entry] = []

  package init(_ bytes: [UInt8], reportingTo diagnostics: inout Diagnostics) {
    var lines = NaturalLines(bytes)
    while let line = lines.nextLogical() {
      var reader = EscapedText(line)
      let key = reader.read { Self.endsKey($0) }
      reader.skipSeparator()
      let place = line.places[0]
      let isSecret = Secrets.isSecret(key)
      let value = reader.read { _ in false }
      if let flaw = reader.flaw {
        diagnostics.error(
          "\\u needs four hexadecimal digits", hint: "Java refuses the whole file", at: flaw)
      }
      entries.append(
        Entry(
          key: key, value: isSecret ? "" : Self.trimmed(value), at: diagnostics.place(place),
          dropped: isSecret ? [] : reader.dropped))
    }
  }

  /// The key of a line that stands alone.
  static func key(of line: ArraySlice<UInt8>) -> String {
    let text = line.trimmed
    guard text.first != UInt8(ascii: "#"), text.first != UInt8(ascii: "!") else { return "" }
    return String(ascii: text.prefix { !endsKey($0) })
  }

  fileprivate static func endsKey(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") || byte.isJavaBlank
  }

  /// Kafka trims values when it reads them.
  private static func trimmed(_ value: String) -> String {
    String(ascii: Array(value.utf8)[...].trimmed)
  }
}

/// A line of which continuations are part, with the place of each byte.
private struct LogicalLine {
  var bytes: [UInt8] = []
  var places: [SourcePlace] = []
}

/// The lines of a properties file, joined where one ends with a `\`.
private struct NaturalLines {
  private let bytes: [UInt8]
  private var position: Int
  private var line: UInt32 = 1
  private var column: UInt32 = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next line that says something.
  mutating func nextLogical() -> LogicalLine? {
    while position < bytes.count {
      skipBlanks()
      let isComment =
        position < bytes.count
        && (bytes[position] == UInt8(ascii: "#") || bytes[position] == UInt8(ascii: "!"))
      var logical = LogicalLine()
      var isContinued = takeLine(into: &logical)
      if isComment { continue }
      while isContinued, position < bytes.count {
        skipBlanks()
        isContinued = takeLine(into: &logical)
      }
      if !logical.bytes.isEmpty { return logical }
    }
    return nil
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position].isJavaBlank { advance() }
  }

  private mutating func advance() {
    if bytes[position] & 0xC0 != 0x80 { column += 1 }
    position += 1
  }

  /// Takes the rest of the line and its end.
  ///
  /// - Returns: Whether it goes on on the next line: it ends with an odd number of `\`, the last of
  ///   which is dropped.
  private mutating func takeLine(into logical: inout LogicalLine) -> Bool {
    var backslashes = 0
    while position < bytes.count, bytes[position] != .lineFeed, bytes[position] != .carriageReturn {
      backslashes = bytes[position] == .backslash ? backslashes + 1 : 0
      logical.bytes.append(bytes[position])
      logical.places.append(SourcePlace(line: line, column: column))
      advance()
    }
    takeEnd()
    guard backslashes % 2 == 1 else { return false }
    logical.bytes.removeLast()
    logical.places.removeLast()
    return true
  }

  private mutating func takeEnd() {
    guard position < bytes.count else { return }
    let isPair =
      bytes[position] == .carriageReturn && position + 1 < bytes.count
      && bytes[position + 1] == .lineFeed
    position += isPair ? 2 : 1
    line += 1
    column = 1
  }
}

/// Reads a logical line and takes the escapes out.
private struct EscapedText {
  private let line: LogicalLine
  private var position = 0
  private(set) var dropped: [SourcePlace] = []
  private(set) var flaw: SourcePlace?

  init(_ line: LogicalLine) { self.line = line }

  mutating func read(until ends: (UInt8) -> Bool) -> String {
    var text: [UInt8] = []
    while position < line.bytes.count, !ends(line.bytes[position]) {
      let byte = line.bytes[position]
      position += 1
      if byte == .backslash, position < line.bytes.count {
        readEscape(into: &text)
      } else {
        text.append(byte)
      }
    }
    return String(ascii: text[...])
  }

  /// Passes blanks, one `=` or `:`, and blanks.
  mutating func skipSeparator() {
    skipBlanks()
    guard position < line.bytes.count, JavaProperties.endsKey(line.bytes[position]) else { return }
    position += 1
    skipBlanks()
  }

  private mutating func skipBlanks() {
    while position < line.bytes.count, line.bytes[position].isJavaBlank { position += 1 }
  }

  private mutating func readEscape(into text: inout [UInt8]) {
    let byte = line.bytes[position]
    let place = line.places[position - 1]
    position += 1
    switch byte {
    case UInt8(ascii: "t"): text.append(.tab)
    case UInt8(ascii: "n"): text.append(.lineFeed)
    case UInt8(ascii: "r"): text.append(.carriageReturn)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "u"): readUnicode(into: &text, at: place)
    default:
      let isMeant = byte == .backslash || JavaProperties.endsKey(byte) || "#!".utf8.contains(byte)
      if !isMeant { dropped.append(place) }
      text.append(byte)
    }
  }

  private mutating func readUnicode(into text: inout [UInt8], at place: SourcePlace) {
    let digits = String(ascii: line.bytes[position...].prefix(4))
    guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit),
      let value = UInt32(digits, radix: 16)
    else {
      flaw = flaw ?? place
      return
    }
    position += 4
    text += String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8
  }
}

extension UInt8 {
  static let backslash = UInt8(ascii: "\\")
  /// Space, tab or form feed.
  fileprivate var isJavaBlank: Bool { isBlank || self == 0x0C }
}
