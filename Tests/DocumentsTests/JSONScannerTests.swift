import Documents
import Testing

@Suite("Reading JSON")
struct JSONScannerTests {
  func scan(_ text: String) -> JSONScan { JSONScanner.scan(Array(text.utf8)) }

  @Test func `reads every kind of value and keeps the order of members`() throws {
    let text = #"{"b": [1, -2.50e+3, "x\n\u00e9\ud83d\ude00"], "a": {"t": true, "n": null}}"#
    let root = try JSONNode(parsing: Array(text.utf8))
    #expect(root.object?.map(\.key) == ["b", "a"])
    #expect(root["b"]?[0].int == 1)
    #expect(root["b"]?[1].number?.text == "-2.50e+3")
    #expect(root["b"]?[1].int == nil)
    #expect(root["b"]?[2].string == "x\né😀")
    #expect(root["a"]?["t"]?.bool == true)
    #expect(root["a"]?["n"]?.isNull == true)
    #expect(root["missing"] == nil)
  }

  @Test func `knows where every value and key begins`() throws {
    let marked: MarkedText = """
      ▸{
        ▸"naïve 😀": ▸"x",\r
        ▸"b": ▸[▸1, ▸{}, ▸"é", ▸null]
      }
      """
    let root = try JSONNode(parsing: marked.bytes)
    var places = [root.place]
    for member in root.object ?? [] {
      places += [member.keyPlace, member.value.place]
      places += (member.value.array ?? []).map(\.place)
    }
    #expect(places == marked.places)
  }

  @Test(
    "points at an offence and says what it is",
    arguments: [
      (#"{"a": 1▸, }"#, "a comma after the last member of an object"),
      (#"[1, 2▸,]"#, "a comma after the last element of an array"),
      (#"[▸// why"# + "\n1]", "JSON has no comments"),
      (#"[1 ▸/* é */, ▸@]"#, "JSON has no comments"),
      (#"[1, ▸# two"# + "\n2]", "JSON has no comments"),
      (#"{"a": 1, ▸"a": 2}"#, #"duplicate key "a"; it stands first at 1:2"#),
      (#"{▸a: 1}"#, "the key a needs quotes"),
      (#"{"a": 1▸ "b": 2}"#, #"expected "," before a string"#),
      (#"[1▸ {}]"#, #"expected "," before "{""#),
      (#"{"a" ▸1}"#, #"expected ":" after the key, found 1"#),
      (#"{"a": ▸}"#, #"expected a value, found "}""#),
      (#"{"a": 1▸]"#, #"expected "," or "}" in the object that opens at 1:1, found "]""#),
      (#"{"a": [1▸}"#, #"expected "," or "]" in the array that opens at 1:7, found "}""#),
      (#"{"a": 1} ▸x"#, "expected nothing after the value, found x"),
      (#"{"a": [1, 2▸"#, "the file ends inside the array that opens at 1:7"),
      (#"{"a": ▸"#, "the file ends inside the object that opens at 1:1"),
      (#"["abc▸"#, "the file ends inside the string that opens at 1:2"),
      (#"["a▸"# + "\n\"]", "the line ends inside the string that opens at 1:2"),
      ("[\"a▸\tb\"]", "control character U+0009 in a string"),
      (#"["a▸\qb"]"#, "unknown escape: a backslash before qb"),
      (#"["▸\u12g4"]"#, #"expected four hexadecimal digits after "\u""#),
      (#"["▸\ud800"]"#, #""\uD800" is half of a surrogate pair, and its other half is missing"#),
      (#"["▸\udc00"]"#, #""\uDC00" is half of a surrogate pair, and its other half is missing"#),
      (#"["▸\ud800A"]"#, #""\uD800" is half of a surrogate pair"#),
      (#"[▸01]"#, "01 is not a JSON number: it begins with 0"),
      (#"[▸-]"#, "- is not a JSON number: no digit stands after the minus"),
      (#"[▸+1]"#, "+1 is not a JSON number: it begins with +"),
      (#"[▸.5]"#, ".5 is not a JSON number: no digit stands before the point"),
      (#"[▸1.]"#, "1. is not a JSON number: no digit stands after the point"),
      (#"[▸1e+]"#, "1e+ is not a JSON number: the exponent has no digits"),
      (#"[▸0x1F]"#, "0x1F is not a JSON number: it is not decimal"),
      (#"{"every": ▸30s}"#, "30s is not a JSON number: it goes on after the digits"),
      (#"{"rate": ▸2000/s}"#, "2000/s is not a JSON number: it goes on after the digits"),
      (#"[▸True]"#, "expected a value, found the word True"),
      (#"[▸'a']"#, "strings and keys stand in double quotes"),
      (#"[▸“a”]"#, "expected a value, found \"“\" (U+201C)"),
      ("▸", "the file is empty; expected a JSON object"),
      ("\n  ▸", "the file is empty; expected a JSON object"),
      ("▸\u{FEFF}{}", "the file begins with a byte order mark"),
    ])
  func reports(marked: String, message: String) {
    let marked = MarkedText(marked)
    let errors = JSONScanner.scan(marked.bytes).errors
    if let place = marked.places.first { #expect(errors.first?.place == place) }
    #expect(errors.first?.message.hasPrefix(message) == true, "\(errors)")
  }

  @Test func `reports several offences at once and goes on where the meaning is clear`() {
    let marked: MarkedText = """
      {
        ▸// a comment
        "a": [1, 2▸,],
        "b": 1▸
        "c": 2,
        ▸"a": 3
      }
      """
    let scan = JSONScanner.scan(marked.bytes)
    #expect(scan.errors.map(\.place) == marked.places)
    #expect(scan.root?.object?.map(\.key) == ["a", "b", "c", "a"])
  }

  @Test func `gives no value when an offence leaves the meaning in doubt`() {
    let scan = scan(#"{"a": 30s, "b": True}"#)
    #expect(scan.root == nil)
    #expect(scan.errors.map(\.place.column) == [7, 17])
    #expect(scan.errors.map(\.hint) == [#"write "30s" if it is a text with a unit"#, "write true"])
  }

  @Test(
    "points at the byte that is not UTF-8",
    arguments: [
      [0xFF], [0x80], [0xC0, 0x80], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
      [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80],
      [0xE2, 0x82],
    ] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    let errors = JSONScanner.scan(Array("[\n\"é".utf8) + bytes + Array("\"]".utf8)).errors
    #expect(
      errors == [
        JSONSyntaxError(
          place: SourcePlace(line: 2, column: 3), problem: .invalidUTF8(byte: bytes[0]))
      ])
  }

  @Test func `accepts every scalar that UTF-8 can spell at its borders`() throws {
    let text = "\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
    #expect(try JSONNode(parsing: Array("\"\(text)\"".utf8)).string == text)
  }

  @Test func `says so when the file is UTF-16 or compressed`() {
    for bytes: [UInt8] in [[0xFF, 0xFE, 0x7B, 0], [0xFE, 0xFF, 0, 0x7B], [0x1F, 0x8B, 8]] {
      let errors = JSONScanner.scan(bytes).errors
      #expect(errors.count == 1)
      #expect(errors.first?.message.hasSuffix("expected UTF-8 text") == true)
    }
  }

  @Test func `keeps numbers of any length exactly and traps on none`() throws {
    let digits = String(repeating: "1234567890", count: 4)
    let text = "[\(digits), -\(digits), 1e400, 1.0, -0, 9223372036854775807, -9223372036854775808]"
    let root = try JSONNode(parsing: Array(text.utf8))
    #expect(root[0].number?.text == digits)
    #expect(root[0].number?.isSpelledAsInteger == true)
    #expect((0..<4).allSatisfy { root[$0].int == nil })
    #expect(root[2].number?.text == "1e400")
    #expect(root[4].int == 0)
    #expect(root[5].int == Int.max)
    #expect(root[6].int == Int.min)
  }

  @Test func `stops at 128 levels, however deep the text goes`() {
    let deepest = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
    #expect(scan(deepest).errors.isEmpty)
    let bomb = scan(String(repeating: #"[{"a":"#, count: 100_000))
    #expect(bomb.errors.map(\.message) == ["nested more than 128 levels deep"])
    #expect(bomb.errors.first?.place == SourcePlace(line: 1, column: 64 * 6 + 1))
  }

  @Test func `refuses a file above 16 MiB before looking at it`() {
    let scan = JSONScanner.scan([UInt8](repeating: 0xFF, count: 16 << 20 + 1))
    #expect(
      scan.errors.map(\.problem) == [.tooLarge(limit: 16_777_216)])
  }

  @Test func `finds duplicates among many keys as among few`() {
    let keys = (0..<5000).map { "\"k\($0)\": \($0)" }
    let text = "{" + (keys + keys.prefix(3)).joined(separator: ",") + "}"
    let errors = scan(text).errors
    #expect(errors.count == 3)
    #expect(
      errors.first?.problem == .duplicateKey("k0", firstAt: SourcePlace(line: 1, column: 2)))
  }

  @Test func `gives up on a text with a thousand offences`() {
    let scan = scan("[" + String(repeating: "\n# no\n1,", count: 5000) + "1]")
    #expect(scan.root == nil)
    #expect(scan.errors.count == 1000)
  }

  @Test func `reports any text cut short and never traps`() {
    let text = #"{"a": [1, -2.5e+3, "x\n\u00e9\ud83d\ude00é"], "b": {"t": true, "n": null}}"#
    let bytes = Array(text.utf8)
    for length in 0..<bytes.count {
      #expect(!JSONScanner.scan(Array(bytes.prefix(length))).errors.isEmpty)
    }
    for index in bytes.indices {
      for byte: UInt8 in [0, 0x22, 0x2C, 0x5C, 0x7B, 0x5D, 0x80, 0xE2, 0xFF] {
        var broken = bytes
        broken[index] = byte
        let scan = JSONScanner.scan(broken)
        #expect(scan.root != nil || !scan.errors.isEmpty)
      }
    }
  }
}
