import Accounting
import Documents

/// Something that the files prove, or make likely, about the migration.
package struct Finding: Equatable, Sendable {
  package enum Severity: String, Comparable, Sendable {
    /// Worth knowing.
    case note
    /// Records are read twice, late or out of order.
    case warning
    /// Records can be lost or passed over, or the copier stops.
    case critical

    private var rank: Int {
      switch self {
      case .note: 0
      case .warning: 1
      case .critical: 2
      }
    }

    package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
  }

  package let severity: Severity
  /// What it leads to; of several the files do not tell which.
  package let causes: [Cause]
  /// One sentence or two, with numbers.
  package let text: String
  /// The lines that prove it. The first of a file proves that something is missing there.
  package let proofs: [FilePlace]
  /// How many records it is about, if it is about records and the files tell.
  package let records: Int64?
  /// The same by partition.
  package let byPartition: [Int64]

  init(
    _ severity: Severity, _ causes: Cause..., text: String, proofs: [FilePlace?],
    records: Int64? = nil, byPartition: [Int64] = []
  ) {
    self.severity = severity
    self.causes = causes
    self.text = text
    var seen: Set<FilePlace> = []
    self.proofs = proofs.compactMap { $0 }.filter { seen.insert($0).inserted }
    self.records = records
    self.byPartition = byPartition
  }
}

extension Finding: CustomStringConvertible {
  /// ```text
  /// warning: group billing would read 620 records of orders again …
  ///   offset-translation-coarse or offset-sync-stale; groups.txt:18:1, ends.txt:8:10
  /// ```
  package var description: String {
    let places = list(proofs.map(\.description), limit: 6)
    let cause = causes.map(\.rawValue).joined(separator: " or ")
    return "\(severity.rawValue): \(text)\n  "
      + [cause, places].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// The same for machines.
  package var json: JSONNode {
    var members: [(String, JSONNode)] = [
      ("severity", JSONNode(severity.rawValue)),
      ("causes", JSONNode(causes.map { JSONNode($0.rawValue) })), ("text", JSONNode(text)),
      (
        "proofs",
        JSONNode(
          proofs.map { proof in
            ["file": JSONNode(proof.file), "line": JSONNode(proof.place.line)]
          })
      ),
    ]
    if let records { members.append(("records", JSONNode(records))) }
    if !byPartition.isEmpty {
      members.append(("byPartition", JSONNode(byPartition.map { JSONNode($0) })))
    }
    return JSONNode(.object(members.map { JSONMember(key: $0.0, value: $0.1) }))
  }
}
