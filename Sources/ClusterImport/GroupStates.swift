import Documents

/// What `kafka-consumer-groups --describe --state` prints: one line for each group.
///
/// - Source: Kafka 4.1, `ConsumerGroupCommand`.
struct GroupStates {
  struct Row {
    let group: String
    let strategy: String?
    let state: String
    let members: Int
    let at: FilePlace
  }

  private(set) var rows: [Row] = []

  init(_ bytes: [UInt8], reportingTo diagnostics: inout Diagnostics) {
    var hasBegun = false
    for line in TextLines(bytes) where !line.isBlank {
      if line.begins(with: "GROUP ") || line.begins(with: "GROUP\t") {
        hasBegun = true
      } else if hasBegun, !line.isLogNoise, !line.contains("onsumer group '") {
        read(line, &diagnostics)
      }
    }
  }

  /// The coordinator is printed as `host:port  (id)`, and the strategy of an empty group not at all:
  /// the number in brackets tells where the group's name ends, the last words are state and members.
  private mutating func read(_ line: TextLine, _ diagnostics: inout Diagnostics) {
    let words = line.words
    let bracket = words.firstIndex {
      $0.first == UInt8(ascii: "(") && $0.last == UInt8(ascii: ")")
    }
    guard let bracket, bracket >= 2, let last = words.last,
      let members = Numbers.integer(last), 0...1_000_000 ~= members,
      let state = words[bracket...].lastIndex(where: { Self.states.contains(String(ascii: $0)) })
    else {
      return diagnostics.error(
        "expected group, coordinator, strategy, state and members, found \(line.shown)",
        hint: "give what kafka-consumer-groups --describe --state printed, whole and unchanged",
        at: line.place)
    }
    let strategy = state > bracket + 1 ? String(ascii: words[bracket + 1]) : nil
    rows.append(
      Row(
        group: String(ascii: line.bytes[words[0].startIndex..<words[bracket - 2].endIndex]),
        strategy: strategy == "-" ? nil : strategy, state: String(ascii: words[state]),
        members: Int(members), at: diagnostics.place(line.place)))
  }

  /// - Source: Kafka 4.1, `GroupState`.
  private static let states = [
    "Unknown", "PreparingRebalance", "CompletingRebalance", "Stable", "Dead", "Empty", "Assigning",
    "Reconciling", "NotReady",
  ]
}
