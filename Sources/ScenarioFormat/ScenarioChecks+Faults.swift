import Documents
import SimKernel

// Whether faults hit something that is there.

extension ScenarioChecks {
  mutating func checkFaults() {
    for case let fault? in outline.root["faults"]?.elements ?? [] {
      if let at = fault["at"] { checkStart(at) }
      switch fault.variant {
      case "zone-loss": checkZone(fault)
      case "store-down", "store-slow", "store-throttled": checkStore(of: fault)
      case "broker-crash", "host-loss", "broker-stop", "broker-pause", "network-cut", "wal-slow",
        "wal-detached", "wal-lost", "disk-full":
        if fault.variant == "disk-full" { checkFullDisk(of: fault) }
        if fault.variant?.hasPrefix("wal-") == true { checkStore(of: fault) }
        guard let cluster = outline.row("cluster", of: fault, outline.clusterNames),
          let broker = fault["broker"], let brokers = outline.clusters[cluster].brokers
        else { continue }
        checkNumber(
          broker, below: brokers.lowerBound, "broker", of: outline.clusters[cluster].name)
        checkDisk(fault, outline.clusters[cluster])
      case "member-crash", "member-stop", "member-pause", "member-busy", "member-cut":
        guard let group = outline.row("group", of: fault, outline.groupNames),
          let member = fault["member"], let members = outline.groups[group].members
        else { continue }
        checkNumber(member, below: members.lowerBound, "member", of: outline.groups[group].name)
        checkIsNoTask(fault, group)
      case "worker-crash", "worker-stop":
        guard let row = outline.row("connect", of: fault, outline.connectNames),
          let worker = fault["worker"], let workers = outline.workers[row].members
        else { continue }
        checkNumber(worker, below: workers.lowerBound, "worker", of: outline.workers[row].name)
      case "burst":
        guard let rate = fault["rate"],
          let producer = outline.row("producer", of: fault, outline.producerNames)
        else { continue }
        checkRate(rate, instances: outline.producers[producer].instances)
      case "stale-endpoint":
        if let producer = outline.row("producer", of: fault, outline.producerNames) {
          checkStays(producer, at: fault)
        }
      case "retention": checkRetention(fault)
      case "schema-reject": checkReject(fault)
      case "hanging-transaction", "fetch-out-of-range": checkPartition(fault)
      case "stale-ownership": checkOwnership(fault)
      default: break
      }
    }
    if let chaos = outline.root["chaos"] { check(chaos: chaos) }
  }

  /// A fault before a step can begin only if the moment of the step is known from the start.
  private mutating func checkStart(_ value: PartialValue) {
    for case .relative(let name, let offset) in value.moments where offset < .zero {
      guard let row = outline.stepNames[name], let step = outline.steps[row].value else { continue }
      let moments = step["at"]?.moments
      guard let moments, moments.count == 1, case .sinceStart(let time) = moments[0] else {
        if step.lacks("at") || moments != nil {
          report(
            "when \(quoted(name)) begins cannot be foreseen, so nothing can begin before it",
            hint: "give the step a time of the run, or name a step before it", at: value)
        }
        continue
      }
      if time + offset < .zero {
        report("this is before the run begins; \(quoted(name)) is at \(clock(time))", at: value)
      }
    }
  }

  private mutating func checkDisk(_ fault: PartialValue, _ cluster: ClusterOutline) {
    guard let disk = fault["disk"], disk.isWord("lost"),
      cluster.value?["storage"]?.isWord("shared-storage") ?? false
    else { return }
    report(
      "a broker of \(quoted(cluster.name)) keeps its records in shared storage, not on its disk",
      hint: "leave \"disk\" out", at: disk)
  }

  /// Things are counted from 0.
  mutating func checkNumber(
    _ value: PartialValue, below count: Int64, _ word: String, of owner: String
  ) {
    let numbers = value.counts
    guard numbers.upperBound >= count else { return }
    let there = count == 1 ? "\(word) 0 only" : "\(word)s 0 to \(count - 1)"
    if value.isDistribution {
      report(
        "this distribution may give any number, and \(quoted(owner)) has \(there)",
        hint: "use \"choose\" or \"uniform\"", at: value)
    } else {
      report(
        "there is no \(word) \(numbers.upperBound); \(quoted(owner)) has \(there)",
        hint: "\(word)s are counted from 0", at: value)
    }
  }

  private mutating func checkPartition(_ fault: PartialValue) {
    guard let topic = outline.row("topic", of: fault, outline.topicNames),
      let cluster = outline.row("cluster", of: fault, outline.clusterNames)
    else { return }
    checkPartition(
      fault["partition"], of: topic, on: cluster, named: fault["cluster"] ?? fault)
  }

  private mutating func checkOwnership(_ fault: PartialValue) {
    guard let group = outline.row("group", of: fault, outline.groupNames) else { return }
    let row = outline.groups[group]
    if let member = fault["member"], let members = row.members {
      checkNumber(member, below: members.lowerBound, "member", of: row.name)
    }
    guard let topics = row.topics, let cluster = row.cluster else { return }
    let named = outline.row("topic", of: fault, outline.topicNames)
    if let named, !topics.contains(named), let value = fault["topic"] {
      return report(
        "the group \(quoted(row.name)) does not read \(quoted(outline.topics[named].name))",
        hint: "add it to the topics of the group", at: value)
    }
    guard let topic = fault.lacks("topic") ? topics.first : named else { return }
    checkPartition(
      fault["partition"], of: topic, on: cluster, named: fault["group"] ?? fault)
  }

  private mutating func checkRetention(_ fault: PartialValue) {
    guard let topic = outline.row("topic", of: fault, outline.topicNames),
      let cluster = outline.row("cluster", of: fault, outline.clusterNames),
      layout.isCertain, !layout[topic, cluster].exists, let value = fault["cluster"]
    else { return }
    report(
      "the topic \(quoted(outline.topics[topic].name)) is not on "
        + quoted(outline.clusters[cluster].name),
      hint: "name a cluster that has it, or add it under \"on\" of the topic", at: value)
  }

  // MARK: Chaos

  private mutating func check(chaos: PartialValue) {
    if let value = chaos["perRun"] {
      let counts = value.elements.compactMap { $0?.value.node.int }
      if counts.count == 2, counts[0] > counts[1] {
        report("\(counts[0]) is above \(counts[1]); the smaller one stands first", at: value)
      } else if counts.count == 2, counts[1] > 1000 {
        report("more than 1000 faults in a run are too many", at: value)
      }
    }
    let needs: [(kinds: [String], section: String)] = [
      (
        [
          "slow-sink", "slow-consumer", "member-crash", "member-stop", "member-pause",
          "member-busy",
          "member-cut",
          "stale-ownership",
        ], "groups"
      ),
      (["burst", "schema-reject", "ack-lost", "stale-endpoint"], "producers"),
      (["link-crash"], "links"), (["worker-crash", "worker-stop"], "connect"),
      (["retention", "hanging-transaction", "fetch-out-of-range"], "topics"),
    ]
    for case let kind? in (chaos["kinds"]?.elements ?? []).prefix(100) {
      for need in needs where need.kinds.contains(kind.text ?? "") {
        guard outline.root[need.section]?.value.node.object?.isEmpty == true else { continue }
        report("there are no \(need.section) for it to hit", at: kind)
      }
    }
  }
}
