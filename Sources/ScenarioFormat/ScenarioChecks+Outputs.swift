import Documents
import KafkaModel
import MigrationModel
import SimKernel

// Whether a group can write what it makes of what it reads.

extension ScenarioChecks {
  /// Who makes something has a number of 16 bits in the logs.
  private static let makersMax = 65_535

  /// What is made of each topic.
  var madeOf: [[Int]] {
    var made = [[Int]](repeating: [], count: outline.topics.count)
    for group in outline.groups {
      guard let topic = group.output else { continue }
      for input in group.topics ?? [] { made[input].append(topic) }
    }
    return made
  }

  /// - Parameter made: See `madeOf`.
  mutating func checkOutput(of group: GroupOutline, _ made: [[Int]]) {
    guard let value = group.value?["output"] else { return }
    if let topic = group.output, let cluster = group.cluster, outline.topics[topic].isComplete,
      outline.topics[topic].place(on: cluster) == nil
    {
      let names = (outline.topics[topic].name, outline.clusters[cluster].name)
      report(
        "the topic \(quoted(names.0)) is not on \(quoted(names.1)), where \(quoted(group.name)) "
          + "writes what it makes",
        hint: "add {\(quoted(names.1)): {}} under \"on\" of the topic", at: value["topic"] ?? value)
    }
    checkCircle(of: group, value, made)
    guard value["exactlyOnce"]?.value.bool == true else { return }
    checkTransactions(of: group, value)
  }

  /// What is made of a record has its number, so that nothing can be made of itself.
  private mutating func checkCircle(
    of group: GroupOutline, _ value: PartialValue, _ made: [[Int]]
  ) {
    guard let topic = group.output, let inputs = group.topics else { return }
    var isReached = [Bool](repeating: false, count: made.count)
    isReached[topic] = true
    var open = [topic]
    while let next = open.popLast() {
      for other in made[next] where !isReached[other] {
        isReached[other] = true
        open.append(other)
      }
    }
    guard let input = inputs.first(where: { isReached[$0] }) else { return }
    let names = (outline.topics[topic].name, outline.topics[input].name)
    report(
      topic == input
        ? "\(quoted(group.name)) would read what it writes to \(quoted(names.0))"
        : "what \(quoted(group.name)) writes to \(quoted(names.0)) would come back to it by way of "
          + quoted(names.1),
      hint: "let it write to a topic of its own", at: value["topic"] ?? value)
  }

  /// A producer of transactions needs idempotence, and a time-out that its cluster grants.
  private mutating func checkTransactions(of group: GroupOutline, _ value: PartialValue) {
    if group.value?.value.has("commits") == true, let commits = group.value?["commits"] {
      report(
        "the positions of \(quoted(group.name)) are committed by its transactions",
        hint: "leave \"commits\" out", at: commits)
    }
    guard var settings: ProducerSettings = outline.settings(value), let config = value["config"]
    else { return }
    let isRefused = config.value.settings.contains { $0.name == "enable.idempotence" }
    settings.enableIdempotence = settings.enableIdempotence || !isRefused
    if !settings.isIdempotent {
      report(
        "its producers would not start: transactions need idempotence, and so acks=all, retries, and at "
          + "most 5 requests in flight",
        hint: "leave those settings as they are by default", at: config)
    }
    for (row, cluster) in outline.clusters.enumerated() where group.isEver(on: row) {
      guard let most = cluster.settings?.transactionTimeoutMax, settings.transactionTimeout > most
      else { continue }
      return report(
        "\(quoted(cluster.name)) would refuse them: transaction.timeout.ms is "
          + "\(settings.transactionTimeout.milliseconds), and transaction.max.timeout.ms is "
          + "\(most.milliseconds)",
        hint: "take \(most.milliseconds) or less, or set transaction.max.timeout.ms of the cluster",
        at: config, setting: "transaction.timeout.ms")
    }
  }

  /// What becomes of records that a group which writes cannot process, or of what it has written when its
  /// effects are taken back, nobody has said.
  mutating func checkWritesNothing(
    _ group: Int?, _ what: String, at value: PartialValue
  ) {
    guard let group, outline.groups[group].value?.value.has("output") == true else { return }
    report(
      "\(quoted(outline.groups[group].name)) writes to a topic, and \(what)",
      hint: "give the group a sink, or take another one", at: value)
  }

  /// How many lanes each topic has with those of what groups make.
  func withOutputs(_ lanes: [Int]) -> [Int] {
    let made = madeOf
    var sums = lanes
    // A topic is summed up when all that it is made of is; in a circle, never.
    var missing = [Int](repeating: 0, count: lanes.count)
    for topic in made.joined() { missing[topic] += 1 }
    var ready = lanes.indices.filter { missing[$0] == 0 }
    while let input = ready.popLast() {
      for topic in made[input] {
        sums[topic] = min(sums[topic] + sums[input], Self.lanesMax + 1)
        missing[topic] -= 1
        if missing[topic] == 0 { ready.append(topic) }
      }
    }
    return sums
  }

  mutating func checkMakers() {
    let makers = outline.groups.filter { $0.output != nil }.reduce(Int64(0)) {
      $0 + ($1.members?.upperBound ?? 1) * Int64(outline.clusters.count)
    }
    guard makers > Self.makersMax, let groups = outline.root["groups"] else { return }
    report(
      "\(makers) members that write, counted on each cluster, are too many; the limit is "
        + "\(Self.makersMax)",
      hint: "take fewer members", at: groups)
  }
}
