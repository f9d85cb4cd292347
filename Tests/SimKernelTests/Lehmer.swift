/// A small generator for tests, which must not draw from what they test.
struct Lehmer {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 2 &+ 1 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var z = state
    z = (z ^ z >> 32) &* 0xD6E8_FEB8_6659_FD93
    return z ^ z >> 32
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
