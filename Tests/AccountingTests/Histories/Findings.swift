/// What a history comes to: counts by name, such as `g0 t1 dup rebalance-replay`.
///
/// What is not named is 0, so two ways of counting agree when their counts do.
struct Findings: Equatable, Sendable {
  private(set) var counts: [String: Int] = [:]

  mutating func add(_ count: Int, _ name: String) {
    guard count != 0 else { return }
    counts[name, default: 0] += count
  }

  /// Where the two differ, by name: what the first counts, and what the second.
  static func differences(_ a: Self, _ b: Self) -> [String] {
    Set(a.counts.keys).union(b.counts.keys).sorted().compactMap { name in
      let pair = (a.counts[name, default: 0], b.counts[name, default: 0])
      return pair.0 == pair.1 ? nil : "\(name): \(pair.0) by record, \(pair.1) by range"
    }
  }
}
