import Documents

/// What `kafka-consumer-groups --describe` prints: a table for each group, with a line for each
/// partition that it has a position in or a member for.
///
/// Columns are as wide as their content, so cells are the runs between blanks and are found by the
/// names of the header; newer versions add columns.
///
/// - Source: Kafka 4.1, `ConsumerGroupCommand`.
struct GroupsDescription {
  struct Row {
    let group: String
    /// Nil on the line of a member that has no partition.
    let lane: Lane?
    /// The next offset to read; nil when nothing is committed.
    let committed: Int64?
    let end: Int64?
    /// The member that has the partition; nil for none.
    let member: String?
    let at: FilePlace
  }

  struct Lane: Hashable {
    let topic: String
    let partition: Int
  }

  private(set) var rows: [Row] = []
  /// Groups of which the tool says that they have no members, or that they do not exist.
  private(set) var inactive: [Fact<String>] = []
  private(set) var missing: [Fact<String>] = []
  private var header: TableHeader?

  init(_ bytes: [UInt8], reportingTo diagnostics: inout Diagnostics) {
    for line in TextLines(bytes) where !line.isBlank {
      if line.begins(with: "GROUP ") || line.begins(with: "GROUP\t") {
        header = TableHeader(line, needing: Self.needed, &diagnostics)
      } else if line.begins(with: "TOPIC ") {
        diagnostics.error(
          "this table does not say whose it is: it has no column GROUP",
          hint: "use the kafka-consumer-groups of Kafka 2.0 or later", at: line.place)
        return
      } else if !readRemark(line, &diagnostics), !line.isLogNoise {
        readRow(line, &diagnostics)
      }
    }
  }

  private static let needed = ["GROUP", "TOPIC", "PARTITION", "CURRENT-OFFSET", "LOG-END-OFFSET"]

  /// Reads `Consumer group 'x' has no active members.` and its like.
  private mutating func readRemark(_ line: TextLine, _ diagnostics: inout Diagnostics) -> Bool {
    guard Self.remarks.contains(where: { line.begins(with: $0) }),
      let name = Self.quotedName(line)
    else {
      guard line.begins(with: "Error:") else { return false }
      diagnostics.error("the tool failed: \(line.shown)", at: line.place)
      return true
    }
    let fact = Fact(name, at: diagnostics.place(line.place))
    if line.contains("' has no active members") { inactive.append(fact) }
    if line.contains("' does not exist") { missing.append(fact) }
    if line.contains("' is rebalancing") {
      diagnostics.note(
        "group \(name.shown) was rebalancing: its members are not all listed", at: line.place)
    }
    return true
  }

  private static let remarks = [
    "Consumer group '", "Error: Consumer group '", "Warning: Consumer group '",
  ]

  private static func quotedName(_ line: TextLine) -> String? {
    let quote = UInt8(ascii: "'")
    guard let first = line.bytes.firstIndex(of: quote),
      let last = line.bytes.lastIndex(of: quote), first < last
    else { return nil }
    return String(ascii: line.bytes[(first + 1)..<last])
  }

  private mutating func readRow(_ line: TextLine, _ diagnostics: inout Diagnostics) {
    guard let header else {
      // What comes before the first table is the tool's own talk.
      return
    }
    guard let cells = header.cells(of: line) else {
      return diagnostics.error(
        "expected a line of \(header.columns.count) columns like its header, found "
          + line.shown,
        hint: "the line may be cut short: give what the tool printed, whole and unchanged",
        at: line.place)
    }
    let isIdle = cells["TOPIC"]!.is("-")
    let lane = isIdle ? nil : readLane(cells, line, &diagnostics)
    guard isIdle || lane != nil,
      let committed = readOffset(cells["CURRENT-OFFSET"]!, line, &diagnostics),
      let end = readOffset(cells["LOG-END-OFFSET"]!, line, &diagnostics)
    else { return }
    let member = cells["CONSUMER-ID"].map { String(ascii: $0) }
    rows.append(
      Row(
        group: String(ascii: cells["GROUP"]!), lane: lane, committed: committed.value,
        end: end.value, member: member == "-" ? nil : member, at: diagnostics.place(line.place)))
  }

  private func readLane(
    _ cells: TableHeader.Cells, _ line: TextLine, _ diagnostics: inout Diagnostics
  ) -> Lane? {
    let (topic, number) = (cells["TOPIC"]!, cells["PARTITION"]!)
    guard NamePattern.kafkaTopic.allows(String(ascii: topic)) else {
      diagnostics.error(
        "\(String(ascii: topic).shown) is not a topic's name", at: line.place(topic.startIndex))
      return nil
    }
    guard let partition = Numbers.partition(number) else {
      diagnostics.error(
        "\(String(ascii: number).shown) is not the number of a partition",
        at: line.place(number.startIndex))
      return nil
    }
    return Lane(topic: String(ascii: topic), partition: partition)
  }

  /// An offset, or `-` for none.
  private struct Offset { let value: Int64? }

  private func readOffset(
    _ cell: ArraySlice<UInt8>, _ line: TextLine, _ diagnostics: inout Diagnostics
  ) -> Offset? {
    if cell.is("-") { return Offset(value: nil) }
    if let value = Numbers.offset(cell) { return Offset(value: value) }
    diagnostics.error(
      "\(String(ascii: cell).shown) is neither an offset nor \"-\"",
      at: line.place(cell.startIndex))
    return nil
  }
}
