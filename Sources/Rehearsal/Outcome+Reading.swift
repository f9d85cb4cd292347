import Accounting
import MigrationModel
import SimKernel

extension Outcome {
  /// One number of the outcome, as it would be measured: a stall is the longest single wait, in
  /// milliseconds; a `position` what a group found when it last began on a cluster, -1 for none, and
  /// `resumed-at` the offset at which it began (`of` is "cluster.group").
  ///
  /// - Parameter reading: Its metric, point and subject count; its bound does not.
  /// - Returns: `nil` when the point was not reached, or when there is no such thing.
  package func measured(_ reading: Expectation) -> Int64? {
    guard let branch = Expectations(self).branch(named: reading.point, early: reading.early) else {
      return nil
    }
    if ["position", "resumed-at"].contains(reading.metric) {
      return position(reading, in: branch)
    }
    return MetricReading(outcome: self, branch: branch, expectation: reading).measured()
  }

  private func position(_ reading: Expectation, in branch: BranchOutcome) -> Int64? {
    for subscription in scenario.groups.indices {
      for cluster in scenario.clusters.indices
      where "\(scenario.clusters[cluster].name).\(scenario.groups[subscription].name)"
        == reading.of
      {
        let resume = branch.resumes.last {
          $0.subscription.row == subscription && $0.cluster.row == cluster
        }
        guard let resume else { return -1 }
        if case .reset = resume.mechanism, reading.metric == "position" { return -1 }
        return resume.offsets.reduce(0, +)
      }
    }
    return nil
  }
}
