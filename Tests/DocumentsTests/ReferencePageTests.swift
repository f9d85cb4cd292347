import Documents
import Testing

@Suite("The reference page")
struct ReferencePageTests {
  let page = ReferencePage.markdown(
    for: Toy.scenario, title: "Toy scenario", opening: "Every key there is.")

  /// The lines of one section, without its heading.
  func section(_ heading: String) throws -> String {
    let start = try #require(page.firstRange(of: "\n\(heading)\n\n"))
    let rest = page[start.upperBound...]
    let end = rest.firstRange(of: "\n\n#")?.lowerBound ?? rest.endIndex
    return String(rest[..<end])
  }

  @Test func `begins with the document and follows what its keys lead to`() {
    #expect(page.hasPrefix("# Toy scenario\n\nEvery key there is.\n\n## Scenario\n\n"))
    let headings = page.split(separator: "\n").filter { $0.hasPrefix("#") }
    #expect(
      headings == [
        "# Toy scenario", "## Scenario", "## Topic", "## TopicConfig", "## ReaderGroup", "## Plan",
        "## Step", "## Fault", "### Fault: crash", "### Fault: slow", "## Amounts",
        "## Values that vary",
      ])
  }

  @Test func `an object has a table of its keys, and its rules below`() throws {
    #expect(
      try section("## Step") == """
        One thing that is done.

        | Key | Type | Default | Meaning |
        |---|---|---|---|
        | `name` | new name | **required** | What it is called. |
        | `groups` | list of names of groups | none | Whom it moves. |
        | `topics` | list of names of topics | none | What it moves. |
        | `wait` | [duration](#amounts) | no wait | How long. |
        | `max` | [duration](#amounts) | no limit | The longest wait. |
        | `onTimeout` | `"hold"` or `"roll-back"` | `"hold"` | What happens when it takes too long. |
        | `rollback` | list of [Step](#step) | its inverse | How it is undone. |

        - `onTimeout`: `hold` – Wait for someone.
        - `onTimeout`: `roll-back` – Go back.
        - Exactly one of `groups` and `topics`.
        - `wait` needs `max` beside it.
        """)
  }

  @Test func `kinds of objects share a table and have one of their own`() throws {
    let fault = try section("## Fault")
    #expect(fault.contains("| [`crash`](#fault-crash) | A broker stops. |"))
    #expect(fault.contains("| `for` | [duration](#amounts), [may vary](#values-that-vary) |"))
    #expect(
      try section("### Fault: crash") == """
        A broker stops.

        | Key | Type | Default | Meaning |
        |---|---|---|---|
        | `broker` | integer from 0 | **required** | Which. |
        """)
  }

  @Test func `Kafka's settings say whether they are modelled`() throws {
    let settings = try section("## TopicConfig")
    #expect(
      settings.contains(
        "| `retention.ms` | an integer from -1 (milliseconds) | `604800000` | yes "
          + "| How long records are kept; -1 is for ever. |"))
    #expect(settings.contains("| `follower.`… | anything | | no | Throttles of followers. |"))
  }
}

@Suite("Auditing a table of shapes")
struct ShapeAuditTests {
  @Test func `a sound table has no findings`() {
    #expect(ShapeAudit.findings(in: Toy.scenario) == [])
  }

  @Test func `finds what would show only in the scenario that meets it`() {
    let inner = ObjectShape("Inner", "One.", [Key("a", .text, .required, "A text.")])
    let other = ObjectShape("Inner", "Another.", [Key("b", .text, .required, "A text.")])
    let kinds = VariantShape(
      "Kind", "A kind.", by: "kind", default: "z",
      [Variant("x", "One.", [Key("kind", .text, .required, "Twice.")]), Variant("x", "Again.")])
    let settings = SettingsShape(
      "Config", "Settings.", noun: "setting",
      [
        SettingShape("acks", .choice(["all", "1"]), default: "2"),
        SettingShape("acks", .text, default: nil),
      ])
    let table = ObjectShape(
      "Table", "no sentence",
      [
        Key("every", .duration, .default(5), "Time between polls."),
        Key("every", .duration, .default("5s"), "Time between polls."),
        Key("word", .oneOf([Choice("a", "One."), Choice("a", "Two.")]), .required, "A word."),
        Key("inner", .object(inner), .required, "One."),
        Key("other", .list(of: .object(other)), .required, "Another."),
        Key("kinds", .variants(kinds), .required, "Kinds."),
        Key("config", .settings(settings), .required, "Settings."),
      ],
      rules: [.requires("every", ["each"])])
    #expect(
      ShapeAudit.findings(in: table) == [
        "Inner is the name of two different shapes",
        "the words about Table are no sentence",
        "Table has every twice",
        "the default of Table.every, 5, is none that it takes",
        "Table.word takes a twice",
        "a rule of Table is about each, which is none of its keys",
        "Kind has x twice",
        "Kind is z by default, which is none of its kinds",
        "Kind.x has kind twice",
        "Config has acks twice",
        "the default of acks, 2, is none that it takes",
      ])
  }
}
