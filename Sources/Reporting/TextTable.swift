/// Columns that stand under their headings: the first ones to the left, numbers to the right.
struct TextTable {
  private var rows: [[String]]
  private let isNumber: [Bool]

  /// - Parameter columns: Headings; those that end in a space are numbers, and stand right.
  init(_ columns: [(title: String, isNumber: Bool)]) {
    rows = [columns.map(\.title)]
    isNumber = columns.map(\.isNumber)
  }

  mutating func add(_ cells: String...) { rows.append(cells) }
  mutating func add(_ cells: [String]) { rows.append(cells) }

  func lines(indent: String = "  ") -> [String] {
    let widths = isNumber.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = indent
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += isNumber[column] ? space + cell : cell + space
        if column < row.count - 1 { line += "  " }
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
