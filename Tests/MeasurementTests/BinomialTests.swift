import Measurement
import Testing

@Suite("What chance allows")
struct BinomialTests {
  @Test func `of ten coins, one to nine may fall alike`() {
    let coins = Binomial(trials: 10, probability: 1, outOf: 2)
    // Ten alike: one in 1024. Nine alike or more: 11 in 1024.
    #expect(coins.least(rarity: 200) == 1)
    #expect(coins.most(rarity: 200) == 9)
    #expect(coins.least(rarity: 2000) == 0)
    #expect(coins.least(rarity: 50) == 2)
  }

  @Test func `of what is certain, all`() {
    let sure = Binomial(trials: 30, probability: 200, outOf: 200)
    #expect(sure.least(rarity: 200) == 30)
    #expect(sure.most(rarity: 200) == 30)
  }

  @Test func `of nothing, nothing`() {
    let none = Binomial(trials: 0, probability: 9, outOf: 10)
    #expect(none.least(rarity: 200) == 0)
    #expect(none.most(rarity: 200) == 0)
  }

  @Test func `of 36 at nine in ten, 27 to 36`() {
    let many = Binomial(trials: 36, probability: 9, outOf: 10)
    #expect(many.least(rarity: 200) == 27)
    #expect(many.most(rarity: 200) == 36)
  }
}
