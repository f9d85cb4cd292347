import SimKernel

/// What a text with a number and a unit measures.
package enum QuantityKind: Hashable, Sendable, CaseIterable {
  /// `"250ms"`
  case duration
  /// `"64KiB"`, in bytes
  case size
  /// `"2000/s"`, in records
  case rate
  /// `"10MiB/s"`, in bytes
  case bandwidth
  /// `"3/100"`, `"5%"`, `"0.25"`
  case ratio
  /// `"10m"` after the start, or `"move-billing+20s"`
  case time
}

/// Why a text is not the amount it should be.
package enum QuantityFlaw: Error, Equatable, Sendable {
  case empty
  case blank
  case signed
  case noNumber
  /// The number is there, and what follows is not.
  case missingUnit
  case unknownUnit(String)
  /// Of several units, one is not smaller than the one before it.
  case unitOrder(String)
  /// The amount has a part smaller than the smallest unit.
  case notWhole(smallest: String)
  case tooManyDigits
  case tooLarge(limit: String)
  case divisionByZero
  case notAName(String)
}

/// Texts with units to exact integers.
///
/// Every unit is written one way only, upper and lower case included: `1MB` is a million bytes and
/// `1MiB` is 1,048,576; `5m` is five minutes and `5ms` a thousandth of five seconds. Between number
/// and unit stands no blank. Durations may have several units, larger ones first: `4m30s`. Nothing
/// is rounded: `0.5ns` is refused.
package enum Quantity {
  /// Longer times than this are refused, so that sums of some of them stay within 64 bits.
  package static let longestDuration = TimeAmount(nanoseconds: 3650 * 86_400_000_000_000)

  /// Units of size by name, in bytes.
  package static let sizeUnits: [(suffix: String, bytes: Int64)] = [
    ("B", 1), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
  ]

  /// Reads `"250ms"`, `"1.5s"`, `"4m30s"`, `"1d"`.
  package static func duration(_ text: String) throws(QuantityFlaw) -> TimeAmount {
    var sum: Int128 = 0
    var rest = text
    var unitBefore = Int64.max
    repeat {
      let (number, tail) = try split(rest)
      let name = tail.prefix { !($0.isASCII && $0.isNumber) }
      guard let unit = try? timeUnit(String(name)) else { throw .unknownUnit(tail) }
      guard unit < unitBefore else { throw .unitOrder(String(name)) }
      guard let part = number.exactProduct(with: unit) else {
        throw .notWhole(smallest: "1ns")
      }
      sum += part
      unitBefore = unit
      rest = String(tail[name.endIndex...])
    } while !rest.isEmpty
    guard sum <= longestDuration.nanoseconds else { throw .tooLarge(limit: "3650d") }
    return TimeAmount(nanoseconds: Int64(sum))
  }

  /// Reads `"512B"`, `"64KiB"`, `"1.5MB"` as bytes.
  package static func size(_ text: String) throws(QuantityFlaw) -> Int64 {
    let (number, unit) = try split(text)
    guard let bytes = number.exactProduct(with: try sizeUnit(unit)) else {
      throw .notWhole(smallest: "1B")
    }
    guard bytes <= 1 << 60 else { throw .tooLarge(limit: "1048576TiB") }
    return Int64(bytes)
  }

  /// Reads `"2000/s"`, `"90/m"`, `"0.5/s"` as records per second.
  package static func rate(_ text: String) throws(QuantityFlaw) -> Fraction {
    let (number, unit) = try split(text)
    guard unit.first == "/" else { throw .unknownUnit(unit) }
    return try perSecond(number, times: 1, each: String(unit.dropFirst()))
  }

  /// Reads `"10MiB/s"` as bytes per second.
  package static func bandwidth(_ text: String) throws(QuantityFlaw) -> Fraction {
    let (number, unit) = try split(text)
    guard let slash = unit.lastIndex(of: "/") else { throw .unknownUnit(unit) }
    let bytes = try sizeUnit(String(unit[..<slash]))
    return try perSecond(number, times: bytes, each: String(unit[unit.index(after: slash)...]))
  }

  /// Reads `"3/100"`, `"5%"`, `"0.25"`. In lowest terms both terms fit 32 bits.
  package static func ratio(_ text: String) throws(QuantityFlaw) -> Fraction {
    let (number, rest) = try split(text, needsUnit: false)
    var bottom = number.scale
    if rest == "%" {
      bottom *= 100
    } else if rest.first == "/" {
      let (divisor, more) = try split(String(rest.dropFirst()), needsUnit: false)
      guard more.isEmpty, number.scale == 1, divisor.scale == 1 else { throw .unknownUnit(rest) }
      guard divisor.coefficient > 0 else { throw .divisionByZero }
      bottom = divisor.coefficient
    } else if !rest.isEmpty {
      throw .unknownUnit(rest)
    }
    guard let ratio = Fraction(number.coefficient, over: bottom),
      ratio.numerator <= UInt32.max, ratio.denominator <= UInt32.max
    else { throw .tooManyDigits }
    return ratio
  }
}

// MARK: - Parts

extension Quantity {
  /// The amount in the smallest unit of its kind, for comparing two of them.
  static func amount(_ text: String, _ kind: QuantityKind) throws(QuantityFlaw) -> Fraction {
    switch kind {
    case .duration: Fraction(try duration(text).nanoseconds)
    case .size: Fraction(try size(text))
    case .rate: try rate(text)
    case .bandwidth: try bandwidth(text)
    case .ratio: try ratio(text)
    case .time: preconditionFailure("moments by name have no amount")
    }
  }

  /// A decimal number without rounding: `coefficient / scale`, the scale being a power of ten.
  package struct Decimal: Equatable, Sendable {
    package var coefficient: Int128
    package var scale: Int128

    func exactProduct(with unit: Int64) -> Int128? {
      let product = coefficient * Int128(unit)
      return product % scale == 0 ? product / scale : nil
    }
  }

  /// Cuts a text after its number.
  package static func split(
    _ text: String, needsUnit: Bool = true
  ) throws(QuantityFlaw) -> (Decimal, unit: String) {
    let bytes = Array(text.utf8)
    guard let first = bytes.first else { throw .empty }
    guard !bytes.contains(where: { $0 == 0x20 || 0x09...0x0D ~= $0 }) else { throw .blank }
    guard first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else { throw .signed }
    let whole = bytes.prefix(while: \.isDigit)
    var rest = bytes.dropFirst(whole.count)
    guard !whole.isEmpty else { throw .noNumber }
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: \.isDigit)
      guard !fraction.isEmpty else { throw .noNumber }
      rest = rest.dropFirst(1 + fraction.count)
    }
    // With 15 digits before the point and 9 after it, a product with a unit fits 128 bits.
    guard whole.drop(while: { $0 == UInt8(ascii: "0") }).count <= 15, fraction.count <= 9 else {
      throw .tooManyDigits
    }
    if needsUnit, rest.isEmpty { throw .missingUnit }
    var number = Decimal(coefficient: 0, scale: 1)
    for digit in whole + fraction {
      number.coefficient = number.coefficient * 10 + Int128(digit - UInt8(ascii: "0"))
    }
    for _ in fraction { number.scale *= 10 }
    return (number, String(decoding: rest, as: UTF8.self))
  }

  private static func timeUnit(_ name: String) throws(QuantityFlaw) -> Int64 {
    for (suffix, nanoseconds) in TimeAmount.units where suffix == name { return nanoseconds }
    throw .unknownUnit(name)
  }

  private static func sizeUnit(_ name: String) throws(QuantityFlaw) -> Int64 {
    for (suffix, bytes) in sizeUnits where suffix == name { return bytes }
    throw .unknownUnit(name)
  }

  private static func perSecond(
    _ number: Decimal, times unit: Int64, each timeName: String
  ) throws(QuantityFlaw) -> Fraction {
    let nanoseconds = try timeUnit(timeName)
    let (top, overflows) = (number.coefficient * Int128(unit))
      .multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflows, let rate = Fraction(top, over: number.scale * Int128(nanoseconds)) else {
      throw .tooLarge(limit: "what 64 bits hold")
    }
    return rate
  }
}

// MARK: - Patterns

extension QuantityKind {
  private static let number = #"[0-9]+(\.[0-9]+)?"#
  private static var timeUnits: String {
    "(\(TimeAmount.units.map(\.suffix).joined(separator: "|")))"
  }
  private static var sizeUnits: String {
    "(\(Quantity.sizeUnits.map(\.suffix).joined(separator: "|")))"
  }

  /// Units from the largest to the smallest, each of them at most once, at least one.
  private static var durations: String {
    "(?=[0-9])" + TimeAmount.units.map { "(\(number)\($0.suffix))?" }.joined()
  }

  /// A regular expression for the spelling. What is refused beyond it are amounts that are too
  /// large or too fine.
  ///
  /// - Parameter names: The names that a time may be relative to.
  func regex(names: NamePattern = .name) -> String {
    switch self {
    case .duration: "^\(Self.durations)$"
    case .size: "^\(Self.number)\(Self.sizeUnits)$"
    case .rate: "^\(Self.number)/\(Self.timeUnits)$"
    case .bandwidth: "^\(Self.number)\(Self.sizeUnits)/\(Self.timeUnits)$"
    case .ratio: "^(\(Self.number)%?|[0-9]+/[0-9]+)$"
    case .time: "^(\(Self.durations)|\(names.regex)([+-]\(Self.durations))?)$"
    }
  }
}
