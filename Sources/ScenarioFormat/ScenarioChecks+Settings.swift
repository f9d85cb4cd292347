import Documents
import KafkaModel
import SimKernel

// Settings that Kafka takes one by one and refuses together.

extension ScenarioChecks {
  /// What a producer of the Java client refuses to start with.
  ///
  /// Source: `KafkaProducer.configureDeliveryTimeout`, `ProducerConfig.postProcessAndValidate...` of
  /// Apache Kafka 4.1; facts section 3.1.
  mutating func checkSettings(of producer: ProducerOutline) {
    guard var settings = producer.settings, let config = producer.value?["config"] else { return }
    let given = Set(config.value.settings.map(\.name))
    if !given.contains("linger.ms"), let version = oldestVersion(of: producer.cluster) {
      settings.linger = ProducerSettings(defaultsOf: version).linger
    }
    let least = settings.linger + settings.requestTimeout
    if given.contains("delivery.timeout.ms"), settings.deliveryTimeout < least {
      report(
        "the producer would not start: delivery.timeout.ms is "
          + "\(settings.deliveryTimeout.milliseconds), and linger.ms + request.timeout.ms is "
          + "\(least.milliseconds)",
        hint: "raise it to \(least.milliseconds), or lower request.timeout.ms", at: config,
        setting: "delivery.timeout.ms")
    }
    checkInFlight(settings, given, config, oldestVersion(of: producer.cluster))
    guard given.contains("enable.idempotence"), settings.enableIdempotence,
      !settings.isIdempotent
    else { return }
    report(
      "the producer would not start: idempotence needs acks=all, retries, and at most 5 requests in "
        + "flight",
      hint: "leave \"enable.idempotence\" out, and it is off where it cannot be on", at: config,
      setting: "enable.idempotence")
  }

  /// A producer that writes transactions needs idempotence, and has an id for them.
  ///
  /// Source: `ProducerConfig.postProcessAndValidateIdempotenceConfigs` of Apache Kafka 4.1.
  mutating func checkTransactions(of producer: ProducerOutline, _ value: PartialValue) {
    let config = value["config"]
    let id = config?.value.settings.first { $0.name == "transactional.id" }
    guard let transactions = value["transactions"] else {
      guard let config, id != nil else { return }
      return report(
        "with transactional.id it writes transactions, and nothing says how many records one has",
        hint: "add \"transactions\": {\"records\": 100}, or leave transactional.id out", at: config,
        setting: "transactional.id")
    }
    guard var settings = producer.settings else { return }
    let isRefused = config?.value.settings.contains { $0.name == "enable.idempotence" } ?? false
    settings.enableIdempotence = settings.enableIdempotence || !isRefused
    if !settings.isIdempotent {
      report(
        "the producer would not start: transactions need idempotence, and so acks=all, retries, and at "
          + "most 5 requests in flight",
        hint: "leave those settings as they are by default", at: transactions)
    }
    for (row, cluster) in outline.clusters.enumerated()
    where row == producer.cluster || producer.isMoved(to: row) {
      guard let config, let most = cluster.settings?.transactionTimeoutMax,
        settings.transactionTimeout > most
      else { continue }
      return report(
        "\(quoted(cluster.name)) would refuse it: transaction.timeout.ms is "
          + "\(settings.transactionTimeout.milliseconds), and transaction.max.timeout.ms is "
          + "\(most.milliseconds)",
        hint: "take \(most.milliseconds) or less, or set transaction.max.timeout.ms of the cluster",
        at: config, setting: "transaction.timeout.ms")
    }
  }

  /// Releases before turned idempotence off without a word.
  private mutating func checkInFlight(
    _ settings: ProducerSettings, _ given: Set<String>, _ config: PartialValue,
    _ version: KafkaVersion?
  ) {
    guard settings.maxInFlight > 5, settings.enableIdempotence, settings.waitsForAll,
      !given.contains("enable.idempotence"), let version, version.has(.inFlightRefused)
    else { return }
    report(
      "the producer would not start: from \(VersionRule.inFlightRefused.since) on idempotence is "
        + "never turned off without a word, and it needs at most 5 requests in flight",
      hint: "set \"enable.idempotence\" to false, or take 5", at: config,
      setting: "max.in.flight.requests.per.connection")
  }

  /// What a broker refuses to create a topic with.
  mutating func checkSettings(of place: TopicPlaceOutline) {
    guard let config = place.value["config"] else { return }
    checkSegments("segment.bytes", place.settings?.segmentBytes, config, on: place.cluster)
    checkThrottled(
      "leader.replication.throttled.replicas", place.settings?.throttledLeaders, config)
    checkThrottled(
      "follower.replication.throttled.replicas", place.settings?.throttledFollowers, config)
  }

  private mutating func checkThrottled(
    _ name: String, _ replicas: String?, _ config: PartialValue
  ) {
    guard let replicas, ThrottledReplicas(replicas) == nil,
      config.value.settings.contains(where: { $0.name == name })
    else { return }
    report(
      "\(quoted(replicas)) names no replicas",
      hint: "write \"*\" for all, or partitions and brokers, both from 0: \"0:1,0:2,1:2\"",
      at: config, setting: name)
  }

  mutating func checkSettings(of cluster: ClusterOutline, _ row: Int) {
    guard let config = cluster.value?["config"] else { return }
    checkSegments("log.segment.bytes", cluster.settings?.segmentBytes, config, on: row)
  }

  private mutating func checkSegments(
    _ name: String, _ bytes: Int64?, _ config: PartialValue, on cluster: Int
  ) {
    guard let bytes, bytes < 1 << 20, config.value.settings.contains(where: { $0.name == name }),
      let version = oldestVersion(of: cluster), version.has(.largeSegments)
    else { return }
    report(
      "\(name) is \(bytes); from \(VersionRule.largeSegments.since) on it is 1048576 at least",
      hint: "take 1048576 or more", at: config, setting: name)
  }

  /// What brokers of a release do not know cannot be turned on.
  mutating func checkFeatures(of cluster: ClusterOutline, _ row: Int) {
    let (name, since) = (
      "eligible.leader.replicas.version", ClusterFeatures.eligibleLeadersSince
    )
    guard let features = cluster.value?["features"],
      let level = features.value.settings.first(where: { $0.name == name }), level.text != "0",
      let version = oldestVersion(of: row), version < since
    else { return }
    report(
      "\(name) \(level.text) needs Kafka \(since), and this is \(version)", hint: "take 0",
      at: features, setting: name)
  }

  /// The oldest version that a cluster may have in some run.
  private func oldestVersion(of cluster: Int?) -> KafkaVersion? {
    guard let value = cluster.flatMap({ outline.clusters[$0].value?["kafka"] }) else { return nil }
    switch value.value.varying(\.text) {
    case .fixed(let word): return KafkaVersion(parsing: word)
    case .choose(let words): return words.compactMap { KafkaVersion(parsing: $0) }.min()
    case .uniform, .exponential, .logNormal: return nil
    }
  }

  /// What a member refuses to start with, and what its coordinator refuses to let it join with.
  ///
  /// Source: `Heartbeat`, and INVALID_SESSION_TIMEOUT of `GroupMetadataManager.classicGroupJoin` of
  /// Apache Kafka 4.1; facts section 5.1.
  mutating func checkSettings(of group: GroupOutline) {
    guard let settings = group.settings, let config = group.config else { return }
    checkProtocol(of: group, settings, config)
    let session = settings.sessionTimeout
    if settings.heartbeat >= session {
      let heartbeat = group.prefix + "heartbeat.interval.ms"
      let given = config.value.settings.contains { $0.name == heartbeat }
      report(
        "the member would not start: heartbeat.interval.ms is \(settings.heartbeat.milliseconds), "
          + "and session.timeout.ms is \(session.milliseconds)",
        hint: "a third of the session is usual", at: config,
        setting: given ? heartbeat : group.prefix + "session.timeout.ms")
    }
    for (row, cluster) in outline.clusters.enumerated() where group.isEver(on: row) {
      guard let limits = cluster.settings else { continue }
      guard session < limits.sessionMin || session > limits.sessionMax else { continue }
      let isShort = session < limits.sessionMin
      let name = "group.\(isShort ? "min" : "max").session.timeout.ms"
      let limit = (isShort ? limits.sessionMin : limits.sessionMax).milliseconds
      return report(
        "\(quoted(cluster.name)) would not let it join: session.timeout.ms is "
          + "\(session.milliseconds), and \(name) is \(limit)",
        hint: "take \(limit) or \(isShort ? "more" : "less"), or set \(name) of the cluster",
        at: config, setting: group.prefix + "session.timeout.ms")
    }
  }

  /// Brokers that speak the protocol of KIP-848 as a preview only have it switched off.
  ///
  /// Source: KIP-848; facts section 0.
  private mutating func checkProtocol(
    of group: GroupOutline, _ settings: ConsumerSettings, _ config: PartialValue
  ) {
    guard settings.groupProtocol == "consumer" else { return }
    for (row, cluster) in outline.clusters.enumerated() where group.isEver(on: row) {
      guard let version = oldestVersion(of: row), !version.has(.newGroupProtocol) else { continue }
      return report(
        "\(quoted(cluster.name)) would not let it join: group.protocol consumer needs Kafka "
          + "\(VersionRule.newGroupProtocol.since), and this is \(version)",
        hint: "take classic, which every version speaks", at: config,
        setting: group.prefix + "group.protocol")
    }
  }

  /// Reports something at a setting of a `config`.
  mutating func report(
    _ message: String, hint: String? = nil, at config: PartialValue, setting: String
  ) {
    let place = config.value.node[setting]?.place ?? config.value.place
    report(message, hint: hint, at: place, path: config.path.key(setting))
  }
}
