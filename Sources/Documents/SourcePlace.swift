/// A place in a text, as editors count: lines and columns from 1, columns in Unicode scalars.
///
/// Counting scalars is what most editors jump to by `file:line:column`: they count a character
/// such as `é` once, where a count of bytes would land beside it. A tab is one column. Lines end
/// with a line feed; a carriage return before it belongs to the line.
package struct SourcePlace: Hashable, Sendable, BitwiseCopyable {
  package var line: UInt32
  package var column: UInt32

  package init(line: UInt32, column: UInt32) {
    self.line = line
    self.column = column
  }

  /// The place of values that were made in memory and never stood in a text.
  package static let nowhere = SourcePlace(line: 0, column: 0)
}

extension SourcePlace: Comparable {
  package static func < (a: Self, b: Self) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

extension SourcePlace: CustomStringConvertible {
  package var description: String { "\(line):\(column)" }
}
