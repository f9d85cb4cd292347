import Documents
import KafkaModel
import SimKernel

// Whether each step finds what it works on, given what the steps before it did.

extension ScenarioChecks {
  /// Goes through the plan and reports what cannot be done.
  ///
  /// - Returns: Who is where at its end, and who was in charge on the way.
  mutating func checkActions() -> PlanStates {
    var states = PlanStates(outline)
    checkCadence()
    for step in outline.steps {
      if let gate = step.gate { check(gate: gate, states) }
      for case let action? in step.actions {
        check(action, states)
        states.apply(action)
      }
      states.end(step)
      var back = states
      for case let action? in step.rollback ?? [] {
        check(action, back)
        back.apply(action)
      }
    }
    return states
  }

  private mutating func check(_ action: ActionOutline, _ states: PlanStates) {
    switch action.kind {
    case "start-link": checkStart(action, states)
    case "stop-link", "drain-link": checkRuns(action.link, states, at: action.object)
    case "move-groups": checkMove(action, states)
    case "move-producers", "promote", "start-cluster": checkAlive(action, states)
    case "repoint-producers":
      checkAlive(action, states)
      for producer in action.producers ?? [] {
        checkStays(producer, at: action.object ?? action.value)
      }
    case "move-leaders", "abort-transactions", "cancel-reassignment": checkPartition(action)
    case "reassign":
      checkPartition(action)
      checkReassign(action)
    case "delete-records":
      checkPartition(action)
      checkDeletes(action)
    case "grant": checkGrant(action)
    case "configure": checkConfigure(action)
    case "discard-effects":
      for group in action.groups ?? [] {
        checkWritesNothing(
          group, "what it has written cannot be taken back", at: action.object ?? action.value)
      }
    case "set-positions":
      checkAlive(action, states)
      checkSet(action, states)
    default: break
    }
  }

  /// A cluster that was retired takes nothing any more.
  private mutating func checkAlive(_ action: ActionOutline, _ states: PlanStates) {
    guard let cluster = action.cluster, states.isRetired[cluster] else { return }
    let at = action.value["to"] ?? action.value["on"] ?? action.object ?? action.value
    report(
      "\(quoted(outline.clusters[cluster].name)) has been retired before",
      hint: "retire it in a later step", at: at)
  }

  /// A client in the middle of a transaction cannot be sent elsewhere, as far as the model goes.
  mutating func checkStays(_ producer: Int, at value: PartialValue) {
    guard outline.producers[producer].value?["transactions"] != nil else { return }
    report(
      "\(quoted(outline.producers[producer].name)) writes transactions, and what becomes of an open one "
        + "when its client goes on with another cluster is not modelled",
      hint: "stop it and start it there: \"move-producers\"", at: value)
  }

  // MARK: Clusters

  /// What is done to partitions of a topic is done where it is.
  private mutating func checkPartition(_ action: ActionOutline) {
    guard let topic = action.object?.text.flatMap({ outline.topicNames[$0] }),
      let cluster = action.cluster
    else { return }
    checkPartition(
      action.value["partition"], of: topic, on: cluster, named: action.value["on"] ?? action.value)
  }

  mutating func checkPartition(
    _ partition: PartialValue?, of topic: Int, on cluster: Int, named value: PartialValue
  ) {
    guard layout.isCertain else { return }
    guard layout[topic, cluster].exists else {
      return report(
        "the topic \(quoted(outline.topics[topic].name)) is not on "
          + quoted(outline.clusters[cluster].name),
        hint: "name a cluster that has it, or add it under \"on\" of the topic", at: value)
    }
    guard let partition, let count = layout.partitions(of: topic, on: cluster) else { return }
    checkNumber(partition, below: count, "partition", of: outline.topics[topic].name)
  }

  /// Brokers that there are, and enough of them.
  ///
  /// Source: INVALID_REPLICA_ASSIGNMENT of `ReplicationControlManager`; `--generate` of
  /// `kafka-reassign-partitions.sh`.
  private mutating func checkReassign(_ action: ActionOutline) {
    guard let cluster = action.cluster, let to = action.value["to"],
      let brokers = outline.clusters[cluster].brokers
    else { return }
    for case let broker? in to.elements {
      checkNumber(
        broker, below: brokers.lowerBound, "broker", of: outline.clusters[cluster].name)
    }
    guard action.value.lacks("partition"),
      let topic = action.object?.text.flatMap({ outline.topicNames[$0] }),
      let copies = outline.topics[topic].place(on: cluster)?.replicationFactor?.upperBound,
      to.elements.count < copies,
      outline.clusters[cluster].value?["storage"]?.isWord("shared-storage") != true
    else { return }
    report(
      "\(quoted(outline.topics[topic].name)) has \(copies) replicas, and these are "
        + "\(to.elements.count) brokers",
      hint:
        "name \(copies) brokers or more; name a \"partition\" as well to give it fewer replicas",
      at: to)
  }

  /// Kafka refuses to delete from a topic that is compacted only.
  ///
  /// Source: POLICY_VIOLATION of `Partition.deleteRecordsOnLeader`; facts section 1.4.
  private mutating func checkDeletes(_ action: ActionOutline) {
    guard let topic = action.object?.text.flatMap({ outline.topicNames[$0] }),
      let cluster = action.cluster, let object = action.object,
      let place = outline.topics[topic].places.first(where: { $0.cluster == cluster }),
      let policy = place.settings?.cleanupPolicy, !policy.contains("delete")
    else { return }
    report(
      "\(quoted(outline.topics[topic].name)) would refuse it: its cleanup.policy is \(policy)",
      hint: "records can be deleted only where \"cleanup.policy\" names \"delete\"", at: object)
  }

  /// A right can be given where rights are asked for.
  private mutating func checkGrant(_ action: ActionOutline) {
    guard let cluster = action.cluster, let value = action.value["on"],
      outline.clusters[cluster].value?.lacks("acls") == true
    else { return }
    report(
      "\(quoted(outline.clusters[cluster].name)) has no authorizer, so everybody may do everything "
        + "there", hint: "give the cluster its \"acls\", [] for none", at: value)
  }

  // MARK: Links

  private mutating func checkStart(_ action: ActionOutline, _ states: PlanStates) {
    guard let link = action.link, !states.links[link] else { return }
    var running = states.links
    running[link] = true
    let value = action.object
    checkCircle(of: [link], running: running) { _ in value }
  }

  private mutating func checkRuns(_ link: Int?, _ states: PlanStates, at value: PartialValue?) {
    guard let link, !states.links[link], let value else { return }
    let name = quoted(outline.links[link].name)
    report(
      "the link \(name) does not run here",
      hint: "start it before: {\"start-link\": \(name)}, or give it \"running\": true", at: value)
  }

  // MARK: Groups

  private mutating func checkMove(_ action: ActionOutline, _ states: PlanStates) {
    checkAlive(action, states)
    guard let cluster = action.cluster, let value = action.value["to"] else { return }
    for group in action.groups ?? [] { checkArrival(of: group, on: cluster, at: value) }
    checkOffsets(action)
  }

  private mutating func checkSet(_ action: ActionOutline, _ states: PlanStates) {
    guard let cluster = action.cluster, let value = action.value["on"] else { return }
    for group in action.groups ?? [] {
      let state = states.groups[group]
      if state.isRunning, state.cluster == cluster {
        report(
          "the group \(quoted(outline.groups[group].name)) is at work on "
            + "\(quoted(outline.clusters[cluster].name)); Kafka refuses positions from outside",
          hint: "stop it before: {\"stop-groups\": \(quoted(outline.groups[group].name))}",
          at: value)
      }
      checkArrival(of: group, on: cluster, at: value)
    }
    checkOffsets(action)
  }

  /// Offsets that somebody wrote down: one for all partitions, or one for each that the group reads.
  private mutating func checkOffsets(_ action: ActionOutline) {
    guard let value = action.value["positions"]?["offsets"], let cluster = action.cluster else {
      return
    }
    for case let element? in value.elements {
      guard let offset = element.value.node.int, offset > Self.offsetMax else { continue }
      report("\(offset) is beyond \(Self.offsetMax), the last offset there is", at: element)
    }
    let count = value.elements.count
    for group in action.groups ?? [] where count > 1 {
      guard let sum = reading(of: group, on: cluster).partitions, sum != count else { continue }
      report(
        "\(count) offsets, and \(quoted(outline.groups[group].name)) reads \(sum) partitions there",
        hint: "write one for each, or a single one for all", at: value)
    }
  }

  // MARK: Gates

  private mutating func check(gate: PartialValue, _ states: PlanStates) {
    if let every = gate["every"], every.durations.lowerBound < .milliseconds(1) {
      report("a gate is looked at once a millisecond at most", at: every)
    }
    switch gate.variant {
    case "mirror-lag":
      if let link = outline.row("link", of: gate, outline.linkNames) {
        checkRuns(link, states, at: gate["link"])
      } else if gate.lacks("link"), !states.links.contains(true), outline.isSound("links") {
        report(
          "no link runs here, so there is no lag to look at", hint: "start one in a step before",
          at: gate)
      }
    case "position-age", "position-gap":
      checkTranslation(gate, states)
      if gate.variant == "position-age", let limit = gate["max"] { checkMilliseconds(limit) }
    default: break
    }
  }

  /// Positions on the target are looked at where a link leads away from a group.
  private mutating func checkTranslation(_ gate: PartialValue, _ states: PlanStates) {
    guard outline.isSound("links"), !outline.links.contains(where: { $0.from == nil }) else {
      return
    }
    var asked = Array(outline.groups.indices)
    if !gate.lacks("group") {
      guard let group = outline.row("group", of: gate, outline.groupNames) else { return }
      asked = [group]
    }
    let isSeen = asked.contains { group in
      guard let home = states.groups[group].cluster else { return true }
      return outline.links.contains { $0.from == home }
    }
    guard !isSeen else { return }
    report(
      "no link leads away from where the group is, so there is no position to look at",
      hint: "put the gate before the step that moves it", at: gate["group"] ?? gate)
  }

  mutating func checkMilliseconds(_ value: PartialValue) {
    guard value.value.node.object == nil,
      value.durations.upperBound.nanoseconds % 1_000_000 != 0
    else { return }
    report("this is counted in whole milliseconds", at: value)
  }

  // MARK: How often

  /// What is done now and then must leave time for the rest.
  private mutating func checkCadence() {
    if let every = outline.root["plan"]?["sampleEvery"], every.durations.lowerBound < .seconds(1) {
      report(
        "each sample is a rollback to the end; they are a second apart at least", at: every)
    }
    if let tick = outline.root["fidelity"]?["coalesced"], tick.durations.upperBound > .hours(1) {
      report("a tick has an hour at most", at: tick)
    }
  }
}
