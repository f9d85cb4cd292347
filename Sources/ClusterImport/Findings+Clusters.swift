import Accounting
import MigrationModel

// What a cluster says of itself, and the mirror's own settings.

extension Findings {
  mutating func findCluster(_ cluster: ClusterFacts) {
    let name = "unclean.leader.election.enable"
    if let unclean = cluster.brokerSettings[name], unclean.value == "true" {
      add(
        Finding(
          .critical, .weakAckLoss,
          text: "\(name) is on for the brokers of \(cluster.name): a replica that lags may become "
            + "leader, and what it lacks is gone",
          proofs: [unclean.at]), kind: "clusters with unclean elections")
    }
    for topic in cluster.topicNames.compactMap({ cluster.topics[$0] }) {
      if let unclean = topic.settings[name], unclean.value == "true" {
        add(
          Finding(
            .critical, .weakAckLoss,
            text: "\(name) is on for \(topic.name) on \(cluster.name): a replica that lags may "
              + "become leader, and what it lacks is gone",
            proofs: [unclean.at]), kind: "topics with unclean elections")
      }
      add(outOfSync(topic, cluster), kind: "topics with replicas out of sync")
      add(leaderless(topic, cluster), kind: "topics without a leader")
    }
    for contradiction in cluster.contradictions {
      add(
        Finding(.warning, text: contradiction.text, proofs: contradiction.places),
        kind: "contradictions")
    }
  }

  private func outOfSync(_ topic: TopicFacts, _ cluster: ClusterFacts) -> Finding? {
    let short = (topic.described?.partitions ?? []).filter { $0.inSync.count < $0.replicas.count }
    guard let first = short.first else { return nil }
    let brokers = Set(short.flatMap { Set($0.replicas).subtracting($0.inSync) }).sorted()
    return Finding(
      .warning, .weakAckLoss,
      text: "\(topic.name) on \(cluster.name) has replicas out of sync in "
        + "\(named("partition", short.map(\.number))): those on \(named("broker", brokers))",
      proofs: [first.at])
  }

  private func leaderless(_ topic: TopicFacts, _ cluster: ClusterFacts) -> Finding? {
    let lost = (topic.described?.partitions ?? []).filter { $0.leader == nil }
    guard let first = lost.first else { return nil }
    return Finding(
      .critical, .brokerUnavailable,
      text: "\(topic.name) on \(cluster.name) has no leader in "
        + named("partition", lost.map(\.number)),
      proofs: [first.at])
  }

  // MARK: The mirror

  mutating func findMirror() {
    guard mirror.file != nil else { return }
    if !mirror.syncsGroups {
      let line = mirror["sync.group.offsets.enabled"] ?? mirror["emit.checkpoints.enabled"]
      add(
        Finding(
          .critical, .offsetNotMirrored,
          text: "the mirror writes no positions to the groups of \(target.name): "
            + "sync.group.offsets.enabled is \(mirror.text("sync.group.offsets.enabled").shown)"
            + (line == nil ? ", the default" : ""),
          proofs: [line?.at]), kind: "mirrors without positions")
    }
    if let back = mirror.wayBackAt, case .identity(_) = mirror.policy {
      add(
        Finding(
          .critical, .replicationLoop,
          text: "topics are copied both ways under the same names: each copy is copied back, "
            + "without end",
          proofs: [back, mirror["replication.policy.class"]?.at]), kind: "loops")
    }
    for (choice, name) in [(mirror.topics, "topics"), (mirror.groups, "groups")] {
      for expression in choice.unread.prefix(Self.limit) {
        add(
          Finding(
            .warning,
            text: "the expression \(expression.shown) of \(name) or \(name).exclude is beyond what "
              + "an import reads: it was taken to match nothing",
            proofs: [mirror[name]?.at, mirror["\(name).exclude"]?.at]), kind: "expressions")
      }
    }
    findStrangers()
  }

  private mutating func findStrangers() {
    for topic in migration.strangers {
      add(
        Finding(
          .note, .replicatorStateMismatch,
          text:
            "there are connector offsets of \(topic.value), and no file of \(source.name) knows "
            + "it",
          proofs: [topic.at]), kind: "topics that are gone")
    }
    let missing = mirror.topics.literals.filter { source.topics[$0] == nil }
    guard source.file(.topics) != nil, !missing.isEmpty else { return }
    add(
      Finding(
        .warning, .discoveryDelay,
        text: "the mirror is told to copy \(list(missing)), which \(source.name) does not have",
        proofs: [mirror["topics"]?.at, source.file(.topics)]), kind: "topics that are not there")
  }
}
