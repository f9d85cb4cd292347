import Documents
import MigrationModel

// What a step does. The first key names the action.

extension ScenarioShape {
  static let action = VariantShape(
    "Action", "One thing that a step does: `{\"start-link\": \"mm2\"}`.",
    byKey: links + producers + groups + clusters + partitions + reassignments + others)

  private static let links = [
    Variant(key: "start-link", .name(Names.link), "Which link.", "Starts a link."),
    Variant(
      key: "stop-link", .name(Names.link), "Which link.",
      "Stops a link, which stores its position first."),
    Variant(
      key: "drain-link", .name(Names.link), "Which link.",
      "Waits until a link has copied all that its source holds."),
  ]

  private static let producers = [
    Variant(
      key: "move-producers", someOf(Names.producer), "Which producers, or `all`.",
      "Writers flush, stop and start on another cluster.",
      [
        Key("to", .name(Names.cluster), .required, "Where they write from then on."),
        Key(
          "every", varyingDuration, .default("0s"), "One instance after another, this far apart."),
      ]),
    Variant(
      key: "repoint-producers", someOf(Names.producer), "Which producers, or `all`.",
      "Running writers go on with another cluster's brokers, as a client does that begins again with "
        + "`bootstrap.servers`: what they have in their buffers, and what was not answered, goes there.",
      [Key("to", .name(Names.cluster), .required, "Where they write from then on.")]),
    Variant(
      key: "stop-producers", someOf(Names.producer), "Which producers, or `all`.",
      "Writers flush and stop."),
    Variant(
      key: "start-producers", someOf(Names.producer), "Which producers, or `all`.",
      "Writers start where they are."),
  ]

  private static let groups = [
    Variant(
      key: "move-groups", someOf(Names.group), "Which groups, or `all`.",
      "Readers stop, and start on another cluster.",
      [
        Key("to", .name(Names.cluster), .required, "Where they read from then on."),
        Key("positions", positionRule, .default("committed"), "Where they begin there."),
        Key("every", varyingDuration, .default("0s"), "One group after another, this far apart."),
      ]),
    Variant(
      key: "stop-groups", someOf(Names.group), "Which groups, or `all`.", "Readers stop."),
    Variant(
      key: "start-groups", someOf(Names.group), "Which groups, or `all`.",
      "Readers start where they are."),
    Variant(
      key: "drain-groups", someOf(Names.group), "Which groups, or `all`.",
      "Waits until groups have read all that they can."),
    Variant(
      key: "set-positions", someOf(Names.group), "Which groups, or `all`.",
      "Writes positions for groups that have no members on that cluster.",
      [
        Key("on", .name(Names.cluster), .required, "On which cluster."),
        Key("positions", positionRule, .required, "Which positions."),
      ]),
    Variant(
      key: "configure", .name(Names.group), "Which sink connector.",
      "Gives a connector other settings; its tasks stop in order and start again.",
      [
        Key(
          "config", .settings(connectorChange), .required,
          "Its settings from then on, where they differ from its own `config`.")
      ]),
    Variant(
      key: "discard-effects", someOf(Names.group), "Which groups, or `all`.",
      "Takes back all that groups have done since they came to where they read, as if they had not "
        + "had those records."),
  ]

  private static let clusters = [
    Variant(
      key: "stop-cluster", .name(Names.cluster), "Which cluster.",
      "Stops all brokers of a cluster, until they are started again."),
    Variant(
      key: "start-cluster", .name(Names.cluster), "Which cluster.",
      "Starts the brokers of a cluster that was stopped."),
    Variant(
      key: "fence", .name(Names.cluster), "Which cluster.",
      "Lets a cluster take no more records from producers; links still write."),
    Variant(
      key: "unfence", .name(Names.cluster), "Which cluster.",
      "Lets a cluster take records from producers again."),
    Variant(
      key: "grant", .object(acl), "Which right.", "Gives a right on a cluster that has `acls`.",
      [Key("on", .name(Names.cluster), .required, "On which cluster.")]),
  ]

  private static let partitions = [
    Variant(
      key: "move-leaders", .name(Names.topic), "Which topic.",
      "Lets the next replica in sync lead each partition.", onePartition),
    Variant(
      key: "abort-transactions", .name(Names.topic), "Which topic.",
      "Aborts the transactions that are open, as `kafka-transactions.sh abort` does.",
      onePartition),
    Variant(
      key: "delete-records", .name(Names.topic), "Which topic.",
      "Deletes records at once, as `kafka-delete-records.sh` does. There is no way back.",
      onePartition + [
        Key(
          "before",
          .either([.oneOf([Choice("end", "Everything that may be read.")]), .count]),
          .default("end"), "Before which offset.")
      ]),
  ]

  /// `kafka-reassign-partitions.sh`.
  private static let reassignments = [
    Variant(
      key: "reassign", .name(Names.topic), "Which topic.",
      "Gives partitions to other brokers, as `kafka-reassign-partitions.sh --execute` does: new replicas "
        + "begin empty and fetch all there is; once they are in sync the others go.",
      onePartition + [
        Key(
          "to", .list(of: .count, count: 1...Int(brokersMax), isUnique: true), .required,
          "To which brokers, by their numbers. With `partition` these are its replicas, the preferred "
            + "leader first; else all partitions are spread over them, with as many replicas as before."
        ),
        Key(
          "throttle", .positiveBandwidth, .optional("none"),
          "Bytes that a broker sends, and takes, for it: `50MB/s`. It ends with the last partition."
        ),
        Key(
          "waits", .boolean, .default(true),
          "Whether the step is done only once it is, as `--verify` says; else the plan goes on meanwhile."
        ),
      ]),
    Variant(
      key: "cancel-reassignment", .name(Names.topic), "Which topic.",
      "Takes away replicas that partitions are still getting, as `kafka-reassign-partitions.sh --cancel` "
        + "does.", onePartition),
  ]

  private static let onePartition = [
    Key("on", .name(Names.cluster), .required, "On which cluster."),
    Key("partition", .count, .optional("all of them"), "Of which partition alone."),
  ]

  private static let others = [
    Variant(key: "wait", varyingDuration, "How long.", "Waits."),
    Variant(
      key: "promote", .name(Names.cluster), "Which cluster.",
      "Declares whose log decides from now on."),
    Variant(
      key: "retire", .name(Names.cluster), "Which cluster.",
      "Shuts a cluster down for good: there is no way back to it."),
  ]

  /// A list of names, one name, or every one there is.
  private static func someOf(_ kind: NameKind) -> Shape {
    .either([
      .oneOf([Choice(Names.all, "Every \(kind.word) of the scenario.")]), .name(kind),
      .list(of: .name(kind), count: 1...Int.max, isUnique: true),
    ])
  }

  private static let positionRule = Shape.either([
    .oneOf([
      Choice("committed", "Where the group's position on that cluster stands."),
      Choice("exact", "Right after the last record that the group has applied anywhere."),
      Choice("departure", "Where the group stood on that cluster when it left."),
      Choice("earliest", "Where the log begins."),
      Choice("latest", "Where the log ends."),
    ]), .object(offsets),
  ])

  private static let offsets = ObjectShape(
    "GivenOffsets", "Offsets that somebody wrote down, or had computed.",
    [
      Key(
        "offsets", .either([.count, .list(of: .count, count: 1...Int(partitionsMax))]),
        .optional(""), "One for all partitions, or one for each."),
      Key(
        "shiftBy", .integer(-1_000_000_000_000_000...1_000_000_000_000_000), .optional(""),
        "So many offsets on from the committed position; back if below 0."),
      Key(
        "byDuration", .varying(.duration), .optional(""),
        "The first record that is at most so old."),
    ],
    rules: [.exactlyOne(["offsets", "shiftBy", "byDuration"])])
}
