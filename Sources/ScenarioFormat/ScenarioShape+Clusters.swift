import Documents
import KafkaModel

// Clusters, and topics on them.

extension ScenarioShape {
  package static let brokersMax: Int64 = 64
  static let partitionsMax: Int64 = 100_000

  static let cluster = ObjectShape(
    "Cluster", "A Kafka cluster.",
    [
      Key(
        "kafka", .varying(.patterned(.version)),
        .default(JSONNode(KafkaVersion.newest.description)),
        "Its version, from 3.0 to 4.1: rules and defaults are those of that version."),
      Key(
        "brokers",
        .either([
          .varying(.integer(1...brokersMax)),
          .list(of: .object(broker), count: 1...Int(brokersMax)),
        ]), .default(3),
        "How many brokers it has, in zones a, b and c in turn, or each of them. They are numbered "
          + "from 0."),
      Key(
        "storage", .oneOf(engines), .default("shared-nothing"),
        "Where it keeps its records. With `shared-storage` a partition has one replica, whatever "
          + "`replicationFactor`: the store keeps the copies."),
      Key(
        "wal", .oneOf(writeAheadLogs), .optional("`s3`"),
        "The write-ahead log of `shared-storage`: a record is safe once that has it."),
      Key("config", .settings(clusterConfig), .default([:]), "Settings of its brokers."),
      Key(
        "features", .settings(clusterFeatures),
        .optional("those of a new cluster of its version"),
        "Levels of its features, as `kafka-features.sh describe` shows them: an upgraded cluster keeps "
          + "those it had."),
      Key(
        "catchUp", .positiveBandwidth,
        .optional("`125MiB/s`, which common volumes carry; no limit in the profile `ideal`"),
        "Bytes that a broker sends, and takes, for replicas that are behind, beside its other traffic."
      ),
      Key(
        "start", .varying(.duration), .optional("that of any process of the profile"),
        "How long a broker takes from the start of its process until it is let back in."),
      Key(
        "acls", .list(of: .object(acl)),
        .optional("it has no authorizer: everybody may do everything"),
        "Who may do what there; what is not granted is refused. Only writing is checked."),
    ])

  static let acl = ObjectShape(
    "AccessRule", "A right, as `kafka-acls.sh` adds and lists it.",
    [
      Key("principal", .text, .required, "Whose: `payments-api`, `User:payments-api`, or `*`."),
      Key(
        "operation",
        .oneOf([
          Choice("read", "To read."), Choice("write", "To write."),
          Choice("describe", "To know of it; who may read or write may do that."),
          Choice("all", "Everything."),
        ]), .required, "What it is to do."),
      Key("topic", .text, .optional(""), "On which topic; `*` for every one."),
      Key("group", .text, .optional(""), "On which consumer group; `*` for every one."),
      Key(
        "pattern",
        .oneOf([
          Choice("literal", "That very name."), Choice("prefixed", "Every name that begins so."),
        ]), .default("literal"), "How the name is meant."),
      Key(
        "permission",
        .oneOf([Choice("allow", "It may."), Choice("deny", "It may not, whoever else says so.")]),
        .default("allow"), "Whether it is given or denied."),
    ],
    rules: [.exactlyOne(["topic", "group"])])

  package static let engines = [
    Choice("shared-nothing", "Each replica on the disks of its broker, as in Apache Kafka."),
    Choice(
      "shared-storage",
      "One log in an object store, which another broker takes over when its broker is lost."),
  ]

  package static let writeAheadLogs = WriteAheadLog.all.map { Choice($0.name, $0.doc) }

  private static let broker = ObjectShape(
    "Broker", "A broker of a cluster.", [Key("zone", .text, .required, "Where it stands.")])

  static let topic = ObjectShape(
    "Topic", "A topic as applications know it.",
    [
      Key(
        "cluster", .name(Names.cluster), .optional("the first cluster"),
        "Its home: the cluster where the keys beside this one hold."),
      Key(
        "partitions", .varying(.integer(1...partitionsMax)),
        .optional("`num.partitions` of its cluster"), "How many partitions it has."),
      Key(
        "replicationFactor", .varying(.integer(1...brokersMax)),
        .optional("`default.replication.factor` of its cluster"), "How many copies of each record."),
      Key("recordBytes", .varying(.positiveSize), .default("1kB"), "The size of one record."),
      Key("keys", .object(keys), .optional("records have no keys"), "The keys of its records."),
      Key("unit", .text, .optional("\"records\""), "What reports call its records: \"orders\"."),
      Key(
        "config", .settings(topicConfig), .default([:]),
        "Its own settings at home; the rest comes from its cluster."),
      Key("log", log, .optional("empty"), "What its log holds at the start."),
      replicas,
      Key(
        "on", .map(of: .object(topicPlace), keys: .referring(Names.cluster)), .default([:]),
        "Where else it exists at the start. A link makes copies where they are missing."),
    ])

  private static let topicPlace = ObjectShape(
    "TopicPlace", "A topic on another cluster than its home.",
    [
      Key(
        "partitions", .varying(.integer(1...partitionsMax)), .optional("as many as at home"),
        "How many partitions it has there."),
      Key(
        "replicationFactor", .varying(.integer(1...brokersMax)), .optional("as many as at home"),
        "How many copies of each record."),
      Key(
        "config", .settings(topicConfig), .default([:]),
        "Its own settings there; the rest comes from that cluster."),
      Key("log", log, .optional("empty"), "What its log holds there at the start."),
      replicas,
    ])

  private static let replicas = Key(
    "replicas", .list(of: .object(replica), count: 1...Int(brokersMax)),
    .optional("every replica has everything and is in sync"),
    "How far each replica of a partition is at the start, the leader first; until the next record "
      + "comes. Producers that wait for all replicas were told that what all in sync have is "
      + "written; others, that everything is.")

  private static let replica = ObjectShape(
    "Replica", "A replica at the start.",
    [
      Key("end", .count, .optional("the end of the log"), "The end of what it has."),
      Key("inSync", .boolean, .default(true), "Whether it is among the replicas in sync."),
    ])

  /// First readable offset and end, for all partitions alike or for each.
  private static let log: Shape = {
    let range = Shape.list(of: .count, count: 2...2)
    return .either([range, .list(of: range, count: 1...Int(partitionsMax))])
  }()

  private static let keys = ObjectShape(
    "TopicKeys", "The keys of a topic's records: a prefix and a number.",
    [
      Key(
        "count", .varying(.integer(0...10_000_000)), .required, "How many there are; 0 for none."),
      Key("prefix", .text, .default("key-"), "What stands before the number."),
      Key("first", .count, .default(0), "The first number."),
      Key(
        "distribution",
        .either([
          .oneOf([
            Choice("in-turn", "Record n has key n modulo the count."),
            Choice("uniform", "Each record draws a key, all equally likely."),
          ]), .object(zipf),
        ]), .default("in-turn"), "Which record has which key."),
    ])

  private static let zipf = ObjectShape(
    "ZipfKeys", "Each record draws a key, the first ones far more often.",
    [
      Key(
        "zipf", .hundredths(1...1000), .required,
        "The exponent: key k is drawn in proportion to 1 / k to its power.")
    ])
}
