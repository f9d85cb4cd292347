import Accounting
import MigrationModel
import Rehearsal
import SimKernel

/// What a reader of the verdict has to know where nobody said what is expected: that a run passes
/// only means that nothing is lost.
struct Warnings {
  let outcome: Outcome

  init(_ outcome: Outcome) { self.outcome = outcome }

  func all() -> [String] {
    guard outcome.scenario.expectations.isEmpty, outcome.verdict == .pass else { return [] }
    let found = unsent() + unread()
    guard !found.isEmpty else { return [] }
    return [
      "Nobody said what to expect. \(Words.list(found)); to have that judged, say so in `expect`."
    ]
  }

  private func unsent() -> [String] {
    let count = outcome.forward.judgement.writers.reduce(0) { $0 + $1.unsent.total }
    return count == 0
      ? [] : ["\(Words.count(count, "records")) \(count == 1 ? "is" : "are") never sent"]
  }

  private func unread() -> [String] {
    let rows = outcome.forward.judgement.readers.filter { $0.unread > 0 || $0.isStallOpen }
    return outcome.scenario.groups.indices.compactMap { group in
      let own = rows.filter { $0.subscription.row == group }
      guard !own.isEmpty else { return nil }
      let unread = own.reduce(0) { $0 + $1.unread }
      let waits = own.contains { $0.isStallOpen } ? " and still waits" : ""
      return
        "\(outcome.scenario.groups[group].name) has \(Words.count(unread, "records")) unread at "
        + "the end\(waits)"
    }
  }
}
