import Documents
import KafkaModel
import MigrationModel
import ScenarioFormat

/// Writes a migration down as a scenario that runs, and what had to be assumed for it.
struct ScenarioDraft {
  let migration: Migration
  private(set) var problems: ImportProblems
  private(set) var assumed: [String] = []
  /// Settings that the format does not know, and where they are set.
  private var leftOut: [String: [String]] = [:]

  static let linkName = "mm2"
  /// With more topics than this, nobody fills in their rates by hand.
  static let writersMax = 1000

  init(_ migration: Migration, problems: ImportProblems) {
    self.migration = migration
    self.problems = problems
  }

  var source: ClusterFacts { migration.source }
  var target: ClusterFacts { migration.target }
  var mirror: MirrorFacts { migration.mirror }

  /// Notes an assumption.
  mutating func assume(_ text: String?) {
    if let text, !assumed.contains(text) { assumed.append(text) }
  }

  /// The whole scenario. Assumptions come last, for everything adds to them.
  mutating func write(about: String, assuming others: [String]) -> JSONNode {
    assume(
      "both clusters run Kafka \(KafkaVersion.newest) and the mirror is of that version: no file "
        + "names one")
    let clusters: JSONNode = .object([
      (source.name, cluster(source)), (target.name, cluster(target)),
    ])
    let topics = topics()
    let producers = producers()
    let groups = groups()
    let link = link()
    let plan = plan()
    for text in others { assume(text) }
    for name in leftOut.keys.sorted() {
      assume(
        "\(name) of \(list(leftOut[name]!, limit: 4)) is left out: the format does not know it")
    }
    return .object([
      ("migsim", JSONNode(ScenarioShape.formatVersion)),
      ("name", JSONNode("\(source.name)-to-\(target.name)")), ("about", JSONNode(about)),
      ("clusters", clusters), ("topics", topics), ("producers", producers), ("groups", groups),
      ("links", .object([(Self.linkName, link)])), ("plan", plan),
      ("assumed", JSONNode(assumed.map { JSONNode($0) })),
    ])
  }

  // MARK: Clusters

  private mutating func cluster(_ facts: ClusterFacts) -> JSONNode {
    let known = facts.brokerCount
    let count = brokerCount(facts)
    if known == 0 {
      assume("\(facts.name) has 3 brokers: no description of its topics was given")
    } else {
      let numbers = list(facts.brokers.map { "\($0)" }, limit: 8)
      assume(
        "\(facts.name) has \(counted(count, "broker")), those that hold replicas (\(numbers)), "
          + "numbered from 0 here and in zones a, b and c in turn")
    }
    if known > Self.brokersMax {
      assume("of the \(known) brokers of \(facts.name) there are \(Self.brokersMax)")
    }
    if facts.file(.configs) == nil || facts.brokerSettings.isEmpty {
      assume(
        "what no file says of the brokers of \(facts.name) is as Kafka has it by default")
    }
    return .object([
      ("kafka", JSONNode(KafkaVersion.newest.description)), ("brokers", JSONNode(count)),
      ("config", settings(ofBrokers: facts)),
    ])
  }

  func brokerCount(_ facts: ClusterFacts) -> Int {
    let known = facts.brokerCount
    return known == 0 ? 3 : min(known, Self.brokersMax)
  }

  /// As many brokers as the format takes.
  static let brokersMax = 64

  /// Broker settings that the model uses, with what topics' settings tell of them.
  private mutating func settings(ofBrokers facts: ClusterFacts) -> JSONNode? {
    var members: [(String, JSONNode?)] = []
    for setting in FormatSettings.cluster.settings where setting.isModelled {
      let topicName = BrokerSetting.topicName(of: setting.name)
      let fact =
        facts.brokerSettings[setting.name]
        ?? topicName.flatMap {
          BrokerSetting.fallback(for: $0, in: facts.brokerSettings) ?? facts.inherited[$0]
        }
      guard let fact, fact.value != setting.defaultText, fact.value != "null" else { continue }
      members.append((setting.name, node(setting, fact)))
    }
    return members.isEmpty ? nil : .object(members)
  }

  // MARK: Settings

  /// The value of a setting, or a report that Kafka would not take it.
  mutating func node(_ setting: SettingShape, _ fact: Fact<String>) -> JSONNode? {
    if let node = setting.node(for: fact.value) { return node }
    problems.error(
      "\(setting.name) cannot be \(fact.value.shown)",
      hint: setting.defaultText.map { "Kafka's default is \($0)" }, at: fact.at)
    return nil
  }

  /// What a topic sets itself, as far as the format knows it.
  mutating func settings(of topic: TopicFacts, on cluster: ClusterFacts) -> JSONNode? {
    var members: [(String, JSONNode?)] = []
    for name in topic.settings.keys.sorted() where name != Self.inSync {
      guard let setting = FormatSettings.topic[name] else {
        leftOut[name, default: []].append("\(topic.name) on \(cluster.name)")
        continue
      }
      members.append((name, node(setting, topic.settings[name]!)))
    }
    if let needed = inSyncNeeded(topic, cluster) { members.append((Self.inSync, needed)) }
    return members.isEmpty ? nil : .object(members)
  }

  private static let inSync = "min.insync.replicas"
  /// Replicas of a topic that was not described.
  static let factorUnknown = 3

  func factor(_ topic: TopicFacts, _ cluster: ClusterFacts) -> Int {
    min(topic.described?.replicationFactor ?? Self.factorUnknown, brokerCount(cluster))
  }

  /// Replicas that must be in sync: never more than there are, or nobody could write.
  private mutating func inSyncNeeded(_ topic: TopicFacts, _ cluster: ClusterFacts) -> JSONNode? {
    guard let effective = cluster.effective(Self.inSync, of: topic) else { return nil }
    let factor = Int64(factor(topic, cluster))
    if let needed = effective.integer, needed > factor {
      assume(
        "\(Self.inSync) of \(topic.name) on \(cluster.name) is \(factor), not \(needed): with "
          + "\(counted(factor, "replica")) every write would fail")
      return JSONNode(factor)
    }
    guard let own = topic.settings[Self.inSync], let setting = FormatSettings.topic[Self.inSync]
    else { return nil }
    return node(setting, own)
  }
}

extension JSONNode {
  /// An object of the members that there are, in this order.
  static func object(_ members: [(String, JSONNode?)]) -> JSONNode {
    JSONNode(
      .object(
        members.compactMap { member in
          member.1.map { JSONMember(key: member.0, value: $0) }
        }))
  }
}
