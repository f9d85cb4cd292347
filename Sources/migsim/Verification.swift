import Exploration
import Rehearsal
import SimKernel

/// Runs a seed again and compares every branch with the first time.
enum Verification {
  /// What differs first, in words; nil if nothing does.
  static func difference(_ trials: Trials, _ first: Outcome) -> String? {
    let second = trials.outcome(seed: first.seed)
    let pairs = zip(branches(first), branches(second))
    for (a, b) in pairs where a.branch.digest != b.branch.digest {
      return
        "\(a.name) took \(a.branch.events) events and then \(b.branch.events), with fingerprints "
        + "\(a.branch.digest) and \(b.branch.digest)"
    }
    return first.fingerprint == second.fingerprint ? nil : "the runs have other branches"
  }

  private static func branches(_ outcome: Outcome) -> [(name: String, branch: BranchOutcome)] {
    outcome.points.flatMap { [("\($0.name), early", $0.early), ("\($0.name), late", $0.late)] }
      + [("forward", outcome.forward)]
  }
}
