import Documents

/// All that the files say of one cluster, put together.
///
/// Dictionaries are for looking up; whatever is walked is sorted first.
struct ClusterFacts {
  /// What findings and the scenario call it.
  var name: String
  private(set) var topics: [String: TopicFacts] = [:]
  private(set) var groups: [String: GroupFacts] = [:]
  /// The numbers of all brokers that hold a replica.
  private var brokerNumbers: Set<Int> = []
  private var largestFactor = 0
  private(set) var brokerSettings: [String: Fact<String>] = [:]
  /// What topics get from the cluster where they do not set their own, as far as a topic's settings
  /// tell it.
  private(set) var inherited: [String: Fact<String>] = [:]
  private(set) var contradictions: [Contradiction] = []
  /// The first file of each kind.
  private var files: [FileKind: String] = [:]

  /// Two files, or two lines, that cannot both be right.
  struct Contradiction {
    let text: String
    let places: [FilePlace]
  }

  init(name: String) { self.name = name }

  var topicNames: [String] { topics.keys.sorted() }
  var groupNames: [String] { groups.keys.sorted() }
  var brokers: [Int] { brokerNumbers.sorted() }
  /// How many brokers there are at least; 0 when no topic was described.
  var brokerCount: Int { max(brokerNumbers.count, largestFactor) }

  /// Whether there is a file of that kind, and which: what proves that something is missing.
  func file(_ kind: FileKind) -> FilePlace? {
    files[kind].map { FilePlace($0, SourcePlace(line: 1, column: 1)) }
  }
}

// MARK: - Taking files in

extension ClusterFacts {
  /// Notes that there is a file of that kind.
  mutating func note(_ kind: FileKind, in file: String) {
    if files[kind] == nil { files[kind] = file }
  }

  mutating func take(_ description: TopicsDescription) {
    for topic in description.topics {
      largestFactor = max(largestFactor, topic.replicationFactor)
      for partition in topic.partitions { brokerNumbers.formUnion(partition.replicas) }
      topics[topic.name, default: TopicFacts(name: topic.name)].described = topic
      for setting in topic.settings {
        takeSetting(setting.name, Fact(setting.text, at: topic.at), of: topic.name)
      }
    }
  }

  private mutating func takeSetting(_ name: String, _ value: Fact<String>, of topic: String) {
    guard !Secrets.isSecret(name),
      let other = topics[topic, default: TopicFacts(name: topic)].take(name, value)
    else { return }
    contradictions.append(
      Contradiction(
        text: "\(name) of \(topic) on \(self.name) is \(other.value.shown) in one file and "
          + "\(value.value.shown) in another",
        places: [other.at, value.at]))
  }

  mutating func take(_ listing: OffsetsListing, as kind: FileKind) {
    for entry in listing.entries {
      if kind == .earliestOffsets {
        topics[entry.topic, default: TopicFacts(name: entry.topic)]
          .takeStart(entry.offset, of: entry.partition)
      } else {
        topics[entry.topic, default: TopicFacts(name: entry.topic)]
          .takeEnd(entry.offset, of: entry.partition)
      }
    }
  }

  mutating func take(
    _ description: GroupsDescription, reportingTo diagnostics: inout Diagnostics
  ) {
    for row in description.rows {
      groups[row.group, default: GroupFacts(name: row.group)]
        .take(row, reportingTo: &diagnostics)
      guard let lane = row.lane, let end = row.end else { continue }
      topics[lane.topic, default: TopicFacts(name: lane.topic)]
        .takeEnd(Fact(end, at: row.at), of: lane.partition)
    }
    for group in description.inactive {
      groups[group.value, default: GroupFacts(name: group.value)].inactiveAt = group.at
    }
    for group in description.missing {
      groups[group.value, default: GroupFacts(name: group.value)].missingAt = group.at
    }
  }

  mutating func take(_ states: GroupStates) {
    for row in states.rows {
      groups[row.group, default: GroupFacts(name: row.group)].state = row
    }
  }

  mutating func take(
    _ description: ConfigsDescription, reportingTo diagnostics: inout Diagnostics
  ) {
    for entry in description.entries {
      switch entry.entity {
      case .topic(let name):
        guard NamePattern.kafkaTopic.allows(name) else {
          diagnostics.error("\(name.shown) is not a topic's name", at: entry.at.place)
          continue
        }
        take(entry, ofTopic: name)
      case .broker, .brokers: takeBrokerSetting(entry)
      case .other: break
      }
    }
  }

  /// A topic's own setting is one whose value comes from the topic; the first that comes from
  /// elsewhere is what it would have without.
  private mutating func take(_ entry: ConfigsDescription.Entry, ofTopic topic: String) {
    let isOwn = entry.synonyms.first.map { $0.source == "DYNAMIC_TOPIC_CONFIG" } ?? true
    if isOwn, entry.text != "null" {
      takeSetting(entry.name, Fact(entry.text, at: entry.at), of: topic)
    }
    guard let other = entry.synonyms.first(where: { $0.source != "DYNAMIC_TOPIC_CONFIG" }),
      inherited[entry.name] == nil,
      let text = BrokerSetting.text(other.text, of: other.name, for: entry.name)
    else { return }
    inherited[entry.name] = Fact(text, at: entry.at)
  }

  private mutating func takeBrokerSetting(_ entry: ConfigsDescription.Entry) {
    let value = Fact(entry.text, at: entry.at)
    guard let known = brokerSettings[entry.name] else {
      brokerSettings[entry.name] = value
      return
    }
    let isDefault = entry.synonyms.first.map { $0.source == "DEFAULT_CONFIG" } ?? false
    guard known.value != value.value, !isDefault, !Self.perBroker.contains(entry.name) else {
      return
    }
    contradictions.append(
      Contradiction(
        text: "\(entry.name) is \(known.value.shown) on one broker of \(name) and "
          + "\(value.value.shown) on another",
        places: [known.at, value.at]))
  }

  /// Settings in which brokers differ by nature.
  private static let perBroker: Set<String> = [
    "advertised.listeners", "broker.id", "broker.rack", "controller.listener.names", "listeners",
    "log.dir", "log.dirs", "node.id", "process.roles",
  ]
}
