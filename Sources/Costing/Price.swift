import Documents

/// What one unit costs, exactly as it was written: `0.0004/1000`.
package struct Price: Equatable, Sendable {
  package let text: String
  package let dimension: CostDimension
  /// What it is for: `GB-month`.
  package let unitName: String
  private let amount: Quantity.Decimal
  private let unit: Int128

  /// Reads a price for what a dimension counts; nil for anything else.
  package init?(_ text: String, per dimension: CostDimension) {
    guard let (number, rest) = try? Quantity.split(text), rest.first == "/",
      let unit = dimension.units.first(where: { $0.name == rest.dropFirst() }),
      number.coefficient < Self.largest * number.scale
    else { return nil }
    self.text = text
    self.dimension = dimension
    unitName = unit.name
    amount = number
    self.unit = unit.size
  }

  /// No unit of anything costs as much.
  static let largest: Int128 = 1_000_000_000

  /// What so many cost, rounded half up to a millionth; as much as a bill can hold for more.
  package func of(_ quantity: Int128) -> Money {
    let divisor = UInt128(amount.scale) * UInt128(unit)
    let product = quantity.magnitude.multipliedFullWidth(
      by: UInt128(amount.coefficient) * 1_000_000)
    let (low, carries) = product.low.addingReportingOverflow(divisor / 2)
    let high = product.high + (carries ? 1 : 0)
    guard high < divisor else { return Money(micros: .max) }
    return Money(micros: Int64(clamping: divisor.dividingFullWidth((high, low)).quotient))
  }
}

extension CostDimension {
  /// So many of a unit that prices are given for, in millionths, rounded half up.
  package func millionths(_ quantity: Int128, of unitName: String) -> Int128 {
    let size = units.first { $0.name == unitName }?.size ?? 1
    let (whole, rest) = quantity.quotientAndRemainder(dividingBy: size)
    let (millions, overflows) = whole.multipliedReportingOverflow(by: 1_000_000)
    return overflows ? .max : millions + (rest * 1_000_000 + size / 2) / size
  }

  /// How a price of it is written.
  package var pattern: TextPattern {
    let first = units[0].name
    let names = units.map(\.name).joined(separator: "|")
    return TextPattern(
      "price per \(first)", example: "\"0.08/\(first)\"",
      hint: "write an amount and what it is for, one of \(names): \"0.08/\(first)\"",
      regex: #"[0-9]{1,9}(\.[0-9]{1,9})?/(\#(names))"#,
      allows: { [self] in Price($0, per: self) != nil })
  }
}
