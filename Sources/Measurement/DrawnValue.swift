import Documents
import ScenarioFormat
import SimKernel

/// A number of a measured file, as it goes into a scenario.
struct DrawnValue: Equatable, Sendable {
  /// In billionths.
  let billionths: Int64

  /// - Returns: `nil` for what is no number, and for one that is too large or too fine.
  init?(_ node: JSONNode) {
    guard let text = node.number?.text else { return nil }
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1] : ""
    guard decimals.utf8.count <= 9, let whole = Int64(parts[0]), whole < 9_000_000_000,
      let part = Int64(decimals + String(repeating: "0", count: 9 - decimals.utf8.count))
    else { return nil }
    let amount = whole * 1_000_000_000 + part
    billionths = isNegative ? -amount : amount
  }

  init(billionths: Int64) { self.billionths = billionths }

  /// The value as a place of a scenario takes it; nil if it cannot.
  func value(for place: MeasuredPlace) -> JSONValue? {
    guard billionths >= 0 else { return nil }
    let (whole, part) = billionths.quotientAndRemainder(dividingBy: 1_000_000_000)
    switch place {
    case .count: return part == 0 ? .number(JSONNumber(whole)) : nil
    case .time:
      guard part > 0 else { return .string("\(whole)s") }
      let digits = String(part)
      var decimals = String(repeating: "0", count: 9 - digits.count) + digits
      while decimals.hasSuffix("0") { decimals.removeLast() }
      return .string("\(whole).\(decimals)s")
    }
  }
}
