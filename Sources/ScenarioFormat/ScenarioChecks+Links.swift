import Documents
import KafkaModel
import MigrationModel
import SimKernel

// What links copy, and whether they can.

extension ScenarioChecks {
  /// Steps that matching all names may take, at some tenth of a microsecond each.
  private static let matchingMax = 20_000_000

  /// Finds out which topics the settings of each link name, and reports what cannot be used.
  mutating func checkLinkSettings() {
    var matching = 0
    // Links that are alike are looked at once.
    var known: [[String]: [Bool]?] = [:]
    for link in outline.links {
      guard let settings = link.settings, let config = link.value?["config"] else {
        named.append(nil)
        continue
      }
      checkPolicy(settings, config)
      reportExpressions(settings, config)
      let key = [
        settings.topics, settings.topicsExclude, settings.groups, settings.groupsExclude,
      ]
      if known[key] == nil { known[key] = names(settings, config, &matching) }
      named.append(known[key] ?? nil)
    }
  }

  /// Which topics some settings name; nil if they cannot be used.
  private mutating func names(
    _ settings: MirrorSettings, _ config: PartialValue, _ matching: inout Int
  ) -> [Bool]? {
    let topics = NameChoice(include: settings.topics, exclude: settings.topicsExclude)
    let groups = NameChoice(include: settings.groups, exclude: settings.groupsExclude)
    guard let topics, let groups else { return nil }
    matching += topics.cost(of: outline.topicNames.names, limit: Self.matchingMax)
    // The model tries those of groups.
    matching += groups.cost(of: outline.groupNames.names, limit: Self.matchingMax)
    guard matching <= Self.matchingMax else {
      report(
        "trying these expressions on all topics and groups would take too long",
        hint: "write expressions with fewer repetitions", at: config)
      matching = 0
      return nil
    }
    return outline.topicNames.names.map(topics.takes)
  }

  /// Says which regular expressions cannot be used, one for each setting.
  private mutating func reportExpressions(_ settings: MirrorSettings, _ config: PartialValue) {
    for (key, list) in [
      ("topics", settings.topics), ("topics.exclude", settings.topicsExclude),
      ("groups", settings.groups), ("groups.exclude", settings.groupsExclude),
    ] {
      for part in FilterExpression.parts(of: list) {
        guard let flaw = FilterExpression.flaw(of: part) else { continue }
        report("\(quoted(part)) cannot be used: \(flaw)", at: config, setting: key)
        break
      }
    }
  }

  private mutating func checkPolicy(_ settings: MirrorSettings, _ config: PartialValue) {
    let known = [MirrorSettings.defaultPolicy, MirrorSettings.identityPolicy]
    let name = settings.policy.split(separator: ".").last.map(String.init) ?? ""
    guard !known.contains(name) else { return }
    report(
      "unknown replication policy \(quoted(settings.policy))" + didYouMean(name, among: known),
      hint: "modelled are \(wordList(known, "and")), with or without a package",
      at: config, setting: "replication.policy.class")
  }

  mutating func checkLinks() {
    for (row, link) in outline.links.enumerated() {
      guard let value = link.value, let from = link.from, let to = link.to else { continue }
      if from == to {
        report(
          "the link would copy from \(quoted(outline.clusters[from].name)) to itself",
          hint: outline.clusters.count > 1 ? "name another cluster" : "declare another cluster",
          at: value["to"] ?? value)
        continue
      }
      if value.value.has("tasks"), let tasks = value["tasks"] { noteUnused("tasks", at: tasks) }
      guard named[row] != nil else { continue }
      if layout.isCertain, layout.copied[row].isEmpty, !outline.topics.isEmpty {
        report(
          "the link \(quoted(link.name)) copies nothing: no topic that its settings name is on "
            + quoted(outline.clusters[from].name),
          hint: "a topic that another link copies there counts if that link stands before this one",
          as: .note, at: value)
      }
      for topic in layout.copied[row] where link.keepsNames == true {
        checkPartitions(of: topic, link, from, to)
      }
      checkInSync(row, to)
    }
    let outline = outline
    checkCircle(
      of: Array(outline.links.indices), running: outline.links.map { $0.isRunning == true }
    ) { outline.links[$0].value?["running"] ?? outline.links[$0].value }
  }

  /// A copy has as many partitions as its source, or records have no place to go.
  private mutating func checkPartitions(of topic: Int, _ link: LinkOutline, _ from: Int, _ to: Int)
  {
    guard let target = outline.topics[topic].place(on: to), let copies = target.partitions,
      let source = outline.topics[topic].place(on: from)?.partitions, source != copies
    else { return }
    let names = (outline.topics[topic].name, outline.clusters[to].name)
    let at = target.value["partitions"] ?? target.value
    if copies.lowerBound < source.upperBound {
      report(
        "\(quoted(names.0)) has \(copies.lowerBound) partitions on \(quoted(names.1)), and "
          + "\(quoted(link.name)) copies \(source.upperBound) there",
        hint: "give it \(source.upperBound) or more", at: at)
    } else {
      report(
        "\(quoted(names.0)) has \(copies.upperBound) partitions on \(quoted(names.1)) and "
          + "\(source.lowerBound) where it comes from; keys change their partition when producers "
          + "move", as: .note, at: at)
    }
  }

  /// The copies that a link makes can be written.
  private mutating func checkInSync(_ row: Int, _ to: Int) {
    let link = outline.links[row]
    guard let settings = link.settings, let cluster = outline.clusters[to].settings,
      let brokers = outline.clusters[to].brokers?.lowerBound, let value = link.value,
      layout.copied[row].contains(where: { outline.topics[$0].place(on: to) == nil })
    else { return }
    let factor = min(brokers, settings.replicationFactor)
    guard cluster.minInsyncReplicas > factor else { return }
    report(
      "the copies would have a replication factor of \(factor), and min.insync.replicas of "
        + "\(quoted(outline.clusters[to].name)) is \(cluster.minInsyncReplicas): every write fails",
      hint: "raise replication.factor of the link, or lower min.insync.replicas", at: value)
  }

  // MARK: Circles

  /// Reports the first of some links that is part of a circle while these are running.
  mutating func checkCircle(
    of links: [Int], running: [Bool], at place: (Int) -> PartialValue?
  ) {
    for link in links where running[link] {
      guard let topic = circles.topic(comingBackAlong: link, running: running),
        let value = place(link)
      else { continue }
      let others = circles.others(than: link, copying: topic, running: running)
      return report(
        "\(quoted(outline.links[link].name)) and "
          + wordList(others.map { quoted(outline.links[$0].name) }, "and")
          + " would copy \(quoted(outline.topics[topic].name)) in a circle, for ever",
        hint:
          "stop one before the other starts, or let names tell copies: DefaultReplicationPolicy",
        at: value)
    }
  }
}
