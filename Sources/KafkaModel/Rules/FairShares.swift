/// What each of several flows gets of the capacities that they share: none could have more without
/// taking it from one that has no more itself (max-min fairness).
///
/// - Source: facts on storage, section 3 ("share bandwidth max-min").
package enum FairShares {
  /// What a flow gets that nothing limits.
  package static let unlimited: Int64 = 1 << 50

  /// Returns the rate of each flow, 1 at least. Costs flows × capacities × capacities.
  ///
  /// - Parameter flows: For each the capacities that it takes its share of, by their places.
  package static func rates(of flows: [[Int]], among capacities: [Int64]) -> [Int64] {
    var rates = Array(repeating: Int64(0), count: flows.count)
    var left = capacities
    while true {
      var open = Array(repeating: Int64(0), count: capacities.count)
      for (row, flow) in flows.enumerated() where rates[row] == 0 {
        for capacity in flow { open[capacity] += 1 }
      }
      let narrowest = capacities.indices.filter { open[$0] > 0 }
        .min { (left[$0] / open[$0], $0) < (left[$1] / open[$1], $1) }
      guard let narrowest else { break }
      let share = max(1, left[narrowest] / open[narrowest])
      for (row, flow) in flows.enumerated() where rates[row] == 0 && flow.contains(narrowest) {
        rates[row] = share
        for capacity in flow { left[capacity] = max(0, left[capacity] - share) }
      }
    }
    return rates.map { $0 == 0 ? unlimited : $0 }
  }
}
