/// Repeatable numbers for tests that try many cases.
struct TestNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

  /// Returns a number from 0 up to but not including `bound`.
  mutating func next(below bound: Int64) -> Int64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int64((state >> 33) % UInt64(bound))
  }

  mutating func isOne(in count: Int64) -> Bool { next(below: count) == 0 }
}
