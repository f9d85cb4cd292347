import Documents
import ScenarioFormat

/// The one table of every key of a file of prices. Checking, reading, the JSON Schema and the
/// reference page all follow it.
package enum PriceShape {
  /// The version of the format that this program reads.
  package static let formatVersion: Int64 = 1

  package static let file = ObjectShape(
    "PriceFile", "What things cost, on a day, somewhere.",
    [
      Key(
        "schema", .integer(formatVersion...formatVersion), .required,
        "The version of the format: 1."),
      Key("name", .text, .required, "What reports call it by."),
      Key("about", .text, .optional("nothing"), "Whose prices these are, in a sentence."),
      Key("date", .patterned(.date), .required, "The day on which they held."),
      Key(
        "isExample", .boolean, .default(false),
        "Whether they only show what a file of prices looks like. Reports say so."),
      currency,
      Key("prices", .object(prices), .required, "What holds for every cluster and link."),
      Key(
        "clusters", .map(of: .object(cluster), keys: .any(.line)), .default([:]),
        "What a cluster is made of, by its name in the scenario, and where its prices differ."),
      Key(
        "workers", .integer(0...1000), .default(1), "On how many machines a link runs, each."),
      Key(
        "people", .integer(0...1000), .default(0),
        "How many people watch, from the first step to the end of the holdback."),
    ], noun: "file of prices")

  static let currency = Key("currency", .patterned(.currency), .default("USD"), "In what they are.")

  static let prices = ObjectShape(
    "Prices", "What things cost. What has no price is not in the sum, and the report says so.",
    CostItem.allCases.map { item in
      Key(item.rawValue, .object(shape(of: item.dimension)), .optional("no price"), item.doc)
    }, noun: "set of prices")

  private static let cluster = ObjectShape(
    "ClusterPrices", "What a cluster is made of, and where its prices differ.",
    [Key("prices", .object(prices), .default([:]), "Prices that hold for it alone.")] + makeup)

  /// What a bill must know of a cluster beyond its brokers.
  static let makeup: [Key] = [
    Key(
      "diskHeadroom", .factor, .default("2"),
      "How much larger the disks of its brokers are than what lies on them."),
    Key(
      "logDisk", .size, .default("10GB"), "The size of a write-ahead log's block device, each."),
    Key(
      "writesInZone", .boolean, .default(false),
      "Whether producers only write to brokers in their own zone."),
    Key(
      "readsInZone", .boolean, .default(false),
      "Whether consumers read from a replica in their own zone."),
    Key(
      "zoneRouter", .boolean, .default(true),
      "With `shared-storage`: whether producers write in their own zone and brokers pass on, by way of "
        + "the object store, what another zone's broker leads."),
  ]

  private static func shape(of dimension: CostDimension) -> ObjectShape {
    let name =
      switch dimension {
      case .time: "PricePerTime"
      case .storage: "PricePerStorage"
      case .bytes: "PricePerByte"
      case .requests: "PricePerRequest"
      }
    let units = dimension.units.map { "`\($0.name)`" }.joined(separator: ", ")
    return ObjectShape(
      name, "A price for one of \(units).",
      [
        Key("price", .patterned(dimension.pattern), .required, "The price and what it is for."),
        Key(
          "source", .text, .required,
          "Where it comes from: a price list and its day, a contract, a guess."),
        Key(
          "owner", .text, .optional("see each item"),
          "Who answers for what is spent on it."),
      ], noun: "price")
  }
}

extension PriceShape {
  /// The JSON Schema of files of prices: `Scenarios/schema/prices.schema.json`.
  package static var schemaText: String {
    CanonicalJSON.text(
      JSONSchemaWriter.schema(
        for: file, id: "https://migsim.dev/schema/prices.schema.json", title: "migsim prices"))
  }

  /// The reference of all keys: `Reports/reference/price-keys.md`.
  package static var referenceText: String {
    ReferencePage.markdown(
      for: file, title: "Keys of a file of prices",
      opening: """
        Every key that a file of prices may have, generated from the table that the program reads \
        by. Prices are decimal numbers and are never rounded; a line of a bill is, once, to a \
        millionth. A month is 730 hours. `Scenarios/prices/example.json` is an example: replace it \
        with what you pay.
        """)
  }
}

extension TextPattern {
  /// "2026-08-21"
  static let date = TextPattern(
    "date", example: #""2026-08-21""#, hint: "write year, month and day: \"2026-08-21\"",
    regex: "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    allows: { text in
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
        parts.allSatisfy({ $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
        let month = Int(parts[1]), let day = Int(parts[2])
      else { return false }
      return 1...12 ~= month && 1...31 ~= day
    })

  /// "USD"
  static let currency = TextPattern(
    "currency", example: #""USD""#, hint: "write its three letters: \"USD\"", regex: "[A-Z]{3}",
    allows: { $0.utf8.count == 3 && $0.utf8.allSatisfy { 0x41...0x5A ~= $0 } })
}
