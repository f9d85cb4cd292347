import SimKernel

/// What variants of a scenario came to under the same seeds.
package struct PairedComparison: Sendable {
  package let variants: [String]
  /// By variant, then by seed.
  package let results: [[SeedResult]]
  /// The steps that all variants have, in the order of the first.
  package let steps: [String]
  let stepNames: [[String]]

  package var seeds: [UInt64] { results[0].map(\.seed) }

  /// Where figures are given for: going forward, then going back after each step.
  package var places: [Place] { [.forward] + steps.map(Place.after) + [.worst] }

  package enum Place: Equatable, Sendable {
    case forward
    case after(String)
    /// The worst of all places that a seed reached.
    case worst

    package var name: String {
      switch self {
      case .forward: "forward"
      case .after(let step): "back after \(step)"
      case .worst: "anywhere"
      }
    }
  }

  /// The values of a variant, by seed; nil where a seed did not reach the place.
  package func values(_ metric: PairedMetric, at place: Place, _ variant: Int) -> [Int64?] {
    results[variant].map { result in
      switch place {
      case .forward: metric.value(result)
      case .after(let name):
        result.points.first { stepNames[variant][$0.step.row] == name }
          .flatMap { metric.value($0.figures) }
      case .worst:
        ([metric.value(result)] + result.points.map { metric.value($0.figures) })
          .compactMap(\.self).max()
      }
    }
  }

  /// A metric of one variant beside the same metric of the first, seed by seed.
  package func pair(_ metric: PairedMetric, at place: Place, _ variant: Int) -> Pair? {
    let both = zip(values(metric, at: place, 0), values(metric, at: place, variant))
      .compactMap { first, second in first.flatMap { a in second.map { (a, $0) } } }
    guard !both.isEmpty else { return nil }
    return Pair(
      first: Percentiles(both.map(\.0)), second: Percentiles(both.map(\.1)),
      difference: Percentiles(both.map { $0.1 - $0.0 }), less: both.count { $0.1 < $0.0 },
      same: both.count { $0.1 == $0.0 }, more: both.count { $0.1 > $0.0 },
      isNothing: both.allSatisfy { $0 == (0, 0) })
  }

  /// What pairs of values come to.
  package struct Pair: Equatable, Sendable {
    package var first: Percentiles
    package var second: Percentiles
    /// Second less first, seed by seed.
    package var difference: Percentiles
    package var less: Int
    package var same: Int
    package var more: Int

    /// Whether nothing of the kind happened in either, under any seed.
    package var isNothing: Bool

    package var count: Int { less + same + more }
  }
}
