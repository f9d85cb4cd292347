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
    return "\(decimal(Int64(clamping: dimension.millionths(value, of: shown)))) \(shown)"
  }

  /// A number of millionths with as many decimals as say something.
  private static func decimal(_ millionths: Int64) -> String {
    let decimals =
      switch millionths {
      case ..<100_000: 6
      case ..<10_000_000: 3
      case ..<100_000_000: 1
      default: 0
      }
    return Money(micros: millionths).text(decimals: decimals)
  }
}
