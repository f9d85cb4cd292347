import ClusterImport
import Documents
import Testing

@Suite("A properties file")
struct JavaPropertiesTests {
  @Test(
    "is read as Java reads it",
    arguments: [
      ("a=1", ["a=1"]),
      ("a = 1", ["a=1"]),
      ("a:1", ["a=1"]),
      ("a 1", ["a=1"]),
      ("  a\t=\t1  ", ["a=1"]),
      ("a==1", ["a==1"]),
      ("a", ["a="]),
      ("# a=1\n! b=2\n\n  # c\nd=3", ["d=3"]),
      ("a=1\r\nb=2\rc=3\n", ["a=1", "b=2", "c=3"]),
      ("a=1,\\\n   2,\\\r\n\t3\nb=4", ["a=1,2,3", "b=4"]),
      ("a=1\\\\\nb=2", [#"a=1\"#, "b=2"]),
      ("a=1\\\n# no comment", ["a=1# no comment"]),
      ("a=1\\", ["a=1"]),
      (#"a\ b\=c=1\:2"#, ["a b=c=1:2"]),
      (#"a=\u0041\t\u00e9"#, ["a=A\t\u{E9}"]),
      ("a->b.c=1", ["a->b.c=1"]),
      ("\u{FEFF}a=1", ["a=1"]),
    ])
  func isRead(text: String, as entries: [String]) {
    let (properties, diagnostics) = Self.read(text)
    #expect(properties.entries.map { "\($0.key)=\($0.value)" } == entries)
    #expect(diagnostics.isEmpty)
  }

  @Test func `loses backslashes that mean nothing to Java`() {
    let (properties, _) = Self.read(#"a = x\.y\\.z\-"#)
    #expect(properties.entries[0].value == #"x.y\.z-"#)
    #expect(properties.entries[0].dropped.map(\.column) == [6, 13])
  }

  @Test func `keeps no secrets`() {
    let names = ["a.password", "ssl.keystore.key", "x.TOKEN", "sasl.jaas.config", "my.secret.x"]
    let (properties, _) = Self.read(names.map { "\($0)=hunter2" }.joined(separator: "\n"))
    #expect(properties.entries.map(\.key) == names)
    #expect(properties.entries.allSatisfy { $0.value.isEmpty })
  }

  @Test func `is refused by Java when an escape has no digits`() {
    let (_, diagnostics) = Self.read("a=1\nb=\\u00g0")
    #expect(
      diagnostics.all.map(\.description) == [
        "x:2:3: error: \\u needs four hexadecimal digits\n  hint: Java refuses the whole file"
      ])
  }

  @Test func `says where its lines are`() {
    let (properties, _) = Self.read("# é\n  a=1\\\n  2\nb=3")
    #expect(properties.entries.map(\.at.description) == ["x:2:3", "x:4:1"])
  }

  private static func read(_ text: String) -> (JavaProperties, Diagnostics) {
    var diagnostics = Diagnostics(file: "x")
    let properties = JavaProperties(Array(text.utf8), reportingTo: &diagnostics)
    return (properties, diagnostics)
  }
}
