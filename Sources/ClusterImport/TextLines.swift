import Documents

/// The lines of a text, one after the other, without their ends.
///
/// Nothing is stored: a file of line feeds costs no more memory than its bytes.
struct TextLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position: Int
  private var number: UInt32 = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  mutating func next() -> TextLine? {
    guard position < bytes.count else { return nil }
    let start = position
    let end = bytes[start...].firstIndex(of: .lineFeed) ?? bytes.count
    position = end + 1
    number += 1
    return TextLine(number: number, bytes: bytes[start..<end])
  }
}

/// A line without its end: neither the line feed, nor a carriage return or blanks before it.
struct TextLine: Sendable {
  let number: UInt32
  let bytes: ArraySlice<UInt8>
  private let start: Int

  init(number: UInt32, bytes: ArraySlice<UInt8>) {
    self.number = number
    start = bytes.startIndex
    let last = bytes.lastIndex { !$0.isBlank && $0 != .carriageReturn }
    self.bytes = bytes[bytes.startIndex..<(last.map { $0 + 1 } ?? bytes.startIndex)]
  }

  var isBlank: Bool { bytes.allSatisfy(\.isBlank) }
  /// As messages show it; never a line that may hold a secret.
  var shown: String {
    let text = String(ascii: bytes.prefix(1000))
    return Secrets.areIn(text) ? "a line that is not shown here" : text.shown
  }

  /// The runs of bytes between blanks.
  var words: [ArraySlice<UInt8>] {
    bytes.split { $0.isBlank }
  }

  /// Whether it begins with a text, blanks aside.
  func begins(with text: String) -> Bool {
    bytes.drop(while: \.isBlank).starts(with: text.utf8)
  }

  func contains(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard let first = wanted.first else { return true }
    return bytes.indices.contains {
      bytes[$0] == first && bytes[$0...].starts(with: wanted)
    }
  }

  /// The place of the byte at an index of the file, counted in scalars as editors do.
  func place(_ index: Int) -> SourcePlace {
    let before = bytes[start..<Swift.min(Swift.max(index, start), bytes.endIndex)]
    return SourcePlace(line: number, column: UInt32(before.count { $0 & 0xC0 != 0x80 }) + 1)
  }

  /// Where its first word begins.
  var place: SourcePlace { place(bytes.firstIndex { !$0.isBlank } ?? start) }
  /// Just after its last word.
  var end: SourcePlace { place(bytes.endIndex) }
}

extension TextLine {
  /// Whether it is what tools and the Java virtual machine log beside their output.
  var isLogNoise: Bool {
    let line = bytes.drop(while: \.isBlank)
    if line.first == UInt8(ascii: "["), Self.beginsWithYear(line.dropFirst()) { return true }
    return Self.beginsWithYear(line) || Self.noise.contains { line.starts(with: $0.utf8) }
  }

  private static let noise = [
    "WARN", "INFO", "ERROR", "DEBUG", "SLF4J", "log4j:", "Picked up ", "OpenJDK ", "Java HotSpot",
    "Warning:", "Note:", "NOTE:",
  ]

  /// `2025-`
  private static func beginsWithYear(_ bytes: ArraySlice<UInt8>) -> Bool {
    let head = bytes.prefix(5)
    return head.count == 5 && head.dropLast().allSatisfy(\.isDigit)
      && head.last == UInt8(ascii: "-")
  }
}

extension UInt8 {
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let tab = UInt8(ascii: "\t")
  var isBlank: Bool { self == UInt8(ascii: " ") || self == .tab }
  var isDigit: Bool { 0x30...0x39 ~= self }
}

extension ArraySlice<UInt8> {
  /// Without blanks at either end.
  var trimmed: ArraySlice<UInt8> {
    let rest = drop(while: \.isBlank)
    return rest.lastIndex { !$0.isBlank }.map { rest[...$0] } ?? rest.prefix(0)
  }

  func `is`(_ text: String) -> Bool { elementsEqual(text.utf8) }
}

extension String {
  /// Text as tools print it; bytes that are no UTF-8 become the sign for that.
  init(ascii bytes: ArraySlice<UInt8>) { self = String(decoding: bytes, as: UTF8.self) }
}
