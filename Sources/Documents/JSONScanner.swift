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

  let bytes: [UInt8]
  var position = 0
  private var line: UInt32 = 1
  /// The position that counts as column 1: where the line began, moved on by one for every byte
  /// that continues a scalar.
  var columnBase = 0
  private var depth = 0
  private var errors: [JSONSyntaxError] = []

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads a whole text.
  package static func scan(_ bytes: [UInt8]) -> JSONScan {
    guard bytes.count <= sizeLimit else {
      let problem = JSONSyntaxError.Problem.tooLarge(limit: sizeLimit)
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

  package init(root: JSONNode?, errors: [JSONSyntaxError]) {
    self.root = root
    self.errors = errors
  }
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
  typealias Problem = JSONSyntaxError.Problem
  typealias Container = JSONSyntaxError.Container

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

// MARK: - Blanks, places and reports

extension JSONScanner {
  var here: SourcePlace {
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

  func error(_ problem: Problem) -> JSONSyntaxError {
    JSONSyntaxError(place: here, problem: problem)
  }

  /// Notes an offence that the scanner can step over.
  mutating func report(
    _ problem: Problem, at place: SourcePlace? = nil
  ) throws(JSONSyntaxError) {
    let error = JSONSyntaxError(place: place ?? here, problem: problem)
    guard errors.count + 1 < Self.errorLimit else { throw error }
    errors.append(error)
  }

  private var errorsInOrder: [JSONSyntaxError] { errors.sorted { $0.place < $1.place } }

  /// What stands at the current position, for a message.
  func found() -> JSONSyntaxError.Found {
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
  static func preview(_ text: String) -> String {
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
  package var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  var isLetter: Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 || self == UInt8(ascii: "_")
      || self == UInt8(ascii: "$")
  }

  /// Whether it belongs to what a reader sees as one word: `min.insync.replicas`, `move-billing`.
  var isWordCharacter: Bool {
    isLetter || isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
  }
}
