import Documents
import SimKernel
import Testing

@Suite("Amounts with units")
struct QuantityTests {
  @Test(
    "durations are whole nanoseconds",
    arguments: [
      ("250ms", 250_000_000), ("30s", 30_000_000_000), ("5m", 300_000_000_000),
      ("1.5s", 1_500_000_000), ("2h", 7_200_000_000_000), ("1d", 86_400_000_000_000),
      ("7ns", 7), ("3us", 3000), ("0s", 0), ("0.000000001s", 1), ("007s", 7_000_000_000),
      ("3650d", 315_360_000_000_000_000), ("4m30s", 270_000_000_000),
      ("1d2h3m4s5ms6us7ns", 93_784_005_006_007), ("1h0.5m", 3_630_000_000_000),
    ] as [(String, Int64)])
  func durations(text: String, nanoseconds: Int64) throws {
    #expect(try Quantity.duration(text) == TimeAmount(nanoseconds: nanoseconds))
  }

  @Test(
    "what is no duration says why",
    arguments: [
      ("", .empty), ("250", .missingUnit), ("1.5", .missingUnit), ("s", .noNumber),
      (".5s", .noNumber), ("1.s", .noNumber), ("5 s", .blank), ("5s ", .blank),
      ("-5s", .signed), ("+5s", .signed), ("5parsecs", .unknownUnit("parsecs")),
      ("5S", .unknownUnit("S")), ("1h30x", .unknownUnit("x")),
      ("30s4m", .unitOrder("m")), ("4m4m", .unitOrder("m")), ("4m30", .missingUnit),
      ("4m-30s", .unknownUnit("m-30s")), ("3650d1ns", .tooLarge(limit: "3650d")),
      ("0.5ns", .notWhole(smallest: "1ns")), ("3651d", .tooLarge(limit: "3650d")),
      ("999999999999999d", .tooLarge(limit: "3650d")),
      ("1000000000000000s", .tooManyDigits), ("0.1234567891s", .tooManyDigits),
      ("1e3s", .unknownUnit("e3s")), ("５s", .noNumber),
    ] as [(String, QuantityFlaw)])
  func flaws(text: String, flaw: QuantityFlaw) {
    #expect(throws: flaw) { try Quantity.duration(text) }
  }

  @Test func `sizes are bytes, by thousands or by 1024`() throws {
    let sizes: [(String, Int64)] = [
      ("512B", 512), ("1kB", 1000), ("1KiB", 1024), ("1.5MB", 1_500_000), ("16MiB", 16 << 20),
      ("2GB", 2_000_000_000), ("1GiB", 1 << 30), ("1TB", 1_000_000_000_000), ("1TiB", 1 << 40),
      ("0.5KiB", 512),
    ]
    for (text, bytes) in sizes { #expect(try Quantity.size(text) == bytes) }
    #expect(throws: QuantityFlaw.unknownUnit("KB")) { try Quantity.size("1KB") }
    #expect(throws: QuantityFlaw.notWhole(smallest: "1B")) { try Quantity.size("0.0003kB") }
    #expect(throws: QuantityFlaw.tooLarge(limit: "1048576TiB")) {
      try Quantity.size("999999999999999TiB")
    }
  }

  @Test func `rates are exact fractions of a second`() throws {
    let rates: [(String, Int64, Int64)] = [
      ("2000/s", 2000, 1), ("90/m", 3, 2), ("0.5/s", 1, 2), ("1/h", 1, 3600), ("3/ms", 3000, 1),
      ("0.1/s", 1, 10), ("0/s", 0, 1),
    ]
    for (text, top, bottom) in rates {
      let rate = try Quantity.rate(text)
      #expect((rate.numerator, rate.denominator) == (top, bottom))
    }
    #expect(throws: QuantityFlaw.missingUnit) { try Quantity.rate("2000") }
    #expect(throws: QuantityFlaw.unknownUnit("s")) { try Quantity.rate("2000s") }
    #expect(throws: QuantityFlaw.unknownUnit("")) { try Quantity.rate("2000/") }
    #expect(throws: QuantityFlaw.tooLarge(limit: "what 64 bits hold")) {
      try Quantity.rate("999999999999999.123456789/ns")
    }
  }

  @Test func `bandwidths are bytes a second`() throws {
    #expect(try Quantity.bandwidth("10MiB/s") == Fraction(10 << 20))
    #expect(try Quantity.bandwidth("1kB/m") == Fraction(50, over: 3))
    #expect(throws: QuantityFlaw.unknownUnit("MiB")) { try Quantity.bandwidth("10MiB") }
    #expect(throws: QuantityFlaw.tooLarge(limit: "what 64 bits hold")) {
      try Quantity.bandwidth("999999999999999.999999999TiB/ns")
    }
  }

  @Test func `ratios keep both integers`() throws {
    let ratios: [(String, Int64, Int64)] = [
      ("3/100", 3, 100), ("5%", 1, 20), ("0.25", 1, 4), ("12.5%", 1, 8), ("1", 1, 1), ("0", 0, 1),
      ("6/8", 3, 4), ("1.5", 3, 2),
    ]
    for (text, top, bottom) in ratios {
      let ratio = try Quantity.ratio(text)
      #expect((ratio.numerator, ratio.denominator) == (top, bottom))
    }
    #expect(throws: QuantityFlaw.divisionByZero) { try Quantity.ratio("1/0") }
    #expect(throws: QuantityFlaw.unknownUnit("/2.5")) { try Quantity.ratio("1/2.5") }
    #expect(throws: QuantityFlaw.noNumber) { try Quantity.ratio("1/x") }
    #expect(throws: QuantityFlaw.tooManyDigits) { try Quantity.ratio("1/4294967297") }
  }

  @Test func `a bandwidth is never taken for a rate`() {
    #expect(throws: QuantityFlaw.unknownUnit("MiB/s")) { try Quantity.rate("10MiB/s") }
  }
}

@Suite("Moments")
struct ScenarioTimeTests {
  @Test func `count from the start of the run, or from a name`() throws {
    let times: [(String, ScenarioTime)] = [
      ("10m", .sinceStart(.minutes(10))), ("0s", .sinceStart(.zero)),
      ("move", .relative(to: "move", offset: .zero)),
      ("move-billing", .relative(to: "move-billing", offset: .zero)),
      ("move-billing+20s", .relative(to: "move-billing", offset: .seconds(20))),
      ("move-billing-5s", .relative(to: "move-billing", offset: .seconds(-5))),
      ("step-2", .relative(to: "step-2", offset: .zero)),
      ("step-2x", .relative(to: "step-2x", offset: .zero)),
      ("step-2-1h30m", .relative(to: "step-2", offset: .minutes(-90))),
      ("step-2-1.5h", .relative(to: "step-2", offset: .minutes(-90))),
    ]
    for (text, time) in times { #expect(try ScenarioTime(parsing: text) == time) }
  }

  @Test(
    "say what is wrong with them",
    arguments: [
      ("", .empty), ("10", .missingUnit), ("-5s", .signed), ("10 m", .blank),
      ("move+", .empty), ("move+20", .missingUnit), ("move+20x", .unknownUnit("x")),
      ("move it", .notAName("move it")), ("a/b", .notAName("a/b")),
      ("move +20s", .notAName("move ")), ("?", .noNumber),
    ] as [(String, QuantityFlaw)])
  func flaws(text: String, flaw: QuantityFlaw) {
    #expect(throws: flaw) { try ScenarioTime(parsing: text) }
  }
}

@Suite("Names")
struct NamePatternTests {
  @Test func `take what their table of characters has`() {
    for name in ["a", "move-billing", "b_1.x", "Z9", String(repeating: "n", count: 64)] {
      #expect(NamePattern.name.allows(name))
    }
    for name in ["", "1a", "-a", "a b", "é", "a/b", String(repeating: "n", count: 65)] {
      #expect(!NamePattern.name.allows(name))
    }
    for name in ["0", "a.b_c-D", "...", String(repeating: "t", count: 249)] {
      #expect(NamePattern.kafkaTopic.allows(name))
    }
    for name in ["", ".", "..", "a b", "a/b", String(repeating: "t", count: 250)] {
      #expect(!NamePattern.kafkaTopic.allows(name))
    }
    #expect(NamePattern.kafkaIdentifier.allows("group:1/x"))
    #expect(!NamePattern.kafkaIdentifier.allows("group 1"))
  }
}
