/// The names of one kind, and the row of each.
package struct NameTable: Sendable {
  package let kind: NameKind
  package let names: [String]
  private let rows: [String: Int]

  /// Of equal names the first counts.
  package init(_ kind: NameKind, _ names: [String]) {
    self.kind = kind
    self.names = names
    rows = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package subscript(name: String) -> Int? { rows[name] }

  /// The row that a value names, or a diagnostic with the nearest name.
  package func row(of value: CheckedValue, reportingTo diagnostics: inout Diagnostics) -> Int? {
    if let row = rows[value.text] { return row }
    let nearest = Suggestion.nearest(to: value.text, among: names)
    diagnostics.report(
      .unknownName(value.text, kind, nearest: nearest, known: names), at: value.place,
      path: value.path)
    return nil
  }
}

extension CheckedValue {
  /// The row of the thing that a key names.
  package func reference(
    _ key: String, among table: NameTable, reportingTo diagnostics: inout Diagnostics
  ) -> Int? {
    table.row(of: value(key), reportingTo: &diagnostics)
  }
}

extension Diagnostics {
  /// Reports what only the meaning of the scenario forbids.
  package mutating func report(
    _ message: String, hint: String? = nil, as severity: Diagnostic.Severity = .error,
    at value: CheckedValue
  ) {
    report(.rule(message, hint: hint), as: severity, at: value.place, path: value.path)
  }
}
