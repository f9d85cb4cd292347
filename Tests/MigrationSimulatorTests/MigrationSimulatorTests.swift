import MigrationSimulator
import Testing

@Suite("The library")
struct MigrationSimulatorTests {
  /// The property that a team wants of its plan, as its own test suite would say it.
  func chargesTwice(_ migration: MigrationScenario) -> [String] {
    var failures: [String] = []
    migration.forEachSeed(1...4) { outcome in
      for point in outcome.points where point.late.dup(for: "billing") > 0 {
        failures.append("after \(point.step) billing charges again: \(outcome.replay)")
      }
    }
    return failures
  }

  @Test func `shows which seed breaks a property, and how to see it again`() throws {
    let migration = try MigrationScenario(text: ShopMigration.careless, named: "shop.json")
    let failures = chargesTwice(migration)
    #expect(failures.count == 4)
    #expect(
      failures.first
        == "after move-billing billing charges again: migsim run shop.json --seed 1")
  }

  @Test func `lets the mended plan pass`() throws {
    let migration = try MigrationScenario(text: ShopMigration.careful, named: "shop.json")
    #expect(chargesTwice(migration) == [])
  }

  @Test func `tells figures by name, with causes that add up`() throws {
    let outcome = try MigrationScenario(text: ShopMigration.careless).rehearse()
    #expect(outcome.seed == 3)
    #expect(outcome.planEnd == .done)
    #expect(outcome.points.map(\.step) == ["copy", "move-billing"])
    #expect(outcome.points.map(\.state) == ["mirror", "dual-read"])
    let back = try #require(outcome.point("move-billing")?.late)
    let billing = try #require(back.group("billing"))
    #expect(billing.dup.total == back.dup && back.dup > 0)
    #expect(billing.dup.shares.reduce(0) { $0 + $1.count } == billing.dup.total)
    #expect(billing.dup["rollback-offset-frozen"] > 0)
    #expect(billing.acked == billing.applied + billing.loss + billing.expired + billing.unread)
    #expect(back.kafka == .reversible && back.isConserved && back.unattributed == 0)
    #expect(outcome.forward.dup(for: "nobody") == 0)
    #expect(outcome.point("nowhere") == nil)
  }

  @Test func `tells until when there is a way back`() throws {
    let outcome = try MigrationScenario(text: ShopMigration.careful).rehearse()
    #expect(outcome.wayBack.lastReversible == "move-billing")
    #expect(outcome.wayBack.closedAt == nil && !outcome.wayBack.claimFails)
    #expect(outcome.wayBack.sentences.count == 1)
    #expect(outcome.verdict == .pass)
    #expect(outcome.expectations.allSatisfy { $0.holds })
  }

  @Test func `gives equal outcomes for equal seeds`() throws {
    let migration = try MigrationScenario(text: ShopMigration.careless)
    #expect(migration.rehearse(seed: 5).json == migration.rehearse(seed: 5).json)
    #expect(migration.rehearse(seed: 5).fingerprint != migration.rehearse(seed: 6).fingerprint)
    #expect(migration.rehearse().replay == "migsim run - --seed 3")
  }

  @Test func `says everything that is wrong with a file, with its place`() throws {
    let wrong = ShopMigration.careless.replacing(#""topic": "orders""#, with: #""topic": "order""#)
      .replacing(#""4/s""#, with: "4")
    let error = try #require(throws: ScenarioError.self) {
      try MigrationScenario(text: wrong, named: "shop.json")
    }
    #expect(error.diagnostics.count >= 2)
    #expect(error.diagnostics.allSatisfy { $0.hasPrefix("shop.json:") })
    #expect(error.description.contains("order"))
  }

  @Test func `says why a file cannot be read`() throws {
    let error = try #require(throws: ScenarioError.self) {
      try MigrationScenario(path: "/nowhere/shop.json")
    }
    #expect(
      error.diagnostics == [
        "/nowhere/shop.json: error: cannot be read: No such file or directory"
      ])
  }

  @Test func `ends a loop over seeds with the error that its body throws`() throws {
    struct Enough: Error {}
    let migration = try MigrationScenario(text: ShopMigration.careful)
    var seen: [UInt64] = []
    #expect(throws: Enough.self) {
      try migration.forEachSeed(1...100) { outcome in
        seen.append(outcome.seed)
        if outcome.seed == 2 { throw Enough() }
      }
    }
    #expect(seen == [1, 2])
  }
}

extension String {
  fileprivate func replacing(_ old: String, with new: String) -> String {
    var text = self
    while let range = text.firstRange(of: old) { text.replaceSubrange(range, with: new) }
    return text
  }
}
