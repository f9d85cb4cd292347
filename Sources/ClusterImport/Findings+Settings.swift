import Accounting

// Settings that differ between a topic and its copy.

extension Findings {
  /// Fewer replicas, or fewer that must be in sync.
  func protection(_ topic: CopiedTopic, _ copy: TopicFacts) -> Finding? {
    guard let own = source.effective("min.insync.replicas", of: topic.source),
      let there = target.effective("min.insync.replicas", of: copy),
      let needed = own.integer, let neededThere = there.integer
    else { return nil }
    let factor = topic.source.described?.replicationFactor
    let factorThere = copy.described?.replicationFactor
    let isThinner = (factorThere ?? 1) < (factor ?? 1) && factorThere != nil
    guard neededThere < needed || isThinner else { return nil }
    func words(_ factor: Int?, _ needed: Int64, _ setting: EffectiveSetting) -> String {
      let replicas = factor.map { "\(counted($0, "replica")) and " } ?? ""
      return "\(replicas)min.insync.replicas=\(needed)\(setting.hedge)"
    }
    return Finding(
      .critical, .weakAckLoss,
      text: "\(topic.name) has \(words(factor, needed, own)) on \(source.name), and "
        + "\(words(factorThere, neededThere, there)) on \(target.name): what is acknowledged there "
        + "is on \(neededThere == 1 ? "one broker" : "fewer brokers")",
      proofs: [own.at ?? topic.source.at, there.at ?? copy.at])
  }

  /// A copier stops at the first record that its producer or the target refuses.
  func sizeLimit(_ topic: CopiedTopic, _ copy: TopicFacts) -> Finding? {
    guard let own = source.effective("max.message.bytes", of: topic.source), own.origin != .kafka,
      let there = target.effective("max.message.bytes", of: copy),
      let size = own.integer, let sizeThere = there.integer,
      size > Self.largestByDefault
    else { return nil }
    let request = mirror.requestMax?.value ?? MirrorFacts.requestMaxDefault
    guard sizeThere < size || request < size else { return nil }
    var limits: [String] = []
    if sizeThere < size { limits.append("\(target.name) takes \(sizeThere)\(there.hedge)") }
    if request < size {
      let hedge = mirror.requestMax == nil ? " (Kafka's default)" : ""
      limits.append("the mirror sends at most \(request)\(hedge)")
    }
    return Finding(
      .critical, .replicatorHalted,
      text: "\(topic.name) takes batches of \(size) bytes on \(source.name); \(list(limits)): a "
        + "larger one stops the copier",
      proofs: [own.at, there.at ?? copy.at, mirror.requestMax?.at])
  }

  /// Kafka's `message.max.bytes`.
  private static let largestByDefault: Int64 = 1_048_588

  func compaction(_ topic: CopiedTopic, _ copy: TopicFacts) -> Finding? {
    guard let own = source.effective("cleanup.policy", of: topic.source),
      let there = target.effective("cleanup.policy", of: copy),
      Self.policies(own.text) != Self.policies(there.text)
    else { return nil }
    let isLosing = own.text.contains("compact") && there.text.contains("delete")
    return Finding(
      .critical, .compactionDivergence, .topicConfigDrift,
      text: "\(topic.name) has cleanup.policy=\(own.text.bare)\(own.hedge) on \(source.name) and "
        + "\(there.text.bare)\(there.hedge) on \(target.name)"
        + (isLosing ? ": keys that are not written again are deleted there" : ""),
      proofs: [own.at ?? topic.source.at, there.at ?? copy.at])
  }

  private static func policies(_ text: String) -> [String] {
    text.split(separator: ",").map { String($0.filter { $0 != " " }) }.sorted()
  }

  /// All other settings that either side sets itself and that come out differently.
  func drift(_ topic: CopiedTopic, _ copy: TopicFacts) -> [Finding] {
    let names = Set(topic.source.settings.keys).union(copy.settings.keys)
      .subtracting(Self.toldElsewhere)
    return names.sorted().filter { !$0.hasPrefix("automq.") }.compactMap { name in
      let own = source.effective(name, of: topic.source)
      let there = target.effective(name, of: copy)
      guard own?.text != there?.text else { return nil }
      let notCopied =
        Self.neverCopied.contains(name) ? "; MirrorMaker never copies this setting" : ""
      return Finding(
        .warning, .topicConfigDrift,
        text: "\(name) of \(topic.name) is \(words(own)) on \(source.name) and \(words(there)) on "
          + "\(target.name)\(notCopied)",
        proofs: [own?.at ?? topic.source.at, there?.at ?? copy.at])
    }
  }

  private func words(_ setting: EffectiveSetting?) -> String {
    setting.map { "\($0.text.bare)\($0.hedge)" } ?? "not set"
  }

  private static let toldElsewhere: Set<String> = [
    "cleanup.policy", "max.message.bytes", "min.insync.replicas",
    "unclean.leader.election.enable",
  ]

  /// - Source: Kafka 4.1, `DefaultConfigPropertyFilter`.
  private static let neverCopied: Set<String> = [
    "follower.replication.throttled.replicas", "leader.replication.throttled.replicas",
    "message.timestamp.difference.max.ms", "message.timestamp.type", "min.insync.replicas",
    "message.timestamp.before.max.ms", "message.timestamp.after.max.ms",
    "unclean.leader.election.enable",
  ]
}

extension EffectiveSetting {
  /// What a reader has to know about where a value comes from.
  fileprivate var hedge: String {
    switch origin {
    case .topic: ""
    case .cluster: " (from its brokers)"
    case .kafka: " (Kafka's default, for no file says)"
    }
  }
}

extension String {
  /// A value of a setting as messages show it, without quotes where it is plain.
  fileprivate var bare: String {
    let isPlain = utf8.count <= 60 && utf8.allSatisfy { 0x21...0x7E ~= $0 }
    return isPlain ? self : shown
  }
}
