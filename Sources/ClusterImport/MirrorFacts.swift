import Documents
import MigrationModel

/// What copies, from where to where, and how: the settings that count for one flow.
struct MirrorFacts {
  let flow: MirrorProperties.Flow
  /// The file of its settings; nil when none was given.
  let file: String?
  /// What the file sets, of that which the model uses.
  let settings: [(name: String, value: Fact<String>)]
  let policy: ReplicationPolicy
  let topics: NameChoice
  let groups: NameChoice
  /// The largest request that its writer sends, in bytes.
  let requestMax: Fact<Int64>?
  /// Where the flow in the other direction is enabled.
  let wayBackAt: FilePlace?

  static let requestMaxDefault: Int64 = 1_048_576

  /// The mirror that a properties file describes.
  init(_ properties: MirrorProperties, _ flow: MirrorProperties.Flow, policy: ReplicationPolicy) {
    self.flow = flow
    self.policy = policy
    file = properties.file
    settings = FormatSettings.link.settings.filter(\.isModelled).compactMap { setting in
      Self.value(of: setting.name, in: properties, flow).map { (setting.name, $0) }
    }
    requestMax = properties.writer("max.request.size", flow).flatMap { fact in
      Int64(fact.value).map { Fact($0, at: fact.at) }
    }
    let back = MirrorProperties.Flow(source: flow.target, target: flow.source)
    wayBackAt = properties.isEnabled(back) ? properties["\(back.name).enabled"]?.at : nil
    (topics, groups) = Self.choices(settings)
  }

  /// A mirror of which nothing is known but its clusters.
  init(_ flow: MirrorProperties.Flow, policy: ReplicationPolicy) {
    self.flow = flow
    self.policy = policy
    (file, settings, requestMax, wayBackAt) = (nil, [], nil, nil)
    (topics, groups) = Self.choices([])
  }

  private static func choices(
    _ settings: [(name: String, value: Fact<String>)]
  ) -> (topics: NameChoice, groups: NameChoice) {
    func choice(_ name: String) -> NameChoice {
      NameChoice(include: text(name, settings), exclude: text("\(name).exclude", settings))
    }
    return (choice("topics"), choice("groups"))
  }

  private static func value(
    of name: String, in properties: MirrorProperties, _ flow: MirrorProperties.Flow
  ) -> Fact<String>? {
    if MirrorKeys.isWorker(name) { return properties.worker(name, flow) }
    if name == "consumer.isolation.level" { return properties.reader("isolation.level", flow) }
    return properties.connector(name, flow)
  }

  // MARK: One setting

  subscript(name: String) -> Fact<String>? { settings.first { $0.name == name }?.value }

  /// The value in force: what the file says, or Kafka's default.
  func text(_ name: String) -> String { Self.text(name, settings) }

  private static func text(
    _ name: String, _ settings: [(name: String, value: Fact<String>)]
  ) -> String {
    settings.first { $0.name == name }?.value.value ?? MirrorKeys.defaultText(name)
      ?? FormatSettings.link[name]?.defaultText ?? ""
  }

  var syncsGroups: Bool {
    text("sync.group.offsets.enabled") == "true" && text("emit.checkpoints.enabled") != "false"
  }

  /// Whether it copies a topic of its source, heartbeats and topics of its own aside.
  func copies(_ topic: String) -> Bool {
    !topic.hasSuffix(ReplicationPolicy.heartbeats) && policy.isMirrored(topic, to: flow.target)
      && topics.takes(topic)
  }

  /// What the copy of a topic is called on the target.
  func targetName(of topic: String) -> String {
    policy.checkpointedTopic(topic, from: flow.source, to: flow.target)
  }
}
