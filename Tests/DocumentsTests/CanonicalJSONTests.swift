import Documents
import Testing

@Suite("Writing JSON")
struct CanonicalJSONTests {
  let report: JSONNode = [
    "verdict": "reversible", "counts": [3, 0, -7], "steps": [["name": "a"], [:], []],
    "share": JSONNode(.number(JSONNumber(spelled: "0.250"))), "note": .null, "ok": true,
  ]

  @Test func `is pretty for people`() {
    #expect(
      CanonicalJSON.text(report) == """
        {
          "verdict": "reversible",
          "counts": [3, 0, -7],
          "steps": [
            {
              "name": "a"
            },
            {},
            []
          ],
          "share": 0.250,
          "note": null,
          "ok": true
        }

        """)
  }

  @Test func `is one line for journals, with keys in the order of their bytes if asked`() {
    #expect(
      CanonicalJSON.text(report, layout: .compact, keys: .sorted)
        == #"{"counts":[3,0,-7],"note":null,"ok":true,"share":0.250,"steps":[{"name":"a"},{},[]],"#
        + #""verdict":"reversible"}"#)
    let keys: JSONNode = ["é": 1, "z": 2, "Z": 3, "a.b": 4, "a": 5]
    #expect(
      CanonicalJSON.text(keys, layout: .compact, keys: .sorted)
        == #"{"Z":3,"a":5,"a.b":4,"z":2,"é":1}"#)
  }

  @Test func `escapes what JSON demands and no more`() {
    let text = "\"\\/\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}é😀\u{2028}"
    #expect(
      CanonicalJSON.text(JSONNode(text), layout: .compact)
        == #""\"\\/\b\t\n\f\r\u0000\u001f"# + "\u{7F}é😀\u{2028}\"")
  }

  @Test func `breaks a list of scalars that would leave the page`() {
    let words = JSONNode((0..<20).map { JSONNode("word \($0)") })
    let lines = CanonicalJSON.text(words).split(separator: "\n")
    #expect(lines.count == 22)
    #expect(lines[1] == "  \"word 0\",")
  }

  @Test func `gives back every value it wrote`() throws {
    var random = RandomTree(state: 42)
    for _ in 0..<500 {
      let tree = random.node(depth: 0)
      for layout in [CanonicalJSON.Layout.pretty, .compact] {
        let bytes = CanonicalJSON.bytes(tree, layout: layout)
        let again = try JSONNode(parsing: bytes)
        #expect(again == tree)
        #expect(CanonicalJSON.bytes(again, layout: layout) == bytes)
      }
    }
  }
}

/// Trees of every kind of value, the same ones each time.
private struct RandomTree {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  mutating func node(depth: Int) -> JSONNode {
    switch next(below: depth < 5 ? 8 : 5) {
    case 0: return .null
    case 1: return JSONNode(next(below: 2) == 0)
    case 2: return JSONNode(next(below: 1 << 30) - 1 << 29)
    case 3: return JSONNode(.number(JSONNumber(spelled: number())))
    case 4: return JSONNode(text())
    case 5, 6: return JSONNode((0..<next(below: 5)).map { _ in node(depth: depth + 1) })
    default:
      let members = (0..<next(below: 5)).map { index in
        JSONMember(key: "\(text())\(index)", value: node(depth: depth + 1))
      }
      return JSONNode(.object(members))
    }
  }

  mutating func number() -> String {
    ["0", "-0", "1.0", "-2.50e+3", "1e400", "123456789012345678901234567890"][next(below: 6)]
  }

  mutating func text() -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", "\u{7F}", "é", "\u{D7FF}", "\u{E000}",
      "\u{FFFF}", "😀", "\u{10FFFF}", " ", "{",
    ]
    var text = ""
    for _ in 0..<next(below: 6) { text.unicodeScalars.append(scalars[next(below: 16)]) }
    return text
  }
}
