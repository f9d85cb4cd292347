import SimKernel

/// Small random numbers, the same for the same seed on every machine.
struct Dice {
  private var sequence: DrawSequence

  init(seed: UInt64) {
    sequence = DrawSequence(Draws(seed: seed).bits(Stream(rawValue: 0xACC), entity: 0, 0))
  }

  /// Returns a number of `0..<bound`.
  mutating func below(_ bound: Int) -> Int {
    Int(Sampling.bounded(sequence.next(), below: UInt64(bound)))
  }
}
