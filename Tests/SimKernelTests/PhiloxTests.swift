import SimKernel
import Testing

@Suite("Philox")
struct PhiloxTests {
  @Test(
    "gives the known answers published with it",
    arguments: [
      KnownAnswer(
        counter: [0, 0, 0, 0], key: [0, 0],
        block: [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
      KnownAnswer(
        counter: [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF],
        key: [0xFFFF_FFFF, 0xFFFF_FFFF],
        block: [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]),
      KnownAnswer(
        counter: [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344],
        key: [0xA409_3822, 0x299F_31D0],
        block: [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]),
    ])
  func answers(known: KnownAnswer) {
    let draws = Draws(seed: word(known.key))
    let (first, second) = draws.wide(
      Stream(rawValue: known.counter[3]), entity: known.counter[2], word(known.counter))
    #expect(first == word(known.block))
    #expect(second == word(known.block[2...]))
  }

  /// A line of Random123's `kat_vectors` for `philox4x32 10`: words, lowest first.
  struct KnownAnswer: Sendable {
    var counter: [UInt32]
    var key: [UInt32]
    var block: [UInt32]
  }

  /// The first two words, lowest first, as one.
  func word(_ words: some Collection<UInt32>) -> UInt64 {
    UInt64(words.dropFirst().first!) << 32 | UInt64(words.first!)
  }
}
