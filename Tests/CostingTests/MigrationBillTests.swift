import Accounting
import Costing
import Documents
import KafkaModel
import MigrationModel
import Rehearsal
import Reporting
import SimKernel
import Testing

/// Ten records of 1 kB a second; a copier starts after 100 s, writers move after 200, and the plan is
/// held for 100 more.
@Suite("What a rehearsed migration costs")
struct MigrationBillTests {
  private let s = ClusterID(index: 0)
  private let t = ClusterID(index: 1)

  private func scenario(_ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
    var scenario = Scenario()
    scenario.profile = .ideal
    scenario.clusters = [ClusterSpec(name: "S"), ClusterSpec(name: "T")]
    var topic = TopicSpec(name: "t")
    topic.places = [s, t].map { cluster in
      var place = TopicPlace(
        cluster: cluster,
        settings: TopicSettings(inheriting: scenario.clusters[cluster.row].settings))
      place.replicationFactor = 3
      return place
    }
    scenario.topics = [topic]
    var producer = ProducerSpec(name: "p", topic: TopicID(0), cluster: s)
    producer.rate = Rate(10)
    producer.settings.linger = .zero
    scenario.producers = [producer]
    var group = GroupSpec(name: "g", cluster: s)
    group.topics = [TopicID(0)]
    scenario.groups = [group]
    var link = LinkSpec(name: "mm2", from: s, to: t)
    link.settings.policy = MirrorSettings.identityPolicy
    scenario.links = [link]
    scenario.plan.holdback = .seconds(100)
    for (name, at, action) in [
      ("copy", 100, Action.startLink(LinkID(0))),
      ("move", 200, .moveProducers([WriterID(0)], to: t, every: .zero)),
    ] {
      var step = StepSpec(name: name)
      step.at = .at(.zero + .seconds(Int64(at)))
      step.actions = [action]
      scenario.plan.steps.append(step)
    }
    change(&scenario)
    return scenario
  }

  /// One of everything costs 1, but for what a test changes.
  private func prices(_ change: String = "") throws -> PriceFile {
    let items = CostItem.allCases.map { item in
      #""\#(item.rawValue)": { "price": "1/\#(item.dimension.units[0].name)", "source": "test" }"#
    }
    let text = """
      { "schema": 1, "name": "test", "date": "2026-01-01", "people": 2, "workers": 3,
        "prices": { \(items.joined(separator: ", ")) } \(change) }
      """
    let file = PriceFile(Array(text.utf8), file: "p.json")
    try #require(file.isValid, "\(file.report.text())")
    return file
  }

  private func bill(
    _ change: (inout Scenario) -> Void = { _ in }, prices more: String = ""
  ) throws -> MigrationBill {
    MigrationBill(Rehearsal(scenario(change), seed: 1).run(), try prices(more))
  }

  private func quantity(_ bill: Bill, _ item: CostItem, of whom: String) -> Int128 {
    bill.lines.first { $0.item == item && $0.of == whom }?.quantity ?? 0
  }

  /// Whether an amount is so much, but for a few records at the edges.
  private func isNear(_ amount: Int128, _ expected: Int128) -> Bool {
    abs(amount - expected) * 100 <= expected
  }

  /// The log has 1,000 records at the start and 1,000 more by then, of 1 kB each.
  @Test func `what a new replica fetches from another zone is paid for`() throws {
    func across(_ brokers: [Int]) throws -> Int128 {
      let bill = try bill {
        $0.clusters[0].zones = ["a", "b", "c", "b", "a"]
        $0.topics[0].places[0].logs = [0..<1_000]
        let spec = ReassignSpec(TopicID(0), on: s, partition: 0, to: brokers)
        $0.plan.steps[0].actions.append(.reassign(spec))
      }
      return quantity(try #require(bill.window), .crossZone, of: "S")
    }
    let unmoved = try across([0, 1, 2])
    #expect(isNear(try across([0, 3, 2]) - unmoved, 2_000_000))
    #expect(isNear(try across([0, 4, 2]) - unmoved, 0))
  }

  @Test func `is counted from the first step to the end of the holdback`() throws {
    let bill = try bill()
    let span = try #require(bill.outcome.usage)
    #expect(span.from.at == .zero + .seconds(100))
    #expect(span.to.at == .zero + .seconds(300))
    let window = try #require(bill.window)
    #expect(quantity(window, .broker, of: "S") == 3 * 200_000)
    #expect(quantity(window, .broker, of: "T") == 3 * 200_000)
    #expect(quantity(window, .worker, of: "mm2") == 3 * 200_000)
    #expect(quantity(window, .person, of: "the window") == 2 * 200_000)
    #expect(isNear(quantity(window, .transfer, of: "mm2"), 2_000_000))
  }

  @Test func `holds what each cluster kept, for as long as it kept it`() throws {
    let window = try #require(try bill().window)
    // From 1 MB at 100 s to 2 MB at 200 s, where writers leave; three copies with twice the room.
    let source: Int128 = 1_500_000 * 100_000 + 2_000_000 * 100_000
    #expect(isNear(quantity(window, .disk, of: "S"), source * 6))
    // The copier brings 1 MB at once, and the rest as it comes.
    let target: Int128 = 1_500_000 * 100_000 + 2_500_000 * 100_000
    #expect(isNear(quantity(window, .disk, of: "T"), target * 6))
  }

  @Test func `holds what went between zones on each cluster`() throws {
    let window = try #require(try bill().window)
    // Two followers and two thirds of what is written and read: 1 MB of each on the source.
    let thirds: Int128 = 1_000_000 / 3
    #expect(isNear(quantity(window, .crossZone, of: "S"), 2_000_000 + 2 * thirds + 2 * thirds))
    // On the target 2 MB are copied and 1 MB is written; nobody reads there.
    #expect(isNear(quantity(window, .crossZone, of: "T"), 6_000_000 + 2 * thirds))
  }

  @Test func `has requests and no followers where the target has shared storage`() throws {
    let bill = try bill { $0.clusters[1].storage = .sharedStorage(.objectStore) }
    let window = try #require(bill.window)
    #expect(quantity(window, .disk, of: "T") == 0)
    let target: Int128 = 1_500_000 * 100_000 + 2_500_000 * 100_000
    #expect(isNear(quantity(window, .objectStorage, of: "T"), target))
    // One partition is led by one broker, which writes at most every 250 ms: ten records a second
    // make every third of them a write.
    let writes = quantity(window, .get, of: "T")
    #expect((600...800).contains(writes))
    #expect(quantity(window, .put, of: "T") == writes)
  }

  @Test func `forgets what retention took`() throws {
    let kept = try bill()
    let short = try bill {
      $0.topics[0].places[0].settings.retention = .seconds(20)
      $0.topics[0].places[0].settings.segmentAge = .seconds(10)
      $0.clusters[0].settings.retentionCheck = .seconds(5)
    }
    let (long, less) = (try #require(kept.window), try #require(short.window))
    #expect(quantity(less, .disk, of: "S") * 5 < quantity(long, .disk, of: "S"))
    #expect(quantity(less, .disk, of: "S") > 0)
    #expect(quantity(less, .crossZone, of: "S") == quantity(long, .crossZone, of: "S"))
  }

  @Test func `holds the workers of Connect from beginning to end`() throws {
    let bill = try bill { scenario in
      let settings = WorkerSettings(defaultsOf: .newest)
      var workers = GroupSpec(
        workersOf: "connect", cluster: ClusterID(index: 0), settings, startTime: nil)
      workers.members = 4
      scenario.groups.append(workers)
    }
    #expect(quantity(try #require(bill.window), .worker, of: "connect") == 4 * 200_000)
  }

  /// Retention takes records, and what a lost leader alone had is cut off.
  @Test(arguments: [StorageEngine.sharedNothing, .sharedStorage(.objectStore)])
  func `keeps as much as somebody finds who looks every tenth of a second`(engine: StorageEngine) {
    let scenario = scenario { scenario in
      scenario.profile = .lan
      scenario.clusters[0].storage = engine
      scenario.clusters[0].settings.retentionCheck = .seconds(5)
      scenario.topics[0].places[0].settings.retention = .seconds(20)
      scenario.topics[0].places[0].settings.segmentAge = .seconds(10)
      scenario.producers[0].settings.acks = "1"
      scenario.faults = [
        FaultSpec(
          .brokerCrash(ClusterID(index: 0), broker: 0), at: .at(.zero + .seconds(60)),
          lasts: .amount(.seconds(30)))
      ]
    }
    var world = World(scenario, seed: 1)
    var found: Int128 = 0
    for tenth in 1...1_500 {
      while world.run(until: .zero + .milliseconds(Int64(tenth) * 100)) != nil {}
      found += world.usage().clusters[0].topics[0].keeps * 100
    }
    let usage = world.usage()
    let counted = usage.clusters[0].topics[0].kept
    #expect(found > 0)
    #expect(abs(counted - found) * 50 < found, "\(counted) counted, \(found) found")
  }

  @Test func `ends for a cluster that is retired, and for a link that is stopped`() throws {
    let bill = try bill { scenario in
      var step = StepSpec(name: "end")
      step.at = .at(.zero + .seconds(250))
      step.actions = [.stopLink(LinkID(0)), .retire(ClusterID(index: 0))]
      scenario.plan.steps.append(step)
    }
    let window = try #require(bill.window)
    #expect(quantity(window, .broker, of: "S") == 3 * 150_000)
    #expect(quantity(window, .broker, of: "T") == 3 * 250_000)
    #expect(quantity(window, .worker, of: "mm2") == 3 * 150_000)
    // Nothing of the way back is left to be paid.
    let last = try #require(bill.outcome.points.last)
    #expect(Set(bill.hourMore(after: last).lines.map(\.of)) == ["the window"])
  }

  @Test func `asks for another hour what is paid beyond the cluster in charge`() throws {
    let bill = try bill()
    let points = bill.outcome.points
    let hour: Int128 = 3_600_000
    // While the source is in charge, the target stands there for the migration alone.
    let early = bill.hourMore(after: points[0])
    #expect(quantity(early, .broker, of: "T") == 3 * hour)
    #expect(quantity(early, .broker, of: "S") == 0)
    #expect(isNear(quantity(early, .transfer, of: "mm2"), 2_000_000 * 36))
    let late = bill.hourMore(after: points[1])
    #expect(quantity(late, .broker, of: "S") == 3 * hour)
    #expect(quantity(late, .broker, of: "T") == 0)
    #expect(quantity(late, .transfer, of: "mm2") == 0)
    #expect(isNear(quantity(late, .disk, of: "S"), 2_000_000 * 6 * hour))
    #expect(quantity(late, .person, of: "the window") == 2 * hour)
  }

  @Test func `gives a month of the traffic as the formula for a deployment does`() throws {
    let bill = try bill()
    let month = try #require(bill.monthAfterwards)
    #expect(month.cluster == t)
    let written: Int128 = 10_000 * 730 * 3_600
    #expect(quantity(month.bill, .broker, of: "T") == 3 * 730 * 3_600_000)
    #expect(isNear(quantity(month.bill, .crossZone, of: "T"), written * 10 / 3))
    // Seven days, three copies, twice the room.
    let kept: Int128 = 10_000 * 7 * 86_400 * 6
    #expect(isNear(quantity(month.bill, .disk, of: "T"), kept * 730 * 3_600_000))
    #expect(month.keptForEver.isEmpty)
  }

  @Test func `says what is kept for ever instead of a sum`() throws {
    let bill = try bill { scenario in
      scenario.topics[0].places[1].settings.retention = .milliseconds(-1)
      scenario.topics[0].places[0].settings.retention = .milliseconds(-1)
      scenario.topics[0].places[0].settings.retentionBytes = 1_000_000
    }
    let months = bill.months
    #expect(months[1].keptForEver == ["t"])
    #expect(quantity(months[1].bill, .disk, of: "T") == 0)
    #expect(months[0].keptForEver.isEmpty)
    #expect(quantity(months[0].bill, .disk, of: "S") == 1_000_000 * 6 * 730 * 3_600_000)
  }

  @Test func `changes nothing of the run, and stands in the report beside the way back`() throws {
    var report = Report(
      outcome: Rehearsal(scenario(), seed: 1).run(), scenarioHash: "0", file: "s.json")
    let plain = OutcomeJSON(report).text()
    #expect(!TextReport(report).text().contains("What it costs"))
    report.prices = try prices()
    let text = TextReport(report).text()
    #expect(text.contains("What it costs, at the prices of test (2026-01-01)"))
    // Writers that came to the target 100 s ago write 36,000 records an hour that a way back leaves
    // there.
    #expect(text.contains("1,000         37,000"))
    let priced = OutcomeJSON(report).text()
    let document = CheckedDocument(
      Array(priced.utf8), file: "outcome.json", as: OutcomeShape.outcome)
    #expect(document.diagnostics.isEmpty, "\(document.diagnostics.text())")
    #expect(priced != plain && priced.hasPrefix(String(plain.dropLast(3))))
  }

  @Test func `of a plan that never begins is nothing`() throws {
    let bill = try bill { $0.plan.steps = [] }
    #expect(bill.window == nil)
    #expect(bill.months.isEmpty)
  }
}
