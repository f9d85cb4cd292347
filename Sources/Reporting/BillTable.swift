import Costing
import Documents

/// The lines of a bill as a table, in text and in Markdown, and as JSON.
enum BillTable {
  /// A bill of one cluster alone does not say it on every line.
  private static func columns(_ bill: Bill) -> [(title: String, isNumber: Bool)] {
    let columns = [
      ("", false), ("of", false), ("quantity", true), ("price", true), ("amount", true),
      ("owner", false),
    ]
    return isOfOne(bill) ? [columns[0]] + columns[2...] : columns
  }

  private static func isOfOne(_ bill: Bill) -> Bool {
    bill.lines.allSatisfy { $0.of == bill.lines[0].of }
  }

  private static func rows(_ bill: Bill, currency: String) -> [[String]] {
    bill.lines.map { line in
      [line.item.words] + (isOfOne(bill) ? [] : [line.of]) + [
        Words.quantity(line.quantity, line.item.dimension, of: line.price?.unitName),
        line.price?.text ?? "no price",
        line.price == nil ? "–" : Words.money(line.amount, currency), line.owner,
      ]
    }
  }

  static func text(_ bill: Bill, currency: String) -> [String] {
    var table = TextTable(columns(bill))
    for cells in rows(bill, currency: currency) { table.add(cells) }
    return table.lines()
  }

  static func markdown(_ bill: Bill, currency: String) -> [String] {
    let columns = columns(bill)
    return [
      "| " + columns.map(\.title).joined(separator: " | ") + " |",
      "|" + columns.map { $0.isNumber ? "--:|" : "---|" }.joined(),
    ] + rows(bill, currency: currency).map { "| \($0.joined(separator: " | ")) |" }
  }

  /// Amounts in millionths of the currency's unit; quantities as decimal numbers, which may be larger
  /// than JSON readers take.
  static func json(_ bill: Bill) -> JSONNode {
    JSONNode(
      bill.lines.map { line in
        object([
          ("item", JSONNode(line.item.rawValue)),
          ("component", JSONNode(line.item.component.rawValue)), ("of", JSONNode(line.of)),
          ("quantity", JSONNode("\(line.quantity)")), ("unit", JSONNode(line.item.dimension.unit)),
          ("price", line.price.map { JSONNode($0.text) }),
          ("micros", JSONNode(line.amount.micros)), ("owner", JSONNode(line.owner)),
        ])
      })
  }

  /// What has no price, in a sentence; nil where everything has one.
  static func unpriced(_ bill: Bill) -> String? {
    let items = bill.unpriced.map { "`\($0.rawValue)`" }
    guard !items.isEmpty else { return nil }
    return "Not in the sum, for want of a price: \(Words.list(items))."
  }
}

extension CostItem {
  /// As a bill says it.
  var words: String {
    switch self {
    case .broker: "brokers"
    case .licence: "licence"
    case .disk: "disks"
    case .objectStorage: "object store"
    case .logDisk: "log disks"
    case .put: "writing requests"
    case .get: "reading requests"
    case .crossZone: "between zones"
    case .transfer: "between clusters"
    case .worker: "workers"
    case .person: "people"
    }
  }
}

extension CostDimension {
  /// The unit of a quantity in JSON.
  var unit: String {
    switch self {
    case .time: "ms"
    case .storage: "byte-ms"
    case .bytes: "bytes"
    case .requests: "requests"
    }
  }
}
