import Documents

/// A small table that uses every kind of shape once.
enum Toy {
  static let topic = NameKind("topic", pattern: .kafkaTopic)
  static let group = NameKind("group", pattern: .kafkaIdentifier)
  static let step = NameKind("step")

  static let scenario = ObjectShape(
    "Scenario", "A migration to rehearse.",
    [
      Key("title", .text, .optional("the file's name"), "What it is about."),
      Key("seed", .varying(.count), .default(1), "Where randomness begins."),
      Key("topics", .map(of: .object(topicShape), keys: .declaring(topic)), .required, "Topics."),
      Key(
        "groups", .map(of: .object(groupShape), keys: .declaring(group)), .default([:]),
        "Who reads."),
      Key("plan", .object(plan), .required, "What is done."),
      Key("faults", .list(of: .variants(fault)), .default([]), "What goes wrong."),
      Key(
        "budgets", .map(of: .duration, keys: .referring(group)), .optional("no budget"),
        "The stall that each group can bear."),
    ])

  static let topicShape = ObjectShape(
    "Topic", "One topic and its traffic.",
    [
      Key("partitions", .integer(1...1000), .required, "How many partitions it has."),
      Key("rate", .positiveRate, .default("100/s"), "Records a second."),
      Key("recordSize", .varying(.positiveSize), .default("1KiB"), "Bytes a record."),
      Key("quota", .bandwidth, .optional("none"), "The most a producer may send."),
      Key("config", .settings(topicConfig), .default([:]), "Kafka's own settings."),
      Key("schema", .anything, .optional("none"), "An Avro schema."),
    ])

  static let topicConfig = SettingsShape(
    "TopicConfig", "Settings of a topic.", noun: "topic setting",
    [
      SettingShape(
        "retention.ms", .integer(-1...Int64.max), unit: .milliseconds, default: "604800000",
        "How long records are kept; -1 is for ever."),
      SettingShape("min.insync.replicas", .integer(1...Int64.max), default: "1"),
      SettingShape("unclean.leader.election.enable", .boolean, default: "false"),
      SettingShape("cleanup.policy", .choices(["delete", "compact"]), default: "delete"),
      SettingShape(
        "message.timestamp.type", .choice(["CreateTime", "LogAppendTime"]), default: "CreateTime"),
      SettingShape("min.cleanable.dirty.ratio", .decimal, default: "0.5"),
      SettingShape("segment.jitter.ms", .count, default: "0", isModelled: false),
    ],
    families: [.init("follower.", nil, "Throttles of followers.")])

  static let groupShape = ObjectShape(
    "ReaderGroup", "A consumer group.",
    [
      Key("reads", .oneOrMore(.name(topic)), .required, "Its topics."),
      Key("every", .varying(.positiveDuration), .default("500ms"), "Time between polls."),
      Key("commits", .boolean, .default(true), "Whether it commits."),
      Key("share", .ratio, .default("1"), "The share of its members that run."),
      Key("speed", .factor, .default("1"), "How much faster than usual."),
    ],
    noun: "group")

  static let plan = ObjectShape(
    "Plan", "The steps, in order.",
    [
      Key("steps", .list(of: .object(stepShape), count: 1...100), .required, "What is done."),
      Key("until", .word("never", "No end.", or: .duration), .default("1h"), "When it ends."),
    ])

  static let stepShape: ObjectShape = ObjectShape(
    "Step", "One thing that is done.",
    [
      Key("name", .newName(step), .required, "What it is called."),
      Key(
        "groups", .list(of: .name(group), isUnique: true), .optional("none"), "Whom it moves."),
      Key("topics", .list(of: .name(topic)), .optional("none"), "What it moves."),
      Key("wait", .duration, .optional("no wait"), "How long."),
      Key("max", .duration, .optional("no limit"), "The longest wait."),
      Key(
        "onTimeout",
        .oneOf([Choice("hold", "Wait for someone."), Choice("roll-back", "Go back.")]),
        .default("hold"), "What happens when it takes too long."),
      Key(
        "rollback", .list(of: .deferred { .object(stepShape) }), .optional("its inverse"),
        "How it is undone."),
    ],
    rules: [.exactlyOne(["groups", "topics"]), .requires("wait", ["max"])])

  static let fault = VariantShape(
    "Fault", "Something that goes wrong.", by: "kind",
    common: [
      Key("at", .time(relativeTo: step), .required, "When it begins."),
      Key("for", .varying(.duration), .optional("to the end"), "How long it lasts."),
    ],
    [
      Variant("crash", "A broker stops.", [Key("broker", .count, .required, "Which.")]),
      Variant(
        "slow", "A link gets slower.",
        [Key("by", .duration, .required, "The delay it adds.")]),
    ])

  /// Reads a text as a scenario.
  static func read(_ text: String) -> CheckedDocument {
    CheckedDocument(Array(text.utf8), file: "scenario.json", as: scenario)
  }

  /// A scenario without fault.
  static let sound = """
    {
      "topics": {
        "orders": {
          "partitions": 6, "rate": "2000/s", "quota": "10MiB/s",
          "config": {
            "retention.ms": "259200000", "min.insync.replicas": 2, "cleanup.policy": "compact,delete",
            "unclean.leader.election.enable": true, "min.cleanable.dirty.ratio": 0.25,
            "follower.replication.throttled.replicas": "*"
          },
          "schema": {"type": "record", "name": "Order", "fields": []}
        },
        "payments": {"partitions": 3, "recordSize": {"choose": ["512B", "1MB"]}}
      },
      "groups": {
        "billing": {"reads": ["orders", "payments"], "every": {"uniform": ["1s", "60s"]}},
        "search": {"reads": "orders", "commits": false, "share": "3/4", "speed": "1.5"}
      },
      "plan": {
        "steps": [
          {"name": "move-billing", "groups": ["billing"], "wait": "30s", "max": "5m"},
          {
            "name": "move-rest", "topics": ["orders"], "onTimeout": "roll-back",
            "rollback": [{"name": "back", "topics": ["orders"]}]
          }
        ],
        "until": "never"
      },
      "faults": [
        {"kind": "crash", "at": "move-billing+20s", "broker": 1, "for": {"exponential": "5s"}},
        {
          "kind": "slow", "at": "10m", "by": "250ms",
          "for": {"lognormal": {"median": "1s", "p99": "20s"}}
        }
      ],
      "budgets": {"billing": "90s"}
    }
    """
}

extension SettingShape.Kind {
  fileprivate static let count = Self.integer(0...Int64.max)
}
