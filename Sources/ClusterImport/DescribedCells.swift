import Documents

/// The `Name: value` cells of a line that `kafka-topics --describe` printed.
struct DescribedCells {
  struct Cell {
    let name: ArraySlice<UInt8>
    let value: ArraySlice<UInt8>
    var text: String { String(ascii: value) }
  }

  let line: TextLine
  private let cells: [Cell]

  init(_ line: TextLine) {
    self.line = line
    cells = line.bytes.trimmed.contains(.tab) ? Self.tabbed(line) : Self.spaced(line)
  }

  subscript(name: String) -> Cell? { cells.first { $0.name.is(name) } }

  private static func tabbed(_ line: TextLine) -> [Cell] {
    line.bytes.split(separator: .tab).compactMap { part in
      guard let colon = part.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      return Cell(name: part[..<colon].trimmed, value: part[(colon + 1)...].trimmed)
    }
  }

  /// Cells without tabs: each word that ends with a colon begins one.
  private static func spaced(_ line: TextLine) -> [Cell] {
    var cells: [Cell] = []
    var name: ArraySlice<UInt8>?
    var valueStart = line.bytes.startIndex
    func close(at end: Int) {
      guard let name else { return }
      cells.append(Cell(name: name, value: line.bytes[min(valueStart, end)..<end].trimmed))
    }
    for word in line.words where word.last == UInt8(ascii: ":") {
      close(at: word.startIndex)
      name = word.dropLast()
      valueStart = word.endIndex
    }
    close(at: line.bytes.endIndex)
    return cells
  }
}

extension DescribedCells {
  /// The topic's name.
  func topic(_ diagnostics: inout Diagnostics) -> String? {
    let name = self["Topic"]?.text ?? ""
    if NamePattern.kafkaTopic.allows(name) { return name }
    diagnostics.error("\(name.shown) is not a topic's name", at: line.place)
    return nil
  }

  /// A number that the line must have.
  func count(
    _ name: String, _ allowed: ClosedRange<Int>, _ diagnostics: inout Diagnostics
  ) -> Int? {
    guard let cell = self[name] else { return missing(name, &diagnostics) }
    if let value = Numbers.integer(cell.value),
      Int64(allowed.lowerBound)...Int64(allowed.upperBound) ~= value
    {
      return Int(value)
    }
    diagnostics.error(
      "\(name) is \(cell.text.shown); it takes \(allowed.lowerBound) to \(allowed.upperBound)",
      at: line.place(cell.value.startIndex))
    return nil
  }

  /// A list of brokers that the line must have; it may be empty.
  func brokers(_ name: String, _ diagnostics: inout Diagnostics) -> [Int]? {
    guard let cell = self[name] else { return missing(name, &diagnostics) }
    // Words of a cell that follows without a tab, as in "Replicas: 1,2 Adding Replicas: 3".
    let value = cell.value.prefix { !$0.isBlank }
    let parts = value.split(separator: UInt8(ascii: ","))
    let brokers = parts.compactMap { Numbers.integer($0) }
    guard brokers.count == parts.count, brokers.allSatisfy({ 0...Int64(Int32.max) ~= $0 }) else {
      diagnostics.error(
        "\(name) is \(cell.text.shown); expected the numbers of brokers",
        at: line.place(cell.value.startIndex))
      return nil
    }
    return brokers.map { Int($0) }
  }

  private func missing<Value>(_ name: String, _ diagnostics: inout Diagnostics) -> Value? {
    diagnostics.error(
      "this line of topic \((self["Topic"]?.text ?? "").shown) has no \(name)",
      hint: "the line may be cut short: give what the tool printed, whole and unchanged",
      at: line.end)
    return nil
  }

  /// Splits `a=1,b=x,y,c=2`: values may hold commas, so a setting begins where a name and an equals
  /// sign follow one.
  static func settings(_ text: String) -> [(name: String, text: String)] {
    var settings: [(name: String, text: String)] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let isName = sides[0].utf8.allSatisfy {
        $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 == UInt8(ascii: ".") || $0.isDigit
          || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
      }
      if sides.count == 2, isName, !sides[0].isEmpty {
        settings.append((String(sides[0]), String(sides[1])))
      } else if let last = settings.popLast() {
        settings.append((last.name, "\(last.text),\(part)"))
      }
    }
    return settings
  }
}
