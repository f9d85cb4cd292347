import Accounting
import Documents
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel

/// What a rehearsed migration costs: what the run has used, at the prices of a file.
package struct MigrationBill: Sendable {
  package let outcome: Outcome
  package let prices: PriceFile

  package init(_ outcome: Outcome, _ prices: PriceFile) {
    self.outcome = outcome
    self.prices = prices
  }

  private var scenario: Scenario { outcome.scenario }

  /// From the first step to the end of the plan; nil if no step began.
  package var window: Bill? { outcome.usage.map(bill) }

  // MARK: A span of the run

  /// What was used in a span costs.
  package func bill(_ span: UsageSpan) -> Bill {
    var bill = Bill()
    for row in scenario.clusters.indices {
      let deployment = deployment(row)
      bill.add(
        deployment.bill(
          for: load(of: row, deployment, from: span.from, to: span.to), book(of: row)))
    }
    for row in scenario.links.indices {
      let stood = span.to.links[row].stood - span.from.links[row].stood
      let carried = span.to.links[row].carried - span.from.links[row].carried
      addLink(row, stood: stood, carried: Int128(carried), to: &bill)
    }
    let passed = Int128((span.to.at - span.from.at).milliseconds)
    for group in scenario.groups where group.hasWorkers {
      bill.add(.worker, of: group.name, passed * Int128(group.members), prices.prices)
    }
    addPeople(for: span.to.at - span.from.at, to: &bill)
    return bill
  }

  private func addLink(_ row: Int, stood: TimeAmount, carried: Int128, to bill: inout Bill) {
    let name = scenario.links[row].name
    bill.add(
      .worker, of: name, Int128(stood.milliseconds) * Int128(prices.workers), prices.prices)
    bill.add(.transfer, of: name, carried, prices.prices)
  }

  private func addPeople(for time: TimeAmount, to bill: inout Bill) {
    bill.add(
      .person, of: "the window", Int128(time.milliseconds) * Int128(prices.people), prices.prices)
  }

  private func load(
    of row: Int, _ deployment: Deployment, from: Usage, to: Usage
  ) -> Load {
    let (before, after) = (from.clusters[row], to.clusters[row])
    var load = Load()
    load.machines =
      Int128((after.stood - before.stood).milliseconds) * Int128(deployment.brokers)
    for (old, new) in zip(before.topics, after.topics) {
      load.written += new.written - old.written
      load.copied += new.copied - old.copied
      load.read += new.read - old.read
      load.kept += new.kept - old.kept
      load.copiesKept += (new.kept - old.kept) * Int128(new.replicas)
      load.followed += deployment.followersElsewhere(new.replicas).of(
        new.written - old.written + new.copied - old.copied)
      load.followed += new.refilledAcross - old.refilledAcross
    }
    guard deployment.storage.isShared else { return load }
    let requests = deployment.requests(
      for: load.written + load.copied, logWrites: Int128(after.logWrites - before.logWrites))
    (load.puts, load.gets) = (requests.puts, requests.gets)
    return load
  }

  // MARK: Waiting

  /// What another hour after a step costs beyond the cluster in charge: the other one, the links and
  /// the people, as they were between the step and the next. What keeps the way back open.
  package func hourMore(after point: PointOutcome) -> Bill {
    let hour = TimeAmount.seconds(3_600)
    let span = point.usage
    let passed = span.to.at - span.from.at
    let idle = point.authority >= .writePromotion ? source : target
    var bill = Bill()
    if let idle, span.to.clusters[idle.row].stood == span.to.at - .zero {
      let deployment = deployment(idle.row)
      var load = load(of: idle.row, deployment, from: span.from, to: span.to)
      load = load.scaled(to: hour, from: passed)
      load.machines = Int128(hour.milliseconds) * Int128(deployment.brokers)
      load.kept = 0
      load.copiesKept = 0
      for topic in span.to.clusters[idle.row].topics {
        let kept = topic.keeps * Int128(hour.milliseconds)
        load.kept += kept
        load.copiesKept += kept * Int128(topic.replicas)
      }
      bill.add(deployment.bill(for: load, book(of: idle.row)))
    }
    for row in scenario.links.indices {
      let carried = Int128(span.to.links[row].carried - span.from.links[row].carried)
      addLink(
        row, stood: span.to.links[row].stands ? hour : .zero,
        carried: Load.scaled(carried, to: hour, from: passed), to: &bill)
    }
    addPeople(for: hour, to: &bill)
    return bill
  }

  private var source: ClusterID? { scenario.links.first?.from }
  private var target: ClusterID? { scenario.links.first?.to }

  // MARK: Months

  /// A cluster that carries all of the scenario's traffic, for a month.
  package struct Monthly: Sendable {
    package let cluster: ClusterID
    package let bill: Bill
    /// Topics that it keeps for ever: what they take is in no sum.
    package let keptForEver: [String]
  }

  /// Each cluster on which something of the scenario lies at the end, as if it carried all of that.
  package var months: [Monthly] {
    guard let usage = outcome.usage?.to else { return [] }
    return scenario.clusters.indices.compactMap { row in
      let topics = usage.clusters[row].topics.filter(\.exists)
      guard !topics.isEmpty else { return nil }
      var seen: Set<TopicID> = []
      let own = topics.filter { seen.insert($0.topic).inserted }
      let bill = deployment(row).bill(for: own.map(traffic), month: Month(), book(of: row))
      let forEver = own.filter { $0.retention < .zero && $0.retentionBytes < 0 }
      return Monthly(
        cluster: ClusterID(row), bill: bill, keptForEver: forEver.map(\.name))
    }
  }

  /// The cluster that stays: the target, or the only one there is.
  package var monthAfterwards: Monthly? {
    let id = target ?? ClusterID(index: 0)
    return months.first { $0.cluster == id }
  }

  /// What is written to a topic while its producers write at their rates, and read by each group once.
  private func traffic(_ topic: TopicUsage) -> Traffic {
    let size = scenario.topics[topic.topic.row].recordBytes
    var writes = Fraction.zero
    for producer in scenario.producers where producer.topic == topic.topic {
      let rate = Fraction(
        Int128(producer.rate.records) * Int128(size) * 1_000_000_000,
        over: Int128(max(1, producer.rate.per.nanoseconds)))
      writes = writes.plus(rate ?? .zero)
    }
    let readers = scenario.groups.count { $0.topics.contains(topic.topic) }
    // What is kept for ever is kept as long as its size allows, or is in no sum.
    let longest =
      topic.retention < .zero && topic.retentionBytes < 0
      ? .zero : Quantity.longestDuration
    var traffic = Traffic(
      writes: writes, fanOut: Fraction(Int64(readers)),
      retention: topic.retention < .zero ? longest : min(topic.retention, longest))
    if topic.retentionBytes >= 0 {
      traffic.keptMax = Int128(topic.retentionBytes) * Int128(topic.partitions)
    }
    traffic.copies = topic.replicas
    return traffic
  }

  // MARK: Clusters

  private func deployment(_ row: Int) -> Deployment {
    let spec = scenario.clusters[row]
    var deployment = Deployment(name: spec.name)
    deployment.storage = spec.storage
    deployment.brokers = spec.zones.count
    deployment.zones = Set(spec.zones).count
    deployment.makeup = prices.makeup(of: spec.name)
    return deployment
  }

  private func book(of row: Int) -> PriceBook { prices.prices(of: scenario.clusters[row].name) }
}

extension Load {
  /// The traffic of a time as it is in another.
  fileprivate func scaled(to time: TimeAmount, from passed: TimeAmount) -> Load {
    func scaled(_ amount: Int128) -> Int128 { Self.scaled(amount, to: time, from: passed) }
    var load = self
    load.written = scaled(written)
    load.copied = scaled(copied)
    load.read = scaled(read)
    load.followed = scaled(followed)
    load.puts = scaled(puts)
    load.gets = scaled(gets)
    return load
  }

  /// Nothing where no time has passed.
  fileprivate static func scaled(
    _ amount: Int128, to time: TimeAmount, from passed: TimeAmount
  ) -> Int128 {
    guard passed > .zero else { return 0 }
    return amount * Int128(time.milliseconds) / Int128(max(1, passed.milliseconds))
  }
}

extension Fraction {
  fileprivate func plus(_ other: Fraction) -> Fraction {
    let (a, b) = (Int128(numerator), Int128(denominator))
    let (c, d) = (Int128(other.numerator), Int128(other.denominator))
    // Rates of records have small terms; what does not fit is rounded to whole bytes a second.
    return Fraction(a * d + c * b, over: b * d) ?? Fraction(a / b + c / d, over: 1) ?? self
  }
}
