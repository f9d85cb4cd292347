import Documents
import Schemas
import Testing

private func schema(_ text: String) throws -> Schema {
  let node = try #require(JSONScanner.scan(Array(text.utf8)).root)
  return try Schema(reading: node)
}

private func kinds(reader: String, writer: String) throws -> [String] {
  try SchemaCompatibility.check(reader: schema(reader), writer: schema(writer)).map(\.kind.rawValue)
}

private func read(_ value: Literal, reader: String, writer: String) throws -> Datum {
  try SchemaResolution(reader: schema(reader), writer: schema(writer)).read(value)
}

@Suite("Comparing Avro schemas")
struct SchemaCompatibilityTests {
  @Test func `takes a reader's alias for the writer's full name`() throws {
    let writer = #"{"type": "fixed", "name": "old.Code", "size": 4}"#
    let reader = #"{"type": "fixed", "name": "Key", "size": 4, "aliases": ["old.Code"]}"#
    #expect(try kinds(reader: reader, writer: writer) == [])
    #expect(try kinds(reader: writer, writer: reader) == ["name_mismatch"])
  }

  @Test func `reports a wrong name and a wrong size both`() throws {
    let reader = #"{"type": "fixed", "name": "A", "size": 4}"#
    let writer = #"{"type": "fixed", "name": "B", "size": 8}"#
    #expect(
      try kinds(reader: reader, writer: writer) == ["name_mismatch", "fixed_size_mismatch"])
  }

  @Test func `does not take an enum's default for that of a missing field`() throws {
    let reader = #"""
      {"type": "record", "name": "R", "fields": [{"name": "e", "type":
        {"type": "enum", "name": "E", "symbols": ["A"], "default": "A"}}]}
      """#
    let writer = #"{"type": "record", "name": "R", "fields": []}"#
    #expect(try kinds(reader: reader, writer: writer) == ["type_mismatch"])
  }

  @Test func `goes through types that refer to each other, and comes to an end`() throws {
    func tree(_ leaf: String) -> String {
      #"""
      {"type": "record", "name": "Tree", "fields": [
        {"name": "leaf", "type": "\#(leaf)"},
        {"name": "left", "type": ["null", "Tree"]}, {"name": "right", "type": ["null", "Tree"]}]}
      """#
    }
    #expect(try kinds(reader: tree("long"), writer: tree("int")) == [])
    // The leaf itself; that it makes a branch unreadable was not known when the branch was looked at.
    #expect(try kinds(reader: tree("int"), writer: tree("long")) == ["type_mismatch"])
  }

  @Test func `stops at a field that answers to two of the writer's`() throws {
    let reader = #"""
      {"type": "record", "name": "R", "fields": [{"name": "a", "type": "int", "aliases": ["b"]}]}
      """#
    let writer = #"""
      {"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"},
        {"name": "b", "type": "int"}]}
      """#
    #expect(throws: SchemaFault.ambiguousField("a")) { try kinds(reader: reader, writer: writer) }
  }
}

@Suite("Reading with another Avro schema")
struct SchemaResolutionTests {
  @Test func `finds a field by the reader's alias`() throws {
    let writer = #"{"type": "record", "name": "R", "fields": [{"name": "old", "type": "int"}]}"#
    let reader = #"""
      {"type": "record", "name": "R", "fields": [
        {"name": "new", "type": "long", "aliases": ["old"]},
        {"name": "more", "type": {"type": "array", "items": "int"}, "default": [1]}]}
      """#
    #expect(
      try read(.object([LiteralMember("old", .number("5"))]), reader: reader, writer: writer)
        == .members([
          DatumMember("new", .long(5)), DatumMember("more", .list([.int(1)])),
        ]))
  }

  @Test func `minds only the branch that was written`() throws {
    let writer = #"["int", "string"]"#
    #expect(try read(.number("5"), reader: #""long""#, writer: writer) == .long(5))
    #expect(throws: DatumFault.self) { try read(.text("x"), reader: #""long""#, writer: writer) }
  }

  @Test func `takes the first branch of its own that fits, the same type first`() throws {
    #expect(
      try read(.number("5"), reader: #"["double", "long", "int"]"#, writer: #""int""#) == .int(5))
    #expect(
      try read(.number("5"), reader: #"["double", "long"]"#, writer: #""int""#) == .double(5))
  }

  @Test func `rounds as the narrower type does before it widens`() throws {
    #expect(
      try read(.number("1.1"), reader: #""double""#, writer: #""float""#)
        == .double(Double(Float(1.1))))
  }

  @Test func `reads bytes as text and text as bytes`() throws {
    #expect(
      try read(.text("\u{C3}\u{A9}"), reader: #""string""#, writer: #""bytes""#) == .text("é"))
    #expect(
      try read(.text("é"), reader: #""bytes""#, writer: #""string""#) == .bytes([0xC3, 0xA9]))
  }
}

@Suite("Avro schemas that are none")
struct BadSchemaTests {
  @Test(
    "are refused",
    arguments: [
      #""number""#, "7", #"{"name": "x"}"#, #"["int", "int"]"#, #"["int", ["string"]]"#,
      #"{"type": "fixed", "name": "F"}"#, #"{"type": "fixed", "name": "F", "size": -1}"#,
      #"{"type": "enum", "name": "E", "symbols": ["A", "A"]}"#,
      #"{"type": "enum", "name": "E", "symbols": ["A"], "default": "B"}"#,
      #"{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int", "default": "x"}]}"#,
      #"{"type": "record", "name": "R", "fields": [{"name": "a", "type": "Gone"}]}"#,
      #"{"type": "record", "name": "9", "fields": []}"#,
      #"{"type": "record", "name": "R", "fields": [{"name": "r", "type": "R", "default": {}}]}"#,
    ])
  func areRefused(text: String) {
    #expect(throws: SchemaProblem.self) { try schema(text) }
  }

  @Test func `may still name a type before they define it`() throws {
    let text = #"""
      {"type": "record", "name": "R", "fields": [
        {"name": "a", "type": "F"}, {"name": "b", "type": {"type": "fixed", "name": "F", "size": 2}}]}
      """#
    #expect(try kinds(reader: text, writer: text) == [])
  }
}

@Suite("A registry's compatibility modes")
struct RegistryModeTests {
  @Test func `look at the last version only, unless they are transitive`() throws {
    let bare = try schema(#"{"type": "record", "name": "R", "fields": []}"#)
    let full = try schema(
      #"{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}]}"#)
    #expect(try RegistryMode.backward.accepts(full, after: [bare, full]))
    #expect(try !RegistryMode.backwardTransitive.accepts(full, after: [bare, full]))
    #expect(try RegistryMode.none.accepts(full, after: [bare]))
    #expect(try RegistryMode.full.accepts(full, after: []))
  }
}
