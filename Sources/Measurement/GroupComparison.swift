/// A group of samples against the runs of its scenario.
package struct GroupComparison: Equatable, Sendable {
  package let label: String
  /// The file of the scenario.
  package let scenario: String
  package let samples: Int
  /// How many events the samples come from.
  package let events: Int
  package let runs: Int
  package let metrics: [MetricComparison]
  /// Metrics that the scenario does not say how to read.
  package let unread: [String]
  /// Where the scenario says that the model departs.
  package let departs: [String]

  /// The worst that is said of a metric: outside, too few, agrees.
  package var verdict: MetricComparison.Verdict {
    let outside = metrics.map(\.verdict).first { if case .outside = $0 { true } else { false } }
    if let outside { return outside }
    return metrics.isEmpty || metrics.contains { $0.verdict == .tooFew } ? .tooFew : .agrees
  }
}

/// A file of measured runs, group by group.
package struct FileComparison: Equatable, Sendable {
  package let id: String
  package let title: String?
  package let groups: [GroupComparison]
  /// Labels of groups that no scenario stands for.
  package let unbound: [String]

  package init(id: String, title: String?, groups: [GroupComparison], unbound: [String]) {
    self.id = id
    self.title = title
    self.groups = groups
    self.unbound = unbound
  }
}
