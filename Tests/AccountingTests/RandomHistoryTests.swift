import Accounting
import SimKernel
import Testing

/// The whole point of the engine is that ranges count as single records would.
@Suite("Ledger against records one by one")
struct RandomHistoryTests {
  static let blocks = 8
  static let historiesPerBlock = 256

  @Test(arguments: 0..<blocks)
  func `counts what a record by record reference counts`(block: Int) {
    compare(block, gathers: false)
  }

  @Test(arguments: 0..<blocks)
  func `counts the same when it is told at once of all that is read in one go`(block: Int) {
    compare(block, gathers: true)
  }

  func compare(_ block: Int, gathers: Bool) {
    for number in 0..<Self.historiesPerBlock {
      let history = History(seed: UInt64(block * Self.historiesPerBlock + number))
      guard !differences(history, gathers).isEmpty else { continue }
      let smallest = history.shrunk { !differences($0, gathers).isEmpty }
      Issue.record(
        """
        seed \(history.seed), shrunk to \(smallest.operations.count) operations:
        \(smallest.operations.map { "  \($0)" }.joined(separator: "\n"))
        \(differences(smallest, gathers).joined(separator: "\n"))
        in \(smallest.setting)
        """)
      return
    }
  }

  func differences(_ history: History, _ gathers: Bool) -> [String] {
    let plain = PlainWorld(history)
    let ranges = RangeWorld(history, gathers: gathers).judgement().findings(sayableBy: plain)
    return Findings.differences(plain.findings(), ranges)
  }
}
