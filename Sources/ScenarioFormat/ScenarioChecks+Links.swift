import KafkaModel
import MigrationModel
import SimKernel

// What links copy, and whether they can.

extension ScenarioChecks {
  /// Regular expressions times topics, of all links; each takes about a microsecond.
  private static let matchesMax = 2_000_000

  /// Reads the filters of all links, and reports what in their settings cannot be used.
  mutating func checkLinkSettings() {
    var matches = 0
    for link in outline.links {
      guard let settings = link.settings, let config = link.value?["config"] else {
        filters.append(nil)
        continue
      }
      checkPolicy(settings, config)
      let filter = LinkFilters(settings)
      if filter == nil { reportExpressions(settings, config) }
      matches += (filter?.count ?? 0) * (outline.topics.count + outline.groups.count)
      if matches > Self.matchesMax {
        report("there are too many expressions to be tried on so many topics", at: config)
      }
      filters.append(matches > Self.matchesMax ? nil : filter)
    }
  }

  /// Says which regular expressions cannot be used, one for each setting.
  private mutating func reportExpressions(_ settings: MirrorSettings, _ config: PartialValue) {
    for (key, list) in [
      ("topics", settings.topics), ("topics.exclude", settings.topicsExclude),
      ("groups", settings.groups), ("groups.exclude", settings.groupsExclude),
    ] {
      for part in LinkFilters.parts(of: list) {
        guard let flaw = LinkFilters.flaw(of: part) else { continue }
        report("\(quoted(part)) cannot be used: \(flaw)", at: config, setting: key)
        break
      }
    }
  }

  private mutating func checkPolicy(_ settings: MirrorSettings, _ config: PartialValue) {
    let known = [MirrorSettings.defaultPolicy, MirrorSettings.identityPolicy]
    let name = settings.policy.split(separator: ".").last.map(String.init) ?? ""
    guard !known.contains(name) else { return }
    let nearest = Suggestion.nearest(to: name, among: known)
    report(
      "unknown replication policy \(quoted(settings.policy))"
        + (nearest.map { "; did you mean \(quoted($0))?" } ?? ""),
      hint: "modelled are \(wordList(known, "and")), with or without a package",
      at: config, setting: "replication.policy.class")
  }

  /// Reports something at a setting of a `config`.
  private mutating func report(
    _ message: String, hint: String? = nil, at config: PartialValue, setting: String
  ) {
    let place = config.value.node[setting]?.place ?? config.value.place
    report(message, hint: hint, at: place, path: config.path.key(setting))
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
      guard filters[row] != nil else { continue }
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
    checkCycle(running: outline.links.map { $0.isRunning == true }) { checks, link in
      let value = checks.outline.links[link].value
      return value?["running"] ?? value
    }
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

  /// Reports links that run at the same time and send copies round and round.
  ///
  /// Only MirrorMaker 2 under IdentityReplicationPolicy does: other names tell a copy, and the model's
  /// copier skips what is one.
  mutating func checkCycle(
    running: [Bool], at place: (Self, Int) -> PartialValue?
  ) {
    for link in outline.links.indices where running[link] && mayCycle(link) {
      guard let topic = layout.copied[link].first(where: { returns($0, along: link, running) }),
        let value = place(self, link)
      else { continue }
      let others = outline.links.indices.filter {
        running[$0] && $0 != link && mayCycle($0) && layout.copied[$0].contains(topic)
      }
      return report(
        "\(quoted(outline.links[link].name)) and "
          + wordList(others.map { quoted(outline.links[$0].name) }, "and")
          + " would copy \(quoted(outline.topics[topic].name)) in a circle, for ever",
        hint:
          "stop one before the other starts, or let names tell copies: DefaultReplicationPolicy",
        at: value)
    }
  }

  private func mayCycle(_ link: Int) -> Bool {
    outline.links[link].isCopier == false && outline.links[link].keepsNames == true
      && outline.links[link].from != outline.links[link].to
  }

  /// Whether what a link copies can come back to where it was.
  private func returns(_ topic: Int, along link: Int, _ running: [Bool]) -> Bool {
    guard let home = outline.links[link].from, let first = outline.links[link].to else {
      return false
    }
    var reached = [first]
    var next = 0
    while next < reached.count {
      for other in outline.links.indices
      where running[other] && mayCycle(other) && outline.links[other].from == reached[next]
        && layout.copied[other].contains(topic)
      {
        guard let to = outline.links[other].to else { continue }
        if to == home { return true }
        if !reached.contains(to) { reached.append(to) }
      }
      next += 1
    }
    return false
  }
}
