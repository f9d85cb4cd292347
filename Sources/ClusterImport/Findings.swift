/// Draws the conclusions: what the files prove about a migration.
struct Findings {
  let migration: Migration
  private(set) var all: [Finding] = []
  /// How many findings of a kind there are; the rest are counted only.
  private var counts: [String: Int] = [:]
  private var kinds: [String] = []

  /// Findings of one kind beyond this are told as a number: an estate may have 5,000 topics.
  static let limit = 40

  init(_ migration: Migration) {
    self.migration = migration
    findMirror()
    for topic in migration.copies { findCopy(topic) }
    for group in migration.groups { findTransfers(of: group) }
    findAtRest()
    findOthers()
    findCluster(migration.source)
    findCluster(migration.target)
    for kind in kinds where counts[kind]! > Self.limit {
      all.append(
        Finding(
          .note, text: "\(counts[kind]! - Self.limit) more like these: \(kind)", proofs: []))
    }
    all = all.enumerated().sorted {
      ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
    }.map(\.element)
  }

  /// Adds a finding, unless there are many of its kind.
  mutating func add(_ finding: Finding?, kind: String) {
    guard let finding else { return }
    if counts[kind] == nil { kinds.append(kind) }
    counts[kind, default: 0] += 1
    if counts[kind]! <= Self.limit { all.append(finding) }
  }

  var source: ClusterFacts { migration.source }
  var target: ClusterFacts { migration.target }
  var mirror: MirrorFacts { migration.mirror }
}
