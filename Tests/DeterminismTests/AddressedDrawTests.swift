import Accounting
import Exploration
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// A fault taken away must leave all other chance as it was: only so does a comparison show what
/// the fault did.
@Suite("Taking a fault away")
struct AddressedDrawTests {
  let whole = Trials(BusyMigration.file()).scenario(seed: 5)

  /// Every draw of a run that goes forward to its end, by address.
  func draws(_ scenario: Scenario) -> [DrawLog.Address: UInt64] {
    let log = DrawLog()
    var world = World(scenario, seed: scenario.seed, recordingDrawsInto: log)
    following: while let stop = world.run(until: .never) {
      switch stop {
      case .planEnded: world.goForward()
      case .settled, .unsettled: break following
      default: continue
      }
    }
    return Dictionary(log.records.map { ($0.address, $0.value) }) { first, again in
      #expect(first == again)
      return first
    }
  }

  @Test(arguments: BusyMigration.faults.indices)
  func `leaves every other draw as it was`(fault: Int) {
    var less = whole
    less.faults.remove(at: fault)
    let before = draws(whole)
    let after = draws(less)
    #expect(before.keys.count { after[$0] != nil } > 100)
    for (address, value) in before { #expect(after[address] ?? value == value) }

    // A burst makes records of its own; nothing else touches what the applications mean to write.
    guard less.faults.contains(where: { $0.kind.name == "burst" }) else { return }
    #expect(keys(before) == keys(after))
  }

  @Test func `and so does another storage engine, which makes the same records`() {
    var other = whole
    for row in other.clusters.indices { other.clusters[row].storage = .sharedStorage(.objectStore) }
    let before = draws(whole)
    let after = draws(other)
    #expect(before.keys.count { after[$0] != nil } > 100)
    for (address, value) in before { #expect(after[address] ?? value == value) }
    #expect(keys(before) == keys(after))
  }

  /// The addresses of the draws that make traffic: which key a record has.
  private func keys(_ draws: [DrawLog.Address: UInt64]) -> Set<DrawLog.Address> {
    Set(draws.keys.filter { $0.stream == .recordKey })
  }
}
