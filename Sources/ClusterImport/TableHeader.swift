import Documents

/// The header of a table that a Kafka tool printed, by which the lines below it are read.
struct TableHeader {
  let columns: [String]
  /// The columns that hold numbers or `-`, by their place.
  private let numeric: [Int]

  /// - Parameter needed: Columns without which the table is of no use.
  init?(_ line: TextLine, needing needed: [String], _ diagnostics: inout Diagnostics) {
    columns = line.words.map { String(ascii: $0) }
    numeric = columns.indices.filter { [columns] in
      ["PARTITION", "CURRENT-OFFSET", "LOG-END-OFFSET", "LAG"].contains(columns[$0])
    }
    for name in needed where !columns.contains(name) {
      diagnostics.error("this table has no column \(name)", at: line.place)
      return nil
    }
  }

  /// The cells of a line, by column.
  struct Cells {
    let columns: [String]
    let cells: [ArraySlice<UInt8>]

    subscript(name: String) -> ArraySlice<UInt8>? {
      columns.firstIndex(of: name).flatMap { $0 < cells.count ? cells[$0] : nil }
    }
  }

  /// Splits a line. A group's name may hold blanks and then takes more than one word; so may the
  /// name of a client, at the end. Numbers tell where columns lie.
  func cells(of line: TextLine) -> Cells? {
    let words = line.words
    let last = numeric.last ?? columns.count - 1
    guard words.count > last else { return nil }
    for shift in 0...max(0, words.count - columns.count) where fits(words, shift) {
      let group = line.bytes[words[0].startIndex..<words[shift].endIndex]
      return Cells(columns: columns, cells: [group] + words.dropFirst(shift + 1))
    }
    return nil
  }

  private func fits(_ words: [ArraySlice<UInt8>], _ shift: Int) -> Bool {
    numeric.allSatisfy { column in
      guard column + shift < words.count else { return false }
      let word = words[column + shift]
      return word.is("-") || Numbers.integer(word) != nil
    }
  }
}
