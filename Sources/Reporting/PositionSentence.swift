import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel

/// The rollback position in one sentence: where each reader that was moved goes on, or why nobody
/// can say.
struct PositionSentence {
  let report: Report
  let branch: BranchOutcome

  private var scenario: Scenario { report.scenario }

  func text() -> String {
    if let reason = branch.noWayBack { return notSayable("there is no way back: \(reason)") }
    let resumes = latest()
    guard !resumes.isEmpty else {
      return branch.unrest == nil
        ? "No reader had moved; none moves." : notSayable("it does not end")
    }
    if resumes.contains(where: { $0.mechanism == .found }) {
      return notSayable("how a position came about is not known")
    }
    return resumes.map { clause($0) }.joined(separator: "; ") + "."
  }

  /// Where each group was put last, in the order of groups.
  private func latest() -> [Resume] {
    scenario.groups.indices.compactMap { row in
      branch.resumes.last { $0.subscription.row == row && $0.isInBranch }
    }
  }

  private func notSayable(_ why: String) -> String { "Not sayable: \(why)." }

  private func clause(_ resume: Resume) -> String {
    let group = scenario.groups[resume.subscription.row].name
    let cluster = scenario.clusters[resume.cluster.row].name
    return "\(group) resumes on \(cluster) \(place(resume))"
  }

  private func place(_ resume: Resume) -> String {
    switch resume.mechanism {
    case .resumed, .ordinary: "at its last commit there"
    case .translated:
      "at the translated position, \(Words.amount(resume.age ?? .zero)) old"
    case .found: "at a position found there"
    case .reset(let reset):
      switch reset.policy {
      case .resetEarliest: "at the beginning: \(reason(reset.because))"
      case .resetLatest: "at the end: \(reason(reset.because))"
      case .nonidempotentSink: reason(reset.because)
      }
    case .setExactly: "right after the last record it has applied"
    case .setByHand: "at the offsets given"
    case .setToDeparture: "where it stood when it left"
    case .external: "at the position kept with its sink's data"
    case .committedAhead: "at what it had committed before it applied it"
    case .copierReplayed, .copierForgot, .copiedBack, .resentUnguarded, .resentUnrecognised,
      .rewritten, .abortedBefore, .madeAgain:
      "at its last commit there"
    }
  }

  private func reason(_ reason: Mechanism.Reset.Reason) -> String {
    switch reason {
    case .new: "it is new there"
    case .neverWritten: "it has no position there"
    case .vanished: "its position there is gone"
    case .aboveEnd: "its position is past the end of the log"
    case .belowStart: "its position has been deleted"
    case .refused: "it was told that its position does not exist"
    }
  }
}
