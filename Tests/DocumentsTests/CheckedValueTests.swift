import Documents
import SimKernel
import Testing

@Suite("Reading a checked document")
struct CheckedValueTests {
  let scenario: CheckedValue

  init() throws { scenario = try #require(Toy.read(Toy.sound).value) }

  @Test func `takes values from the file, and the table's default where it has none`() throws {
    let topics = scenario.entries("topics")
    #expect(topics.map(\.name) == ["orders", "payments"])
    let (orders, payments) = (topics[0].value, topics[1].value)
    #expect(orders.int("partitions") == 6)
    #expect(orders.rate("rate") == Fraction(2000))
    #expect(orders.bandwidth("quota") == Fraction(10 << 20))
    #expect(orders["schema"]?.node["name"]?.string == "Order")
    #expect(payments.rate("rate") == Fraction(100))
    #expect(payments.value("rate").isDefault)
    #expect(payments["quota"] == nil)
    #expect(payments.has("recordSize") && !payments.has("rate"))
    #expect(scenario["title"] == nil)
  }

  @Test func `reads one or a list alike`() {
    let groups = scenario.entries("groups")
    #expect(groups[0].value.elements("reads").map(\.text) == ["orders", "payments"])
    #expect(groups[1].value.elements("reads").map(\.text) == ["orders"])
    #expect(groups[1].value.bool("commits") == false)
    #expect(groups[1].value.ratio("share") == Ratio(3, outOf: 4))
    #expect(groups[1].value.factor("speed") == Fraction(3, over: 2))
  }

  @Test func `reads sets and distributions`() {
    let (orders, payments) = (scenario.entries("topics")[0], scenario.entries("topics")[1])
    #expect(orders.value.value("recordSize").varying(\.size) == .fixed(1024))
    #expect(payments.value.value("recordSize").varying(\.size) == .choose([512, 1_000_000]))
    let groups = scenario.entries("groups")
    #expect(
      groups[0].value.value("every").varying(\.duration) == .uniform(.seconds(1), .seconds(60)))
    #expect(groups[1].value.value("every").varying(\.duration) == .fixed(.milliseconds(500)))
    let faults = scenario.elements("faults")
    #expect(faults[0].value("for").varying(\.duration) == .exponential(mean: .seconds(5)))
    #expect(
      faults[1].value("for").varying(\.duration)
        == .logNormal(median: .seconds(1), p99: .seconds(20)))
    #expect(scenario.value("seed").varying(\.int).map { $0 + 1 } == .fixed(2))
  }

  @Test func `tells kinds of objects apart`() {
    let faults = scenario.elements("faults")
    #expect(faults.map(\.variant) == ["crash", "slow"])
    #expect(faults[0].int("broker") == 1)
    #expect(faults[0].time("at") == .relative(to: "move-billing", offset: .seconds(20)))
    #expect(faults[1].duration("by") == .milliseconds(250))
    #expect(faults[1].time("at") == .sinceStart(.minutes(10)))
  }

  @Test func `reads words, and shapes that contain themselves`() {
    let plan = scenario.value("plan")
    #expect(plan.value("until").isWord("never"))
    let steps = plan.elements("steps")
    #expect(steps.map { $0.text("onTimeout") } == ["hold", "roll-back"])
    #expect(steps[1].elements("rollback")[0].text("name") == "back")
    #expect(steps[1].elements("rollback")[0].path.description == "plan.steps[1].rollback[0]")
  }

  @Test func `reads Kafka's settings in Kafka's spelling`() {
    let settings = scenario.entries("topics")[0].value.settings("config")
    #expect(
      settings.map { "\($0.name)=\($0.text)" } == [
        "retention.ms=259200000", "min.insync.replicas=2", "cleanup.policy=compact,delete",
        "unclean.leader.election.enable=true", "min.cleanable.dirty.ratio=0.25",
        "follower.replication.throttled.replicas=*",
      ])
    #expect(settings.map(\.integer).prefix(2) == [259_200_000, 2])
    #expect(settings.map(\.isModelled) == [true, true, true, true, true, false])
    #expect(settings[3].isTrue)
  }

  @Test func `finds the row that a name stands for`() throws {
    var diagnostics = Diagnostics(file: "scenario.json")
    let groups = NameTable(Toy.group, scenario.entries("groups").map(\.name))
    let moved = scenario.value("plan").elements("steps")[0].value("groups").elements[0]
    #expect(groups.row(of: moved, reportingTo: &diagnostics) == 0)
    let readers = NameTable(Toy.group, ["search", "biling"])
    #expect(readers.row(of: moved, reportingTo: &diagnostics) == nil)
    diagnostics.report("this group never commits", hint: "leave it out", at: moved)
    #expect(
      diagnostics.text() == """
        scenario.json:20:43: error: plan.steps[0].groups[0]: unknown group "billing"; \
        did you mean "biling"?
        scenario.json:20:43: error: plan.steps[0].groups[0]: this group never commits
          hint: leave it out
        scenario.json: 2 errors

        """)
  }
}
