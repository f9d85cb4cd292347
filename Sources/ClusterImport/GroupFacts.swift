import Documents

/// What the files say of a consumer group on one cluster.
struct GroupFacts {
  typealias Lane = GroupsDescription.Lane

  struct Position {
    /// The next offset to read; nil when nothing is committed.
    let committed: Int64?
    let at: FilePlace
  }

  let name: String
  /// By topic, then by partition.
  private(set) var positions: [String: [Int: Position]] = [:]
  private var members: Set<String> = []
  /// Where a file says that it has no members, or that it does not exist.
  var inactiveAt: FilePlace?
  var missingAt: FilePlace?
  var state: GroupStates.Row?

  init(name: String) { self.name = name }

  /// Its name as messages show it.
  var label: String { NamePattern.kafkaIdentifier.allows(name) ? name : name.shown }

  /// The topics it has lines for, in order.
  var topics: [String] { positions.keys.sorted() }

  /// How many members it has, as far as the files tell.
  var memberCount: Int { max(members.count, state?.members ?? 0) }
  var isActive: Bool { memberCount > 0 }

  /// Whether it stands anywhere in a topic.
  func hasPosition(in topic: String) -> Bool {
    positions[topic]?.values.contains { $0.committed != nil } ?? false
  }

  /// Where the file lists it: the first of its lines in a topic.
  func firstPlace(in topic: String) -> FilePlace? {
    positions[topic]?.min { $0.key < $1.key }?.value.at
  }

  /// Takes a line of its table.
  mutating func take(_ row: GroupsDescription.Row, reportingTo diagnostics: inout Diagnostics) {
    if let member = row.member { members.insert(member) }
    guard let lane = row.lane else { return }
    if let known = positions[lane.topic]?[lane.partition] {
      guard known.committed == row.committed else {
        return diagnostics.error(
          "group \(name.shown) stands in \(lane.topic) \(lane.partition) elsewhere by \(known.at)",
          hint: "give one description of each group on each cluster", at: row.at.place)
      }
      return
    }
    positions[lane.topic, default: [:]][lane.partition] = Position(
      committed: row.committed, at: row.at)
  }
}
