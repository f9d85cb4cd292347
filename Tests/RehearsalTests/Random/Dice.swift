import SimKernel

/// Choices of a small world, the same for the same number on every machine.
struct Dice {
  private let draws: Draws
  private var next: UInt64 = 0

  init(_ number: UInt64) { draws = Draws(seed: number) }

  /// A number of `0..<bound`.
  mutating func below(_ bound: Int) -> Int {
    next += 1
    return Int(draws.bounded(Stream(rawValue: 0xD1CE), entity: 0, next, below: UInt64(bound)))
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  mutating func seconds(_ range: ClosedRange<Int>) -> TimeAmount { .seconds(Int64(number(range))) }

  /// Whether something happens that happens once in `times`.
  mutating func once(in times: Int) -> Bool { below(times) == 0 }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}
