import Documents
import ScenarioFormat

/// The one table of every key of a file of deployments: clusters that are to carry the same traffic,
/// and what they cost a month.
package enum DeploymentShape {
  /// The version of the format that this program reads.
  package static let formatVersion: Int64 = 1

  package static let file = ObjectShape(
    "DeploymentFile", "Clusters that are to carry the same traffic.",
    [
      Key(
        "schema", .integer(formatVersion...formatVersion), .required,
        "The version of the format: 1."),
      Key("id", .text, .required, "What reports call it by."),
      Key("title", .text, .required, "What it is, in a line."),
      Key(
        "source", .text, .optional("nobody published anything"), "Who published the figures, where."
      ),
      Key("setting", .text, .optional("unknown"), "What they hold for, in words."),
      PriceShape.currency,
      Key("traffic", .object(traffic), .required, "What each of them has to carry."),
      Key(
        "deployments", .map(of: .object(deployment), keys: .any(.line)), .required,
        "The clusters, by name."),
      Key(
        "shares", .list(of: .object(share)),
        .optional("each of the others is told as a share of the first"),
        "What one costs as a share of another."),
      Key("notes", .list(of: .text), .default([]), "What has to be known beside the figures."),
    ], noun: "file of deployments")

  private static let traffic = ObjectShape(
    "DeploymentTraffic", "What has to be carried, for ever.",
    [
      Key("writes", .positiveBandwidth, .required, "What producers write."),
      Key("fanOut", .factor, .default("1"), "How often each byte is read."),
      Key("retention", .positiveDuration, .required, "How long it is kept."),
      Key(
        "zones", .integer(1...64), .default(3), "Over how many zones brokers and clients spread."),
      Key(
        "month", .positiveDuration, .default("730h"),
        "How much of the traffic is a month's; price lists count 730 hours of a machine, published "
          + "sums often 720 of traffic."),
    ])

  private static let deployment = ObjectShape(
    "Deployment", "A cluster to be paid for.",
    [
      Key(
        "storage", .oneOf(ScenarioShape.engines), .default("shared-nothing"),
        "Where it keeps its records."),
      Key(
        "wal", .oneOf(ScenarioShape.writeAheadLogs), .optional("`s3`"),
        "The write-ahead log of `shared-storage`."),
      Key("brokers", .integer(1...100_000), .required, "How many brokers it has."),
      Key(
        "replicationFactor", .integer(1...ScenarioShape.brokersMax), .default(3),
        "How many copies brokers keep; with `shared-storage` the store keeps them."),
      Key(
        "puts", .rate, .optional("what follows from the traffic"),
        "Writing requests to the object store, where they were measured."),
      Key(
        "gets", .rate, .optional("what follows from the traffic"),
        "Reading requests to the object store, where they were measured."),
      Key("prices", .object(PriceShape.prices), .default([:]), "What things cost there."),
      Key(
        "published", .map(of: .object(figure), keys: .any(.line)), .default([:]),
        "What was said to be its monthly cost: of `compute`, `storage`, `requests`, `cross-zone`, and "
          + "`total`."),
    ] + PriceShape.makeup)

  private static let figure = ObjectShape(
    "PublishedFigure", "A sum that somebody published.",
    [
      Key("is", .patterned(.amount), .required, "The sum, a month."),
      Key(
        "fitted", .boolean, .default(false),
        "Whether something here was chosen so that the sum comes out: then it proves nothing."),
      Key("why", .text, .optional("they agree"), "Why ours differs, or what was fitted."),
    ], noun: "published figure")

  private static let share = ObjectShape(
    "PublishedShare", "What a deployment costs as a share of another.",
    [
      Key("of", .text, .required, "The one."),
      Key("by", .text, .required, "The other."),
      Key("is", .ratio, .optional("none was published"), "The share as it was published."),
      Key("why", .text, .optional("they agree"), "Why ours differs."),
    ], noun: "published share")
}

extension DeploymentShape {
  /// The JSON Schema of files of deployments: `Scenarios/schema/deployments.schema.json`.
  package static var schemaText: String {
    CanonicalJSON.text(
      JSONSchemaWriter.schema(
        for: file, id: "https://migsim.dev/schema/deployments.schema.json",
        title: "migsim deployments"))
  }

  /// The reference of all keys: `Reports/reference/deployment-keys.md`.
  package static var referenceText: String {
    ReferencePage.markdown(
      for: file, title: "Keys of a file of deployments",
      opening: """
        Every key that a file of deployments may have, generated from the table that the program \
        reads by. `migsim cost FILE --prices PRICES` says what each of them costs a month, line by \
        line, and holds what was published of it against that.
        """)
  }
}

extension TextPattern {
  /// "226671.50"
  static let amount = TextPattern(
    "amount of money", example: #""226671.50""#,
    hint: "write digits, and decimals after a point: \"226671.50\"",
    regex: #"[0-9]{1,12}(\.[0-9]{1,6})?"#, allows: { Money(parsing: $0) != nil })
}

extension Money {
  /// Reads `226671.50`; nil for anything else.
  package init?(parsing text: String) {
    guard let (number, rest) = try? Quantity.split(text, needsUnit: false), rest.isEmpty,
      number.scale <= 1_000_000, number.coefficient < 1_000_000_000_000 * number.scale
    else { return nil }
    self.init(micros: Int64(number.coefficient * 1_000_000 / number.scale))
  }
}
