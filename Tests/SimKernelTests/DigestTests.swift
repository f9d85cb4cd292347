import SimKernel
import Testing

@Suite("Digest")
struct DigestTests {
  @Test func `stays what it was in the first version`() {
    var digest = Digest()
    #expect("\(digest)" == "d3f11f370ce26153accc1d53bfee74e6")
    digest.fold(1)
    #expect("\(digest)" == "d99f5936720d99599256be9c0535c9fb")
    for key in 0..<1_000 as Range<Int64> { digest.fold(key, UInt32(key * 7)) }
    #expect("\(digest)" == "296a012d93fbaea82a1b1b4ebab96fef")
  }

  @Test func `prints 32 lower-case hexadecimal digits`() {
    for word in 0..<300 as Range<UInt64> {
      let text = "\(folded([word]))"
      #expect(text.count == 32)
      #expect(text.allSatisfy { "0123456789abcdef".contains($0) })
    }
  }

  @Test func `tells order, repetition and absence apart`() {
    let digests = [[], [0], [0, 0], [1], [1, 2], [2, 1], [1, 2, 1], [1 << 32]].map(folded)
    for (i, digest) in digests.enumerated() {
      #expect(digests.firstIndex(of: digest) == i)
    }
  }

  @Test func `tells a word from an event`() {
    var event = Digest()
    event.fold(5, 0)
    #expect(event != folded([5]))
  }

  @Test func `sees a small change made up for by its neighbour`() {
    // Time and payload are small numbers; what one loses the next may gain.
    var seen: Set<String> = []
    for key in 0..<24 as Range<Int64> {
      for payload in 0..<24 as Range<UInt32> {
        var digest = Digest()
        digest.fold(8_000 + key, 100 + payload)
        digest.fold(8_100 - key, 200 - payload)
        seen.insert("\(digest)")
      }
    }
    #expect(seen.count == 24 * 24)
  }

  @Test func `changes half of its bits with any bit of the last fold`() {
    let plain = folded([3, 1, 4]).words
    for bit in 0..<64 as Range<UInt64> {
      let other = folded([3, 1, 4 ^ 1 << bit]).words
      #expect(16...48 ~= (plain.0 ^ other.0).nonzeroBitCount)
      #expect(16...48 ~= (plain.1 ^ other.1).nonzeroBitCount)
    }
  }

  func folded(_ words: [UInt64]) -> Digest {
    var digest = Digest()
    for word in words { digest.fold(word) }
    return digest
  }
}
