import Documents
import KafkaModel
import MigrationModel

// Who writes, who reads, and what comes of it.

extension ScenarioShape {
  static let instancesMax: Int64 = 1024

  static let producer = ObjectShape(
    "Producer", "An application that writes to a topic.",
    [
      Key("topic", .name(Names.topic), .required, "What it writes to."),
      Key("cluster", .name(Names.cluster), .optional("the first cluster"), "Where it writes."),
      Key("rate", .varying(.rate), .default("0/s"), "Records of all instances together."),
      Key("instances", .varying(.integer(1...instancesMax)), .default(1), "How many run."),
      Key(
        "connector", .object(sourceConnector), .optional("it is an application"),
        "Whether it is a source connector: then its records are the lines of a file that grows at its "
          + "rate, and its producers' settings are those of the connector."),
      Key(
        "partitioner",
        .varying(
          .oneOf([
            Choice("by-key", "The Java client's: murmur2 of the key, sticky without one."),
            Choice("crc32", "That of clients built on librdkafka."),
            Choice("round-robin", "Each record the next partition."),
          ])), .default("by-key"), "How a record finds its partition."),
      Key("config", .settings(producerConfig), .default([:]), "Settings of its Kafka client."),
      Key(
        "onFailure",
        .varying(
          .oneOf([
            Choice("drop", "It logs the failure and goes on."),
            Choice("resend", "It sends the record again."),
          ])), .default("drop"), "What it does with a record that could not be sent."),
      Key(
        "principal", .text, .optional("its name"),
        "Who it is to a cluster with `acls`, without `User:`."),
      Key(
        "onAuthorizationError",
        .varying(
          .oneOf([
            Choice("drop", "It logs the failure and goes on."),
            Choice("hold", "It keeps the record, and waits until it may write."),
          ])), .default("drop"), "What it does with a record that a cluster will not let it write."),
      Key("starts", moment, .default("0s"), "When it begins to write."),
      Key("stops", moment, .optional("never"), "When it stops for good."),
      Key(
        "bursts", .list(of: .object(burst)), .default([]),
        "Records written at one instant, beside the rate."),
      Key(
        "transactions", .object(transactions), .optional("it writes without"),
        "How it groups its records into transactions."),
    ])

  private static let transactions = ObjectShape(
    "Transactions",
    "How an application groups its records into transactions. It creates no record of the next one "
      + "before the last has ended.",
    [
      Key("records", .varying(.positiveCount), .required, "Records of one."),
      Key(
        "every", varyingDuration, .default("0s"),
        "From the beginning of one to that of the next, at least; within one, records come at the "
          + "rate."),
      Key(
        "abortEvery", .varying(.integer(0...1_000_000)), .default(0),
        "Which ones the application aborts: 5 for every fifth, 0 for none."),
      Key(
        "afterAbort",
        .varying(
          .oneOf([
            Choice("drop", "It goes on with the next records."),
            Choice("retry", "It writes the same records again, in a transaction of their own."),
          ])), .default("drop"), "What it does with the records of an aborted one."),
    ])

  private static let burst = ObjectShape(
    "Burst", "Records that an application writes at one instant.",
    [
      Key("at", moment, .required, "When."),
      Key("records", .varying(.positiveCount), .optional(""), "How many records."),
      Key("perKey", .varying(.positiveCount), .optional(""), "How many records of each key."),
    ],
    rules: [.exactlyOne(["records", "perKey"])])

  static let sink = ObjectShape(
    "Sink", "Where the effects of a group go.",
    [
      Key(
        "kind",
        .varying(
          .oneOf([
            Choice("upsert", "A record seen before is written again under its key."),
            Choice("append", "It is added once more."),
            Choice("irreversible", "It acts once more, and nothing takes that back."),
            Choice("transactional", "The position is kept with the data, so it is recognised."),
          ])), .default("upsert"), "What it does with a record that it has seen before."),
      Key(
        "recognises",
        .varying(
          .oneOf([
            Choice("never", "It does not look."),
            Choice("before-effect", "It looks first: a record has one effect, however often read."),
            Choice("after-effect", "It acts and looks then: too late."),
          ])), .default("never"), "Whether it looks if it has had a record already."),
      Key("unit", .text, .optional("\"records\""), "What reports call one effect: \"mails\"."),
    ])

  static let group = ObjectShape(
    "Group", "A consumer group and the sink behind it.",
    [
      Key("topics", .oneOrMore(.name(Names.topic)), .required, "What it reads."),
      Key("sink", .name(Names.sink), .optional("an upsert of its own"), "Where its effects go."),
      Key(
        "output", .object(output), .optional("it writes to no topic"),
        "What its members write of what they read, instead of what goes into a sink."),
      Key("cluster", .name(Names.cluster), .optional("the first cluster"), "Where it reads."),
      Key("members", .varying(.integer(1...instancesMax)), .default(1), "How many members it has."),
      Key(
        "connector", .object(sinkConnector), .optional("its members are applications"),
        "Whether it is a sink connector: then it has `tasks.max` members, and its consumers' settings "
          + "are those of the connector."),
      Key(
        "client", .varying(.patterned(.version)), .optional("that of its cluster"),
        "The version of its clients' library."),
      Key("config", .settings(consumerConfig), .default([:]), "Settings of its Kafka clients."),
      Key(
        "commits",
        .varying(
          .oneOf([
            Choice("auto", "Poll commits what the poll before returned, now and then."),
            Choice("after-batch", "After each batch, and waits for it."),
            Choice("before-processing", "Before the batch is processed: at most once."),
          ])), .default("auto"), "When it commits what it has read."),
      Key("service", varyingDuration, .default("0s"), "The time to process one record."),
      Key(
        "delay", varyingDuration, .default("0s"),
        "How long after its append a record is read: always this far behind."),
      Key("running", .boolean, .default(true), "Whether it is at work when the run begins."),
      Key(
        "order",
        .varying(
          .oneOf([
            Choice("as-read", "As poll returned it."),
            Choice(
              "newest-first-per-key",
              "A worker for each key, its newest records first: the worst that parallel workers can "
                + "do to a key that lies in two partitions."),
          ])), .default("as-read"), "In which order it works through what poll returned."),
      Key(
        "positions",
        .map(
          of: .map(of: positions, keys: .referring(Names.topic)), keys: .referring(Names.cluster)),
        .optional("on its own cluster it has read everything, elsewhere it has none"),
        "Its committed positions at the start, by cluster and topic: the next offset to read of each "
          + "partition, `null` where there is none, or one for all."),
    ], rules: [.atMostOne(["sink", "output"]), .atMostOne(["connector", "output"])])

  /// What a group makes of what it reads.
  private static let output = ObjectShape(
    "Output",
    "What the members of a group write of what they read: one record for each, under its key, into the "
      + "partition of the same number (modulo how many there are) of a topic of the cluster that they "
      + "read. A member polls again when all of it is written.",
    [
      Key("topic", .name(Names.topic), .required, "What it writes to."),
      Key(
        "exactlyOnce", .boolean, .default(false),
        "Whether it writes what it makes of a poll in one transaction with its positions, as with "
          + "`sendOffsetsToTransaction`; without, it commits when it has written it."),
      Key("config", .settings(producerConfig), .default([:]), "Settings of its producers."),
    ])

  /// The next offset of all partitions, or of each; null where there is none.
  static let positions: Shape = .either([
    .count, .nothing,
    .list(of: .either([.count, .nothing]), count: 1...Int(partitionsMax)),
  ])

  /// A moment of the run or of the plan.
  static let moment = Shape.varying(.time(relativeTo: Names.step))
}
