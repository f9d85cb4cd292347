import Costing
import SimKernel

// Money, and what it is paid for, as people write it.

extension Words {
  /// "$12,899", "$1.84", "$0.000312", "12,899 EUR"
  package static func money(_ amount: Money, _ currency: String) -> String {
    let digits = amount.text(decimals: decimals(amount))
    guard currency == "USD" else { return "\(digits) \(currency)" }
    return digits.hasPrefix("−") ? "−$" + digits.dropFirst() : "$" + digits
  }

  /// As many as say something.
  private static func decimals(_ amount: Money) -> Int {
    switch amount.micros.magnitude {
    case 0: 0
    case ..<10_000: 6
    case ..<1_000_000: 4
    case ..<1_000_000_000: 2
    default: 0
    }
  }

  /// "5.7 %", from hundredths of a percent.
  package static func percent(_ basisPoints: Int64) -> String {
    let tenths = (basisPoints.magnitude + 5) / 10
    return
      "\(basisPoints < 0 && tenths > 0 ? "−" : "")\(count(Int64(tenths / 10))).\(tenths % 10) %"
  }

  /// "4,380 h", "259,200 GiB-month", "0.014 GB": in the unit of its price.
  package static func quantity(
    _ value: Int128, _ dimension: CostDimension, of unit: String? = nil
  ) -> String {
    if dimension == .requests { return count(Int64(clamping: value)) }
    let name = unit ?? dimension.units[0].name
    let shown = name == "month" ? "h" : name
    let thousandths = Int64(clamping: dimension.thousandths(value, of: shown))
    return "\(decimal(thousandths)) \(shown)"
  }

  /// A number of thousandths with as many decimals as say something.
  private static func decimal(_ thousandths: Int64) -> String {
    if thousandths >= 100_000 { return count((thousandths + 500) / 1_000) }
    if thousandths >= 10_000 {
      let tenths = (thousandths + 50) / 100
      return "\(count(tenths / 10)).\(tenths % 10)"
    }
    let rest = String(thousandths % 1_000)
    return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
