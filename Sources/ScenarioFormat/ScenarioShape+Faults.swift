import Documents
import KafkaModel
import MigrationModel

// What goes wrong.

extension ScenarioShape {
  static let fault = VariantShape(
    "Fault", "One thing that goes wrong, and for how long.", by: "kind",
    common: [
      Key(
        "name", .newName(Names.fault), .optional("its kind and its number"), "What reports call it."
      ),
      Key(
        "at", moment, .required,
        "When it begins: `10m` of the run, or `move-billing+20s`."),
      Key(
        "mayMiss", .boolean, .default(false),
        "Whether a run in which it changes nothing is conclusive all the same."),
    ],
    [
      Variant("broker-crash", "A broker's process dies.", onBroker + [disk]),
      Variant(
        "host-loss", "A broker's host dies: clients get no answer, not even a refusal.",
        onBroker + [disk]),
      Variant(
        "broker-stop",
        "A broker is shut down in order: its leaders move first, and it leaves the in-sync replicas.",
        onBroker + [disk]),
      Variant(
        "broker-pause",
        "A broker's process is held still: it answers nobody, and goes on where it was.", onBroker),
      networkCut,
      Variant(
        "cluster-down", "All brokers of a cluster die.",
        [lasting, Key("cluster", .name(Names.cluster), .required, "Which cluster.")]),
    ] + ofStorage + [
      Variant("slow-sink", "A group's sink takes longer for each record.", slowing),
      Variant("slow-consumer", "A group's application takes longer for each record.", slowing),
      Variant(
        "burst", "A producer writes at another rate.",
        [
          lasting, Key("producer", .name(Names.producer), .required, "Which producer."),
          Key("rate", .varying(.rate), .required, "Its rate meanwhile."),
        ]),
      schemaReject,
      Variant(
        "link-crash", "A link's process is killed: no position is stored.",
        [lasting, Key("link", .name(Names.link), .required, "Which link.")]),
      Variant(
        "member-crash", "A member of a group is killed: it neither commits nor leaves.",
        [
          Key(
            "for", duration, .optional("until its group is started again"),
            "How long it stays away."),
          Key("group", .name(Names.group), .required, "Of which group."),
          Key("member", varyingCount, .required, "Which member, counted from 0."),
        ]),
      Variant(
        "member-stop",
        "A member of a group is stopped in order: it commits and leaves, and joins again. One that is "
          + "stopped at `0s` joins the others later; a static one does not say that it leaves.",
        ofGroup),
      Variant(
        "member-pause",
        "A member's process is held still: it says nothing, and goes on where it was.", ofGroup),
      Variant(
        "member-busy",
        "A member of a group works on one record until the fault ends: the next one that it begins. "
          + "It sends heartbeats, and does not poll.", ofGroup),
      Variant(
        "member-cut",
        "The network parts a member from its brokers: it works on with what it has read.", ofGroup),
      Variant(
        "worker-crash",
        "A worker of a Connect cluster is killed, and its tasks with it: nothing is committed.",
        ofWorkers),
      Variant(
        "worker-stop",
        "A worker is stopped in order: its tasks commit, it leaves, and joins again.", ofWorkers),
      Variant(
        "retention", "A topic's retention on a cluster is this, whatever its settings say.",
        [
          lasting, Key("topic", .name(Names.topic), .required, "Which topic."),
          Key("cluster", .name(Names.cluster), .required, "On which cluster."),
          Key("to", varyingDuration, .required, "Its retention meanwhile."),
        ]),
    ] + ofClients)

  private static let ofStorage = [
    Variant(
      "disk-full",
      "The disk of a broker that keeps its own records is full: its process ends, and comes back when "
        + "there is room.", onBroker),
    Variant(
      "zone-loss",
      "All hosts of a zone die at once, and nobody reaches the volumes that lie there only.",
      [
        lasting, Key("cluster", .name(Names.cluster), .required, "Of which cluster."),
        Key("zone", .text, .required, "Which zone, as its brokers name it."),
      ]),
    Variant(
      "store-down",
      "The object store answers nothing. A log that lies in it takes no records; another one does until "
        + "it is full. When it is over each broker asks again after its pause, which may be a minute.",
      [lasting, ofStore]),
    Variant(
      "store-slow", "Each request to the object store takes longer.", [lasting, ofStore, slowdown]),
    Variant(
      "store-throttled", "The object store takes little from each broker.",
      [
        lasting, ofStore,
        Key(
          "bandwidth", .varying(.positiveBandwidth), .required, "How much: `10MB/s` from each."),
      ]),
    Variant(
      "wal-slow", "Writes into the write-ahead log of a broker take longer.", onBroker + [slowdown]),
    Variant(
      "wal-detached",
      "Nobody reaches the volume of a broker's write-ahead log: its process ends, and who would take "
        + "its partitions over has to wait.", onBroker),
    Variant(
      "wal-lost",
      "The volume of a broker's write-ahead log is gone, and with it what was not uploaded yet. At the "
        + "end an operator opens what is left.", onBroker),
  ]

  private static let ofStore = Key(
    "cluster", .name(Names.cluster), .required, "Of which cluster, with shared storage.")

  private static let slowdown = Key(
    "times", .varying(.integer(2...1_000_000)), .required, "How many times longer.")

  private static let ofClients = [
    Variant(
      "ack-lost",
      "Answers get lost: a batch is written, and its producer does not know. Nothing more comes over "
        + "that connection until its request times out.",
      [
        Key("producer", .name(Names.producer), .required, "Whose answers."),
        Key("answers", .varying(.positiveCount), .optional(""), "How many, of each instance."),
        Key("for", duration, .optional("until so many are lost"), "How long they do."),
      ], rules: [.exactlyOne(["answers", "for"])]),
    Variant(
      "stale-endpoint",
      "A producer keeps the addresses that it has: it does not hear of what the plan does with it.",
      [lasting, Key("producer", .name(Names.producer), .required, "Which producer.")]),
    Variant(
      "hanging-transaction",
      "A producer dies in the middle of a transaction that nobody ends, so that readers of committed "
        + "records cannot pass it.",
      [
        Key("for", duration, .optional("until somebody aborts it"), "When it is aborted."),
        Key("topic", .name(Names.topic), .required, "Of which topic."),
        Key("cluster", .name(Names.cluster), .required, "On which cluster."),
        Key("partition", varyingCount, .required, "In which partition, counted from 0."),
        Key("records", .varying(.integer(1...1_000_000)), .default(1), "How many records it has."),
      ]),
    Variant(
      "fetch-out-of-range",
      "The store of whoever becomes leader of a partition answers each group's first fetch out of "
        + "range, whatever it asks for.",
      [
        lasting, Key("topic", .name(Names.topic), .required, "Of which topic."),
        Key("cluster", .name(Names.cluster), .required, "On which cluster."),
      ]),
    Variant(
      "stale-ownership",
      "A member comes back with what it owned in an older generation, and reads a partition that "
        + "another one owns. Cooperative clients from 2.8.1 on do not let it.",
      [
        lasting, Key("group", .name(Names.group), .required, "Of which group."),
        Key("member", varyingCount, .required, "Which member, counted from 0."),
        Key(
          "topic", .name(Names.topic), .optional("the first that the group reads"),
          "Of which topic."),
        Key("partition", varyingCount, .required, "Which partition, counted from 0."),
      ]),
  ]

  private static let duration = Shape.word(
    "never", "It does not end, not even when the run comes to rest.",
    or: .varying(.positiveDuration))

  private static let lasting = Key("for", duration, .required, "How long it lasts.")

  private static let onBroker = [
    lasting, Key("cluster", .name(Names.cluster), .required, "On which cluster."),
    Key("broker", varyingCount, .required, "Which broker, counted from 0."),
  ]

  private static let disk = Key(
    "disk",
    .oneOf([
      Choice("kept", "What it had written is there when it comes back."),
      Choice("lost", "It comes back with an empty disk, and fetches everything from the leaders."),
    ]), .default("kept"), "What becomes of its disk.")

  private static let ofGroup = [
    lasting, Key("group", .name(Names.group), .required, "Of which group."),
    Key("member", varyingCount, .required, "Which member, counted from 0."),
  ]

  private static let ofWorkers = [
    lasting, Key("connect", .name(Names.connect), .required, "Of which Connect cluster."),
    Key("worker", varyingCount, .required, "Which worker, counted from 0."),
  ]

  private static let slowing = [
    lasting, Key("group", .name(Names.group), .required, "Which group."),
    Key("service", .varying(.positiveDuration), .required, "The time for each record."),
  ]

  private static let networkCut = Variant(
    "network-cut", "The network parts a broker from others.",
    onBroker + [
      Key(
        "from",
        .list(
          of: .oneOf([
            Choice("controller", "The controller fences it when its session is over."),
            Choice("brokers", "It neither fetches from other brokers nor they from it."),
            Choice("clients", "Producers, readers and copiers cannot reach it."),
          ]), count: 1...3, isUnique: true), .required, "From whom."),
      Key(
        "how",
        .oneOf([
          Choice("silent", "Packets are lost, and nobody is told."),
          Choice("refused", "Connections are closed at once."),
        ]), .default("silent"), "What becomes of the packets."),
    ])

  private static let schemaReject = Variant(
    "schema-reject", "A schema rule refuses records.",
    [
      lasting,
      Key("producer", .name(Names.producer), .optional(""), "Whose records, before they are sent."),
      Key("group", .name(Names.group), .optional(""), "At whose sink."),
      Key("share", .varying(.ratio), .default("1"), "The share of records that are refused."),
      Key(
        "offset", varyingCount, .optional("any record"),
        "The only record that is refused, at a group's sink: that at this offset of a partition."),
      Key(
        "by",
        .oneOf([
          Choice("converter", "A converter or a transformation, before the sink has the poll."),
          Choice(
            "row", "The table, at a row like those beside it: their transaction is rolled back."),
          Choice(
            "schema",
            "The table, at a row of another schema than those before it, which are written first."),
        ]), .default("converter"), "Who refuses, at a sink connector."),
      Key(
        "then",
        .oneOf([
          Choice("fail", "It fails and tries again for as long as the fault lasts."),
          Choice("skip", "The record is passed over."),
          Choice("dead-letter", "The record is passed over, and a copy is kept aside."),
          Choice("stop", "The application stops until somebody starts it."),
        ]), .default("fail"),
        "What happens then. A sink connector does what `errors.tolerance` says."),
    ],
    rules: [.exactlyOne(["producer", "group"]), .atMostOne(["share", "offset"])])

  static let chaos = ObjectShape(
    "Chaos", "Faults drawn for each seed, within the span of the plan.",
    [
      Key(
        "kinds",
        .list(
          of: .oneOf(fault.variants.map { Choice($0.value, $0.doc) }), count: 1...Int.max,
          isUnique: true), .required, "Which kinds may take part."),
      Key(
        "perRun", .list(of: .count, count: 2...2), .default([1, 3]),
        "How many a run has: from the first number to the second."),
    ])
}
