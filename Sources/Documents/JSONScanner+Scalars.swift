// MARK: - Numbers

extension JSONScanner {
  mutating func number() throws(JSONSyntaxError) -> JSONValue {
    let place = here
    let start = position
    while position < bytes.count, continuesNumber(at: position) { position += 1 }
    let spelling = bytes[start..<position]
    if let flaw = Self.flaw(in: spelling) {
      let text = String(decoding: spelling, as: UTF8.self)
      try report(.badNumber(text: Self.preview(text), flaw), at: place)
      return .null
    }
    return .number(JSONNumber(spelled: String(decoding: spelling, as: UTF8.self)))
  }

  /// Takes more than numbers are made of, so that an unquoted `30s` or `2000/s` is one mistake.
  private func continuesNumber(at index: Int) -> Bool {
    let byte = bytes[index]
    if byte.isWordCharacter || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "%") {
      return true
    }
    guard byte == UInt8(ascii: "/"), index + 1 < bytes.count else { return false }
    return bytes[index + 1] != UInt8(ascii: "/") && bytes[index + 1] != UInt8(ascii: "*")
  }

  /// What keeps a spelling from being a JSON number, or `nil` when nothing does.
  private static func flaw(in spelling: ArraySlice<UInt8>) -> JSONSyntaxError.NumberFlaw? {
    var rest = spelling
    func nextIs(_ characters: String) -> Bool {
      rest.first.map { characters.utf8.contains($0) } ?? false
    }
    /// Reads digits and says whether there were any.
    func digits() -> Bool {
      let count = rest.prefix(while: \.isDigit).count
      rest = rest.dropFirst(count)
      return count > 0
    }
    if nextIs("+") { return .leadingPlus }
    let isNegative = nextIs("-")
    if isNegative { rest = rest.dropFirst() }
    if nextIs(".") { return .noDigitBeforePoint }
    if nextIs("0"), let second = rest.dropFirst().first {
      if second.isDigit { return .leadingZero }
      if second | 0x20 == UInt8(ascii: "x") { return .notDecimal }
    }
    guard digits() else { return isNegative ? .noDigitAfterMinus : .notDecimal }
    if nextIs(".") {
      rest = rest.dropFirst()
      guard digits() else { return .noDigitAfterPoint }
    }
    if nextIs("eE") {
      rest = rest.dropFirst()
      if nextIs("+-") { rest = rest.dropFirst() }
      guard digits() else { return .noDigitInExponent }
    }
    return rest.isEmpty ? nil : .unquotedText
  }
}

// MARK: - Strings

extension JSONScanner {
  mutating func string() throws(JSONSyntaxError) -> String {
    let opening = here
    position += 1
    // Bytes from `start` on stand for themselves; `decoded` holds what came before an escape.
    var start = position
    var decoded: [UInt8] = []
    while true {
      guard position < bytes.count else { throw error(.unclosed(.string, openedAt: opening)) }
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        let tail = bytes[start..<position]
        position += 1
        return String(decoding: decoded.isEmpty ? tail : decoded + tail, as: UTF8.self)
      case UInt8(ascii: "\\"):
        decoded += bytes[start..<position]
        try escape(into: &decoded, openedAt: opening)
        start = position
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        throw error(.lineBreakInString(openedAt: opening))
      case 0..<0x20:
        try report(.controlCharacter(byte))
        position += 1
      case 0x20..<0x80:
        position += 1
      default:
        guard let length = scalarLength(at: position) else { throw error(.invalidUTF8(byte: byte)) }
        position += length
        columnBase += length - 1
      }
    }
  }

  /// Reads `\n`, `\u00e9` or a pair of surrogates and appends what it stands for.
  private mutating func escape(
    into decoded: inout [UInt8], openedAt opening: SourcePlace
  ) throws(JSONSyntaxError) {
    let place = here
    position += 1
    guard position < bytes.count else { throw error(.unclosed(.string, openedAt: opening)) }
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"):
      position += 1
      try unicodeEscape(into: &decoded, at: place)
      return
    default:
      // The byte itself is read again as part of the string, where its encoding is looked at.
      try report(.badEscape(found()), at: place)
      return
    }
    position += 1
  }

  private mutating func unicodeEscape(
    into decoded: inout [UInt8], at place: SourcePlace
  ) throws(JSONSyntaxError) {
    guard let unit = fourHexDigits() else { return try report(.badUnicodeEscape, at: place) }
    var value = UInt32(unit)
    if 0xD800..<0xDC00 ~= unit {
      let mark = position
      var low: UInt16?
      if bytes[position...].starts(with: #"\u"#.utf8) {
        position += 2
        low = fourHexDigits()
      }
      guard let low, 0xDC00..<0xE000 ~= low else {
        position = mark
        return try report(.loneSurrogate(unit), at: place)
      }
      value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else {
      return try report(.loneSurrogate(unit), at: place)
    }
    decoded += UTF8.encode(scalar)!
  }

  /// Reads four hexadecimal digits, or none of them.
  private mutating func fourHexDigits() -> UInt16? {
    guard position + 4 <= bytes.count else { return nil }
    var value: UInt16 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = byte.hexValue else { return nil }
      value = value << 4 | UInt16(digit)
    }
    position += 4
    return value
  }

  /// The number of bytes of the well-formed scalar that begins at `index`, or `nil` when none does.
  ///
  /// - Source: The Unicode Standard, table 3-7.
  func scalarLength(at index: Int) -> Int? {
    func isContinuation(_ offset: Int, _ allowed: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      index + offset < bytes.count && allowed ~= bytes[index + offset]
    }
    switch bytes[index] {
    case 0..<0x80: return 1
    case 0xC2...0xDF: return isContinuation(1) ? 2 : nil
    case let first where 0xE0...0xEF ~= first:
      let second: ClosedRange<UInt8> =
        first == 0xE0 ? 0xA0...0xBF : first == 0xED ? 0x80...0x9F : 0x80...0xBF
      return isContinuation(1, second) && isContinuation(2) ? 3 : nil
    case let first where 0xF0...0xF4 ~= first:
      let second: ClosedRange<UInt8> =
        first == 0xF0 ? 0x90...0xBF : first == 0xF4 ? 0x80...0x8F : 0x80...0xBF
      return isContinuation(1, second) && isContinuation(2) && isContinuation(3) ? 4 : nil
    default: return nil
    }
  }
}

extension UInt8 {
  fileprivate var hexValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
