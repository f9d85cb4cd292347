/// What the files say of a topic on one cluster.
struct TopicFacts {
  let name: String
  var described: TopicsDescription.Topic?
  /// What it sets itself, by Kafka's names; the rest comes from its cluster.
  private(set) var settings: [String: Fact<String>] = [:]
  /// First readable offset and end of each partition that a file tells of.
  private(set) var logs: [Int: Log] = [:]

  struct Log {
    var start: Fact<Int64>?
    var end: Fact<Int64>?
    /// The smallest end that a file gives: another moment.
    var earlierEnd: Int64?
  }

  init(name: String) { self.name = name }

  /// How many partitions it has: what its description says, or all up to the last one listed.
  var partitionCount: Int { described?.partitionCount ?? (logs.keys.max().map { $0 + 1 } ?? 1) }

  func start(_ partition: Int) -> Int64? { logs[partition]?.start?.value }
  func end(_ partition: Int) -> Int64? { logs[partition]?.end?.value }

  /// Where the topic is first mentioned.
  var at: FilePlace? {
    described?.at ?? logs.min { $0.key < $1.key }.flatMap { $0.value.end?.at ?? $0.value.start?.at }
  }

  /// Takes an end. Ends only grow, so the largest is the newest.
  mutating func takeEnd(_ end: Fact<Int64>, of partition: Int) {
    var log = logs[partition] ?? Log()
    guard let known = log.end else {
      log.end = end
      logs[partition] = log
      return
    }
    log.earlierEnd = min(log.earlierEnd ?? known.value, known.value, end.value)
    if end.value > known.value { log.end = end }
    logs[partition] = log
  }

  /// Takes a first offset. They only grow as well.
  mutating func takeStart(_ start: Fact<Int64>, of partition: Int) {
    guard start.value > logs[partition]?.start?.value ?? -1 else { return }
    logs[partition, default: Log()].start = start
  }

  /// How far apart two files are on where a log ends.
  var skew: Int64 {
    logs.values.reduce(0) { skew, log in
      guard let end = log.end?.value, let earlier = log.earlierEnd else { return skew }
      return max(skew, end - earlier)
    }
  }

  /// Takes a setting of its own; of two files the later counts.
  ///
  /// - Returns: What another file says instead.
  mutating func take(_ name: String, _ value: Fact<String>) -> Fact<String>? {
    let known = settings.updateValue(value, forKey: name)
    return known.flatMap { $0.value == value.value ? nil : $0 }
  }
}
