import Documents
import KafkaModel
import MigrationModel

// What copies records between clusters.

extension ScenarioShape {
  static let link = ObjectShape(
    "Link", "A replication layer from one cluster to another.",
    [
      Key("from", .name(Names.cluster), .required, "Its source."),
      Key("to", .name(Names.cluster), .required, "Its target."),
      Key(
        "layer",
        .oneOf([
          Choice("mirror-maker-2", "Kafka's own: copies records, translates positions."),
          Choice("copier", "Copies records and nothing else."),
        ]), .default("mirror-maker-2"), "What it is."),
      Key(
        "version", .varying(.patterned(.version)),
        .default(JSONNode(KafkaVersion.newest.description)), "The version of the layer itself."),
      Key("tasks", .varying(.integer(1...1024)), .default(1), "`tasks.max`."),
      Key(
        "config", .settings(mirrorConfig), .default([:]),
        "Settings as in connect-mirror-maker.properties, without prefixes."),
      Key("running", .boolean, .default(false), "Whether it is at work when the run begins."),
      Key(
        "delay", varyingDuration, .default("0s"),
        "How long after its append a record is copied: always this far behind."),
      Key(
        "positions", .map(of: linkPositions, keys: .referring(Names.topic)), .default([:]),
        "Where it stands at the start, by topic: the next source offset to copy of each partition, or "
          + "one for all. Without: at the end if the target holds records, at the beginning if not."
      ),
      Key(
        "history",
        .varying(
          .oneOf([
            Choice("none", "None."),
            Choice("from-offset-0", "As if it had copied from offset 0 without a commit since."),
            Choice(
              "from-offset-0-and-committed",
              "The same, and its source task has committed at the end."),
          ])), .default("none"), "Which offset pairs exist before the run."),
      Key(
        "clocks", .object(clocks), .default([:]),
        "When each of its clocks first ticks after its start."),
    ])

  private static let linkPositions: Shape = .either([
    .count, .list(of: .count, count: 1...Int(partitionsMax)),
  ])

  private static let clocks = ObjectShape(
    "LinkClocks", "When the clocks of a link first tick after its start.",
    [
      Key(
        "emit", .oneOrMore(varyingDuration), chance,
        "The clock that translates positions; later ticks, too, where they are known."),
      Key(
        "sync", .oneOrMore(varyingDuration), chance,
        "The clock that writes them to the target's groups; later ticks, too."),
      Key("flush", varyingDuration, chance, "The clock that stores where the copier is."),
      Key("refresh", varyingDuration, chance, "The clock that looks for new topics and groups."),
    ])

  private static var chance: Key.Presence { .optional("drawn for each run") }
}
