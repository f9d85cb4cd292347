import ClusterImport
import Testing

@Suite("A choice of names")
struct NameChoiceTests {
  @Test(
    "matches whole names as Java does",
    arguments: [
      ("orders", "orders", true), ("orders", "orders2", false), ("orders", "my-orders", false),
      (".*", "anything.at-all", true), ("ord.*", "orders", true), ("ord.+", "ord", false),
      ("a|b", "b", true), ("a,b", "b", true), (" a , b ", "a", true), ("(a|b)c", "bc", true),
      ("a{3}", "aaa", true), ("a{2}", "aaa", false),
      ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false), (#".*[\-\.]internal"#, "x.internal", true),
      (#".*[-.]internal"#, "x-internal", true), (#"a\.b"#, "a.b", true), (#"a\.b"#, "axb", false),
      (#"t\d+"#, "t42", true), (#"t\d+"#, "tx", false), (#"\w+"#, "a_1", true),
      ("(?:ab)*", "abab", true), ("(?!_).*", "x", true), ("(?!_).*", "_x", false),
      ("(?=x).*", "xy", true), ("^a$", "a", true), ("a?b", "b", true), ("a*?b", "aab", true),
      ("(a*)*b", "aab", true), ("", "a", false), ("x||y", "y", true),
    ])
  func matches(expression: String, name: String, expected: Bool) {
    let choice = NameChoice(include: expression, exclude: "")
    #expect(choice.unread == [])
    #expect(choice.takes(name) == expected)
  }

  @Test func `leaves out what both lists take`() {
    let choice = NameChoice(include: ".*", exclude: "console-consumer-.*, connect-.*, __.*")
    #expect(choice.takes("orders"))
    #expect(!choice.takes("connect-orders"))
    #expect(!choice.takes("__consumer_offsets"))
  }

  @Test(
    "names what it does not understand, and takes nothing for it",
    arguments: [
      "(", "a)", "[", "a++", #"\b"#, #"\p{L}"#, "(?<x>a)", "*", "a{", "[a&&b]", "a{999}", "a{2,3}",
    ])
  func names(expression: String) {
    let choice = NameChoice(include: expression, exclude: "")
    // A comma ends an expression, in Kafka too.
    #expect(choice.unread == [String(expression.prefix { $0 != "," })])
    #expect(!choice.takes("a"))
    #expect(!choice.isSimple)
  }

  @Test(
    "takes its time from the length of expression and name alone",
    arguments: [
      "(a+)+b", "(a|a)*b", "(a*)*(a*)*b", "(.*)(.*)(.*)(.*)(.*)b", "((((){300}){300}){300})",
    ])
  func isQuick(expression: String) {
    let choice = NameChoice(include: expression, exclude: "")
    #expect(!choice.takes(String(repeating: "a", count: 249)))
    #expect(!choice.isSimple)
  }
}
