/// Reads JSON strictly, as RFC 8259 has it, and knows the place of everything.
///
/// What other readers let pass is refused here, because a file that means one thing to us and
/// another to the next tool is worse than an error: duplicate keys, trailing commas, comments,
/// leading zeros, lone surrogates, a byte order mark, bytes that are not UTF-8.
///
/// Where the meaning stays clear the scanner reports and goes on, so that a file gets its mistakes
/// together; elsewhere it stops, because everything after a lost quote would be noise.
///
/// It is not lenient about names either: keys that differ only in how an accent is composed count
/// as duplicates, for no reader could tell them apart.
///
/// - Complexity: O(*n*) in the number of bytes. The stack is bounded by `depthLimit`.
package struct JSONScanner {
  /// Files above this are refused before they are read.
  package static let sizeLimit = 16 << 20
  /// How deep arrays and objects may nest; the outermost one is level 1.
  package static let depthLimit = 128
  /// After this many offences a text is not JSON, and the scanner stops.
  static let errorLimit = 1000

  private let bytes: [UInt8]
  private var position = 0
  private var line: UInt32 = 1
  /// The position that counts as column 1: where the line began, moved on by one for every byte
  /// that continues a scalar.
  private var columnBase = 0
  private var depth = 0
  private var errors: [JSONSyntaxError] = []

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads a whole text.
  package static func scan(_ bytes: [UInt8]) -> JSONScan {
    guard bytes.count <= sizeLimit else {
      let problem = JSONSyntaxError.Problem.tooLarge(byteCount: bytes.count, limit: sizeLimit)
      return JSONScan(root: nil, errors: [JSONSyntaxError(place: .start, problem: problem)])
    }
    var scanner = JSONScanner(bytes)
    do {
      let root = try scanner.document()
      let isClear = scanner.errors.allSatisfy(\.leavesMeaningClear)
      return JSONScan(root: isClear ? root : nil, errors: scanner.errorsInOrder)
    } catch {
      scanner.errors.append(error)
      return JSONScan(root: nil, errors: scanner.errorsInOrder)
    }
  }
}

/// What came of reading a text.
package struct JSONScan: Equatable, Sendable {
  /// The value, unless an error leaves in doubt what was meant. It may be present although there
  /// are errors, and then its content may be checked too.
  package let root: JSONNode?
  package let errors: [JSONSyntaxError]
}

extension JSONNode {
  /// Reads a text that must be without fault.
  package init(parsing bytes: [UInt8]) throws(JSONSyntaxErrors) {
    let scan = JSONScanner.scan(bytes)
    guard let root = scan.root, scan.errors.isEmpty else {
      throw JSONSyntaxErrors(errors: scan.errors)
    }
    self = root
  }
}

extension SourcePlace {
  static let start = SourcePlace(line: 1, column: 1)
}

// MARK: - The grammar

extension JSONScanner {
  private typealias Problem = JSONSyntaxError.Problem
  private typealias Container = JSONSyntaxError.Container

  private mutating func document() throws(JSONSyntaxError) -> JSONNode {
    try checkEncoding()
    try skipBlank()
    guard position < bytes.count else { throw error(.empty) }
    let root = try value()
    try skipBlank()
    guard position == bytes.count else { throw error(.expected(.endOfFile, found: found())) }
    return root
  }

  private mutating func checkEncoding() throws(JSONSyntaxError) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      try report(.byteOrderMark)
      position = 3
      columnBase = 3
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw error(.wrongEncoding(name: "UTF-16"))
    } else if bytes.starts(with: [0x1F, 0x8B]) {
      throw error(.wrongEncoding(name: "gzip"))
    }
  }

  private mutating func value() throws(JSONSyntaxError) -> JSONNode {
    let place = here
    guard position < bytes.count else { throw error(.expected(.value, found: .endOfFile)) }
    switch bytes[position] {
    case UInt8(ascii: "{"): return JSONNode(.object(try members()), at: place)
    case UInt8(ascii: "["): return JSONNode(.array(try elements()), at: place)
    case UInt8(ascii: "\""): return JSONNode(.string(try string()), at: place)
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONNode(try number(), at: place)
    case let byte where byte.isLetter: return JSONNode(try word(), at: place)
    case UInt8(ascii: "'"): throw error(.singleQuote)
    default: throw error(.expected(.value, found: found()))
    }
  }

  private mutating func members() throws(JSONSyntaxError) -> [JSONMember] {
    let opening = here
    try descend()
    defer { depth -= 1 }
    var members: [JSONMember] = []
    var places = KeyPlaces()
    var next = try nextByte(in: .object, openedAt: opening)
    if next == UInt8(ascii: "}") {
      position += 1
      return members
    }
    while true {
      let keyPlace = here
      let key = try key(startingWith: next)
      if let first = places.insert(key, at: keyPlace) {
        try report(.duplicateKey(key, firstAt: first), at: keyPlace)
      }
      next = try nextByte(in: .object, openedAt: opening)
      guard next == UInt8(ascii: ":") else { throw error(.expected(.colon, found: found())) }
      position += 1
      _ = try nextByte(in: .object, openedAt: opening)
      members.append(JSONMember(key: key, keyPlace: keyPlace, value: try value()))
      guard let more = try separator(in: .object, openedAt: opening) else { return members }
      next = more
    }
  }

  private mutating func elements() throws(JSONSyntaxError) -> [JSONNode] {
    let opening = here
    try descend()
    defer { depth -= 1 }
    var elements: [JSONNode] = []
    if try nextByte(in: .array, openedAt: opening) == UInt8(ascii: "]") {
      position += 1
      return elements
    }
    while true {
      elements.append(try value())
      guard try separator(in: .array, openedAt: opening) != nil else { return elements }
    }
  }

  /// Reads past what stands after a member or element.
  ///
  /// - Returns: The byte that begins the next one, or `nil` when the container is closed.
  private mutating func separator(
    in container: Container, openedAt opening: SourcePlace
  ) throws(JSONSyntaxError) -> UInt8? {
    let close = UInt8(ascii: container == .object ? "}" : "]")
    let valueEnd = here
    let next = try nextByte(in: container, openedAt: opening)
    if next == close {
      position += 1
      return nil
    }
    if next == UInt8(ascii: ",") {
      let comma = here
      position += 1
      let following = try nextByte(in: container, openedAt: opening)
      guard following == close else { return following }
      try report(.trailingComma(container), at: comma)
      position += 1
      return nil
    }
    let beginsAnother =
      next == UInt8(ascii: "\"") || next.isLetter
      || container == .array && (next.isDigit || "{[-".utf8.contains(next))
    guard beginsAnother else {
      throw error(.mismatched(container, openedAt: opening, found: found()))
    }
    try report(.missingComma(container, before: found()), at: valueEnd)
    return next
  }

  private mutating func key(startingWith byte: UInt8) throws(JSONSyntaxError) -> String {
    if byte == UInt8(ascii: "\"") { return try string() }
    if byte == UInt8(ascii: "'") { throw error(.singleQuote) }
    guard byte.isLetter else { throw error(.expected(.key, found: found())) }
    let place = here
    let text = run(while: \.isWordCharacter)
    try report(.unquotedKey(Self.preview(text)), at: place)
    return text
  }

  private mutating func word() throws(JSONSyntaxError) -> JSONValue {
    let place = here
    switch run(while: \.isWordCharacter) {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case let text:
      try report(.unknownWord(Self.preview(text)), at: place)
      return .null
    }
  }

  /// Reads a container's opening bracket.
  private mutating func descend() throws(JSONSyntaxError) {
    guard depth < Self.depthLimit else { throw error(.tooDeep(limit: Self.depthLimit)) }
    depth += 1
    position += 1
  }
}

// MARK: - Numbers

extension JSONScanner {
  private mutating func number() throws(JSONSyntaxError) -> JSONValue {
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
  private mutating func string() throws(JSONSyntaxError) -> String {
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
  private func scalarLength(at index: Int) -> Int? {
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

// MARK: - Blanks, places and reports

extension JSONScanner {
  private var here: SourcePlace {
    SourcePlace(line: line, column: UInt32(position - columnBase + 1))
  }

  /// Skips blanks and returns the byte after them, which must be there.
  private mutating func nextByte(
    in container: Container, openedAt opening: SourcePlace
  ) throws(JSONSyntaxError) -> UInt8 {
    try skipBlank()
    guard position < bytes.count else { throw error(.unclosed(container, openedAt: opening)) }
    return bytes[position]
  }

  private mutating func skipBlank() throws(JSONSyntaxError) {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
        pass()
      case UInt8(ascii: "#"):
        try skipLineComment()
      case UInt8(ascii: "/"):
        if bytes[position...].starts(with: "//".utf8) {
          try skipLineComment()
        } else if bytes[position...].starts(with: "/*".utf8) {
          try skipBlockComment()
        } else {
          return
        }
      default:
        return
      }
    }
  }

  private mutating func skipLineComment() throws(JSONSyntaxError) {
    try report(.comment)
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { pass() }
  }

  private mutating func skipBlockComment() throws(JSONSyntaxError) {
    let opening = here
    try report(.comment)
    position += 2
    while position < bytes.count {
      if bytes[position...].starts(with: "*/".utf8) {
        position += 2
        return
      }
      pass()
    }
    throw error(.unclosed(.comment, openedAt: opening))
  }

  /// Passes over one byte that carries no meaning, keeping count of lines and columns.
  private mutating func pass() {
    let byte = bytes[position]
    position += 1
    if byte == UInt8(ascii: "\n") {
      line += 1
      columnBase = position
    } else if byte & 0xC0 == 0x80 {
      columnBase += 1
    }
  }

  /// Takes bytes as long as they have a property. They must be ASCII.
  private mutating func run(while hasProperty: (UInt8) -> Bool) -> String {
    let start = position
    while position < bytes.count, hasProperty(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private func error(_ problem: Problem) -> JSONSyntaxError {
    JSONSyntaxError(place: here, problem: problem)
  }

  /// Notes an offence that the scanner can step over.
  private mutating func report(
    _ problem: Problem, at place: SourcePlace? = nil
  ) throws(JSONSyntaxError) {
    let error = JSONSyntaxError(place: place ?? here, problem: problem)
    guard errors.count + 1 < Self.errorLimit else { throw error }
    errors.append(error)
  }

  private var errorsInOrder: [JSONSyntaxError] { errors.sorted { $0.place < $1.place } }

  /// What stands at the current position, for a message.
  private func found() -> JSONSyntaxError.Found {
    guard position < bytes.count else { return .endOfFile }
    let byte = bytes[position]
    if byte == UInt8(ascii: "\"") { return .string }
    if byte.isWordCharacter {
      let text = bytes[position...].prefix(64).prefix(while: \.isWordCharacter)
      return .word(Self.preview(String(decoding: text, as: UTF8.self)))
    }
    guard let length = scalarLength(at: position) else { return .byte(byte) }
    let text = String(decoding: bytes[position..<position + length], as: UTF8.self)
    return .scalar(text.unicodeScalars.first!)
  }

  /// At most 40 bytes of an ASCII text.
  private static func preview(_ text: String) -> String {
    text.utf8.count <= 40 ? text : "\(text.prefix(37))..."
  }
}

/// Which keys an object has had, and where.
///
/// Most objects are small, and looking through a short list is faster than hashing.
private struct KeyPlaces {
  private var few: [(key: String, place: SourcePlace)] = []
  private var many: [String: SourcePlace] = [:]

  /// Adds a key, or returns the place where it stood before.
  mutating func insert(_ key: String, at place: SourcePlace) -> SourcePlace? {
    if !many.isEmpty {
      if let first = many[key] { return first }
      many[key] = place
      return nil
    }
    if let first = few.first(where: { $0.key == key }) { return first.place }
    few.append((key, place))
    if few.count > 16 { for (key, place) in few { many[key] = place } }
    return nil
  }
}

extension UInt8 {
  var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  var isLetter: Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 || self == UInt8(ascii: "_")
      || self == UInt8(ascii: "$")
  }

  /// Whether it belongs to what a reader sees as one word: `min.insync.replicas`, `move-billing`.
  fileprivate var isWordCharacter: Bool {
    isLetter || isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
  }

  fileprivate var hexValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
