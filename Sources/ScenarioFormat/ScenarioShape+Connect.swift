import Documents
import KafkaModel
import MigrationModel

// Connect: workers, and the connectors that run in them.

extension ScenarioShape {
  static let connect = ObjectShape(
    "Connect", "The workers of a Connect cluster, which share out the tasks of its connectors.",
    [
      Key(
        "cluster", .name(Names.cluster), .optional("the first cluster"),
        "Where the workers meet."),
      Key(
        "workers", .varying(.integer(1...instancesMax)), .default(1), "How many workers it has."),
      Key("config", .settings(workerConfig), .default([:]), "Settings of its workers."),
      Key(
        "start", varyingDuration, .optional("that of any process of the profile"),
        "How long a worker takes from the start of its process until it asks to join the others."),
    ])

  static let sourceConnector = ObjectShape(
    "SourceConnector",
    "A source connector of one task, which reads a growing file, looks for lines once a second, and "
      + "stores its position each `offset.flush.interval.ms` from its own start.",
    [
      Key("connect", .name(Names.connect), .required, "In whose workers it runs."),
      Key(
        "config", .settings(sourceConnectorConfig), .default([:]),
        "Its settings; those of its producers after `producer.override.`, where Connect says `acks` "
          + "all, one request in flight, and no limit of time."),
    ])

  static let sinkConnector = ObjectShape(
    "SinkConnector",
    "A sink connector: the group's members are its tasks, which run in workers and commit each "
      + "`offset.flush.interval.ms` from their own start.",
    [
      Key("connect", .name(Names.connect), .required, "In whose workers it runs."),
      Key(
        "config", .settings(sinkConnectorConfig), .default([:]),
        "Its settings; those of its consumers after `consumer.override.`, where "
          + "`auto.offset.reset` is `earliest` unless it says otherwise."),
    ])
}
