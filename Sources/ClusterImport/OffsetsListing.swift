import Documents

/// What `kafka-get-offsets` prints: `topic:partition:offset`, one line each.
///
/// - Source: Kafka 4.1, `GetOffsetShell`.
struct OffsetsListing {
  /// One line.
  struct Row {
    let topic: ArraySlice<UInt8>
    let partition: ArraySlice<UInt8>
    /// Empty when the tool could not find it out.
    let offset: ArraySlice<UInt8>

    /// Splits from the right: a topic may hold dots and dashes, never a colon.
    init?(_ line: TextLine) {
      let parts = line.bytes.trimmed.split(
        separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard parts.count == 3, !parts[0].isEmpty, !parts[0].contains(where: \.isBlank),
        !parts[1].isEmpty, parts[1].allSatisfy(\.isDigit),
        parts[2].allSatisfy({ $0.isDigit || $0 == UInt8(ascii: "-") })
      else { return nil }
      (topic, partition, offset) = (parts[0], parts[1], parts[2])
    }
  }

  struct Entry {
    let topic: String
    let partition: Int
    let offset: Fact<Int64>
  }

  private(set) var entries: [Entry] = []

  init(_ bytes: [UInt8], reportingTo diagnostics: inout Diagnostics) {
    for line in TextLines(bytes) where !line.isBlank {
      guard let row = Row(line) else {
        let isBefore = entries.isEmpty && !line.contains(":")
        if !isBefore && !line.isLogNoise { Self.refuse(line, &diagnostics) }
        continue
      }
      read(row, line, &diagnostics)
    }
  }

  private mutating func read(_ row: Row, _ line: TextLine, _ diagnostics: inout Diagnostics) {
    let topic = String(ascii: row.topic)
    guard NamePattern.kafkaTopic.allows(topic) else {
      return diagnostics.error("\(topic.shown) is not a topic's name", at: line.place)
    }
    guard let partition = Numbers.partition(row.partition) else {
      return diagnostics.error(
        "\(String(ascii: row.partition).shown) is not the number of a partition",
        at: line.place(row.partition.startIndex))
    }
    if row.offset.isEmpty { return }
    guard let offset = Numbers.offset(row.offset) else {
      return diagnostics.error(
        "\(String(ascii: row.offset).shown) is not an offset",
        hint: "offsets are whole numbers from 0 to \(Numbers.offsetMax)",
        at: line.place(row.offset.startIndex))
    }
    entries.append(
      Entry(
        topic: topic, partition: partition,
        offset: Fact(offset, at: diagnostics.place(line.place(row.offset.startIndex)))))
  }

  private static func refuse(_ line: TextLine, _ diagnostics: inout Diagnostics) {
    diagnostics.error(
      "expected topic:partition:offset, found \(line.shown)",
      hint: "give what kafka-get-offsets printed, whole and unchanged", at: line.place)
  }
}
