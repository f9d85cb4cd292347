/// What chance allows: how many of `trials` succeed when each does with the same probability.
///
/// Worked out in whole numbers, in units of 2⁻⁶⁰; what is cut off adds up to less than `trials` × 2⁻⁶⁰.
package struct Binomial: Equatable, Sendable {
  package let trials: Int
  /// The probability of each count, from none to all.
  private let masses: [UInt64]

  private static let one: UInt64 = 1 << 60

  /// - Parameter probability: A share of `outOf`, which is above 0 and at most 2³².
  /// - Complexity: O(`trials`²)
  package init(trials: Int, probability: UInt64, outOf whole: UInt64) {
    precondition(probability <= whole && whole > 0 && whole <= 1 << 32)
    self.trials = trials
    var masses = [UInt64](repeating: 0, count: trials + 1)
    masses[0] = Self.one
    for trial in 0..<trials {
      for count in stride(from: trial + 1, through: 0, by: -1) {
        let stays = UInt128(masses[count]) * UInt128(whole - probability)
        let rises = count == 0 ? 0 : UInt128(masses[count - 1]) * UInt128(probability)
        masses[count] = UInt64((stays + rises) / UInt128(whole))
      }
    }
    self.masses = masses
  }

  /// The least count that chance does not forbid: fewer come up once in `rarity` times at most.
  package func least(rarity: UInt64) -> Int {
    var tail: UInt64 = 0
    for count in 0...trials {
      tail += masses[count]
      if tail > Self.one / rarity { return count }
    }
    return trials
  }

  /// The largest count that chance does not forbid.
  package func most(rarity: UInt64) -> Int {
    var tail: UInt64 = 0
    for count in (0...trials).reversed() {
      tail += masses[count]
      if tail > Self.one / rarity { return count }
    }
    return 0
  }
}
