import Documents
import MigrationModel
import SimKernel

// Whether producers and groups can do what they say, where they are.

extension ScenarioChecks {
  /// Records per second of one producer.
  private static let rateMax = Fraction(10_000_000)
  /// Records of one burst.
  private static let burstMax: Int64 = 1_000_000_000
  /// The longest that a run may take, and the longest wait within it.
  static let runMax = TimeAmount.hours(366 * 24)

  mutating func checkProducers() {
    for producer in outline.producers {
      guard let value = producer.value else { continue }
      if let topic = producer.topic, let cluster = producer.cluster {
        checkHome(of: producer, topic, cluster, value)
      }
      if let rate = value["rate"] { checkRate(rate, instances: producer.instances) }
      checkSpan(value)
      checkSettings(of: producer)
      checkTransactions(of: producer, value)
      for burst in value["bursts"]?.elements ?? [] {
        if let burst { check(burst: burst, of: producer) }
      }
    }
  }

  /// A producer writes to a topic that somebody has made.
  private mutating func checkHome(
    of producer: ProducerOutline, _ topic: Int, _ cluster: Int, _ value: PartialValue
  ) {
    guard outline.topics[topic].isComplete, outline.topics[topic].place(on: cluster) == nil
    else { return }
    let names = (outline.topics[topic].name, outline.clusters[cluster].name)
    report(
      "the topic \(quoted(names.0)) is not on \(quoted(names.1)), where \(quoted(producer.name)) "
        + "writes",
      hint: "add {\(quoted(names.1)): {}} under \"on\" of the topic", at: value["topic"] ?? value)
  }

  mutating func checkRate(_ value: PartialValue, instances: ClosedRange<Int64>?) {
    let rates = value.values(\.rate)
    if rates.contains(where: { $0 > Self.rateMax }) {
      return report(
        "more than 10000000 records per second are beyond one producer",
        hint: "split it among several producers", at: value)
    }
    guard let slowest = rates.filter({ !$0.isZero }).min(), let instances else { return }
    // Instance n of m writes its first record n / rate after the start, and the next m / rate later.
    let seconds =
      Int128(slowest.denominator) * Int128(instances.upperBound) / Int128(slowest.numerator)
    guard seconds > Int128(Self.runMax.nanoseconds / 1_000_000_000) else { return }
    report(
      "an instance would write less than one record in 366 days",
      hint: "write \"0/s\" for a producer that does not write by itself", at: value)
  }

  /// When a producer begins and stops.
  private mutating func checkSpan(_ value: PartialValue) {
    for key in ["starts", "stops"] {
      guard let moment = value[key] else { continue }
      for case .relative(let step, let offset) in moment.moments where offset < .zero {
        report(
          "\(quoted(step)) cannot be foreseen; a producer cannot act before it",
          hint: "name a step before it, or a time of the run", at: moment)
      }
    }
    guard let starts = value["starts"], let stops = value["stops"],
      case .sinceStart(let start)? = starts.moments.first,
      case .sinceStart(let stop)? = stops.moments.first, stop < start, starts.moments.count == 1,
      stops.moments.count == 1
    else { return }
    report("it would stop at \(stop), before it starts at \(start)", at: stops)
  }

  /// Says that the model has no use for a key yet: what it says does not happen.
  mutating func noteUnused(_ key: String, at value: PartialValue) {
    diagnostics.report(
      .keyNotModelled(key), as: .note, at: value.value.place, path: value.path)
  }

  private mutating func check(burst: PartialValue, of producer: ProducerOutline) {
    if let at = burst["at"] {
      for case .relative(let step, let offset) in at.moments where offset < .zero {
        report(
          "a burst cannot come before \(quoted(step)), which cannot be foreseen",
          hint: "name a step before it, or a time of the run", at: at)
      }
    }
    guard let count = burst["records"] ?? burst["perKey"] else { return }
    let keys =
      burst["perKey"] == nil
      ? 1
      : producer.topic.flatMap { outline.topics[$0].value?["keys"]?.counts("count") }?.upperBound
    let (records, overflows) = count.counts.upperBound.multipliedReportingOverflow(
      by: max(1, keys ?? 1))
    guard overflows || records > Self.burstMax else { return }
    report(
      "a burst of more than \(Self.burstMax) records is too large",
      hint: count.isDistribution ? "use \"choose\" or \"uniform\"" : nil, at: count)
  }

  // MARK: Groups

  mutating func checkGroups() {
    let made = madeOf
    for group in outline.groups {
      checkSettings(of: group)
      checkOutput(of: group, made)
      guard let topics = group.topics, let value = group.value?["topics"] else { continue }
      let elements = value.elements
      for (place, topic) in topics.enumerated() where place < elements.count {
        guard let element = elements[place] else { continue }
        if topics[..<place].contains(topic) {
          report("\(quoted(outline.topics[topic].name)) stands here twice", at: element)
        } else if let cluster = group.cluster, layout.isCertain, !layout[topic, cluster].exists {
          reportAbsence(of: topic, on: cluster, readBy: group, at: element)
        }
      }
    }
  }

  private mutating func reportAbsence(
    of topic: Int, on cluster: Int, readBy group: GroupOutline, at value: PartialValue
  ) {
    report(
      "the group \(quoted(group.name)) reads \(quoted(outline.topics[topic].name)), which is not on "
        + "\(quoted(outline.clusters[cluster].name)), and no link copies it there",
      hint: "add it under \"on\" of the topic, or name it in \"topics\" of a link's config",
      at: value)
  }

  // MARK: Groups elsewhere

  /// What a group reads on a cluster.
  struct Reading {
    /// Topics that are not there, and that no link copies there.
    var missing: [Int] = []
    /// The partitions of all it reads; nil if that is not known.
    var partitions: Int64? = 0
  }

  mutating func reading(of group: Int, on cluster: Int) -> Reading {
    let place = group * outline.clusters.count + cluster
    if let known = readings[place] { return known }
    var reading = Reading()
    for topic in outline.groups[group].topics ?? [] {
      let cell = layout[topic, cluster]
      if !cell.exists { reading.missing.append(topic) }
      let count = cell.copies.isEmpty ? layout.partitions(of: topic, on: cluster) : nil
      reading.partitions = reading.partitions.flatMap { sum in count.map { sum + $0 } }
    }
    if outline.groups[group].topics == nil || !layout.isCertain {
      reading = Reading(missing: [], partitions: nil)
    }
    readings[place] = reading
    return reading
  }

  /// A group that comes to a cluster finds there what it reads, or will find it.
  mutating func checkArrival(of group: Int, on cluster: Int, at value: PartialValue) {
    // Each of many actions may move each of many groups.
    guard diagnostics.count < Diagnostics.storedLimit else { return }
    for topic in reading(of: group, on: cluster).missing {
      reportAbsence(of: topic, on: cluster, readBy: outline.groups[group], at: value)
    }
  }
}
