import MigrationModel

/// One incident of the catalogue, as its block says: what must come out of it, and of its controls.
struct CatalogueBlock {
  let id: String
  let cause: String
  let rows: [Row]
  let controls: [FlowValue]

  /// A number that must come out.
  struct Row {
    var point: String
    var metric: String
    var of: String?
    var kind: String?
    var cause: String?
    var bound: ClosedRange<Int64>
    /// Whether it is a stall that is not over at the end.
    var isOpen = false
    /// The amplifiers on its way.
    var via: [String]
    /// How much of it falls to each partition, where the catalogue says so.
    var perPartition: [Int64]?
    /// Keys that nothing here compares.
    var unread: [String]
    /// As the catalogue writes it.
    var text: String
  }

  init(_ text: String) {
    var parts: [String: String] = [:]
    var key = ""
    for line in text.split(separator: "\n") {
      // What stands behind a number explains it.
      let code = line.split(separator: "#")[0]
      if let colon = code.firstIndex(of: ":"), code.first?.isLetter == true {
        key = String(code[..<colon])
        parts[key] = String(code[code.index(after: colon)...])
      } else {
        let item = code.drop { $0 == " " }
        parts[key, default: ""] += (item.hasPrefix("- ") ? "," : "") + item.drop { $0 == "-" }
      }
    }
    id = parts["id", default: ""].trimmed
    let cause = parts["cause", default: ""].trimmed
    self.cause = cause
    rows = Self.list(parts["expect"]).flatMap { Row.rows($0, causeOfBlock: cause) }
    controls = Self.list(parts["control"])
  }

  /// A list on one line, or one item a line.
  private static func list(_ text: String?) -> [FlowValue] {
    guard let text = text?.trimmed else { return [] }
    var reader = FlowReader(text.hasPrefix("[") ? text : "[\(text.dropFirst())]")
    return reader.value().elements
  }
}

extension CatalogueBlock.Row {
  /// What a row of the catalogue asks for: one thing, or of an open stall that it is open and why.
  static func rows(_ row: FlowValue, causeOfBlock: String) -> [Self] {
    let numbers = Self(row, causeOfBlock: causeOfBlock)
    guard row["kind"]?.text == "open" else { return [numbers] }
    var open = numbers
    open.isOpen = true
    open.cause = nil
    return [open, numbers]
  }

  private init(_ row: FlowValue, causeOfBlock: String) {
    point = row["point"]?.text ?? ""
    metric = row["metric"]?.text ?? ""
    of = row["of"]?.text.flatMap { Departures.subjects[$0] ?? $0 }
    kind = row["kind"].flatMap { $0.text == "open" ? nil : $0.text }
    via = row["via"]?.elements.compactMap(\.text) ?? []
    bound = Self.bound(row)
    // Nothing has no cause, and these are no anomalies but figures.
    let hasCause = bound != 0...0 && !["split-keys", "conflict", "gate-failed"].contains(metric)
    cause = hasCause ? row["cause"]?.text ?? causeOfBlock : nil
    perPartition = row["per_partition"]?.elements.compactMap(\.number)
    unread = row.pairs.map(\.key).filter { !Self.keys.contains($0) }
    text = row.description
  }

  private static let keys = [
    "point", "metric", "of", "is", "range", "min", "max", "kind", "cause", "per_partition",
    "via",
  ]

  private static func bound(_ row: FlowValue) -> ClosedRange<Int64> {
    if let exact = row["is"]?.number { return exact...exact }
    if let range = row["range"]?.elements, let low = range[0].number, let high = range[1].number {
      return low...high
    }
    return (row["min"]?.number ?? 0)...(row["max"]?.number ?? .max)
  }

  /// Whether an expectation asks for no less than this row does.
  func isAsked(by expectation: Expectation) -> Bool {
    let isSamePoint =
      expectation.point == point || point == "FWD" && expectation.point == "forward"
    let isSameThing = expectation.metric == metric && expectation.of == of
    if isOpen, isSamePoint, isSameThing { return expectation.bound == .open }
    guard isSamePoint, isSameThing, expectation.kind == kind, expectation.cause == cause,
      expectation.via == via, !isOpen, let asked = expectation.bound.numbers
    else { return false }
    return bound.contains(asked.lowerBound) && bound.contains(asked.upperBound)
  }
}

extension Expectation.Bound {
  /// The numbers that it allows; nil for a stall that is not over.
  var numbers: ClosedRange<Int64>? {
    switch self {
    case .exactly(let number): number...number
    case .range(let low, let high): (low ?? 0)...(high ?? .max)
    case .open: nil
    }
  }
}

extension StringProtocol {
  var trimmed: String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
