import Accounting
import SimKernel

/// The metrics of section 2, counted record by record.
extension PlainWorld {
  func findings() -> Findings {
    var findings = Findings()
    for reader in readers.indices {
      for lane in setting.lanes.indices
      where setting.readers[reader].contains(setting.lanes[lane].topic) {
        let name = "g\(reader) t\(setting.lanes[lane].topic)"
        addFates(of: lane, reader, name, &findings)
        addRepeats(of: lane, reader, name, &findings)
        findings.add(reordered(lane, reader), "\(name) reorder")
      }
      for topic in setting.readers[reader] { addStall(topic, reader, &findings) }
    }
    for lane in setting.lanes.indices { addLogs(lane, &findings) }
    return findings
  }

  func records(of lane: Int) -> [PlainRecord] {
    written[lane].indices.map { PlainRecord(lane: lane, number: $0) }
  }

  func isAcknowledged(_ record: PlainRecord) -> Bool {
    written[record.lane][record.number].fate == .acknowledged
  }

  /// The entries of a record that a cluster's logs still hold.
  func copies(of record: PlainRecord, on cluster: Int) -> [Copy] {
    (copies[record] ?? []).filter { $0.cluster == cluster }
  }

  /// The entries of a record on a cluster of any age, but for those that were cut off.
  func everCopied(_ record: PlainRecord, on cluster: Int) -> [Copy] {
    (everCopied[record] ?? []).filter { $0.cluster == cluster }
  }
}

// MARK: - What became of acknowledged records

extension PlainWorld {
  enum End: String, CaseIterable {
    case applied, expired, unread, skipped, stranded, lost
  }

  /// Whether that became of a record for a reader at the horizon: each asks its own source, so
  /// that it can go wrong that none is true of a record, or that two are.
  private func holds(_ end: End, of record: PlainRecord, for reader: Int, _ lies: Lies) -> Bool {
    let isApplied = readers[reader].hasApplied(record)
    let isForgiven = readers[reader].forgiven.contains(record)
    if end == .applied { return isApplied }
    if end == .expired { return isForgiven && !isApplied }
    guard !isApplied, !isForgiven else { return false }
    let isAhead = lies.here.contains { copy in
      copy.offset >= readers[reader].stands[copy.partition].position ?? .min
    }
    switch end {
    case .unread: return isAhead
    case .skipped: return !isAhead && !lies.here.isEmpty
    case .stranded: return lies.here.isEmpty && !lies.elsewhere.isEmpty
    case .lost: return (lies.here + lies.elsewhere).isEmpty
    case .applied, .expired: return false
    }
  }

  /// Where the copies of a record lie, seen from the cluster that a reader reads.
  private struct Lies {
    var here: [Copy]
    var elsewhere: [Copy]
  }

  /// What became of a record for a reader: one thing, or else the reference itself is wrong.
  func ends(of record: PlainRecord, for reader: Int) -> [End] {
    let home = readers[reader].home
    let lies = Lies(here: copies(of: record, on: home), elsewhere: copies(of: record, on: 1 - home))
    return End.allCases.filter { holds($0, of: record, for: reader, lies) }
  }

  private func addFates(
    of lane: Int, _ reader: Int, _ name: String, _ findings: inout Findings
  ) {
    for record in records(of: lane) where isAcknowledged(record) {
      let ends = ends(of: record, for: reader)
      findings.add(1, "\(name) acked")
      findings.add(ends.count - 1, "\(name) not conserved")
      for end in ends { findings.add(1, "\(name) \(end)") }
      if ends.contains(.skipped) {
        let blame = readers[reader].passed[record] ?? Blame(.unattributed)
        findings.add(1, "\(name) skipped by \(blame.text)")
      }
    }
  }

  private func addRepeats(
    of lane: Int, _ reader: Int, _ name: String, _ findings: inout Findings
  ) {
    for record in records(of: lane) {
      let effects = readers[reader].effects.filter { $0.record == record }
      findings.add(max(0, effects.count - 1), "\(name) dup")
      for effect in effects.dropFirst() {
        findings.add(1, "\(name) dup by \((effect.blame ?? Blame(.unattributed)).text)")
      }
    }
  }
}

extension Blame {
  var text: String { ([cause.rawValue] + via.map(\.rawValue)).joined(separator: " via ") }
}

// MARK: - Order

extension PlainWorld {
  /// Records whose first effect comes after the first effect of a later record of their key.
  private func reordered(_ lane: Int, _ reader: Int) -> Int {
    var first: [PlainRecord: Int] = [:]
    for (place, effect) in readers[reader].effects.enumerated() where effect.record.lane == lane {
      if first[effect.record] == nil { first[effect.record] = place }
    }
    return records(of: lane).filter { record in
      guard let place = first[record], let key = key(of: record) else { return false }
      return records(of: lane).contains { other in
        other.number > record.number && self.key(of: other) == key && (first[other] ?? .max) < place
      }
    }.count
  }

  /// Which of its lane's keys a record has; nil for a record without.
  private func key(of record: PlainRecord) -> Int? {
    switch setting.lanes[record.lane].keys {
    case .none: nil
    case .inTurn(let keys): record.number % Int(keys)
    case .drawn(let keys):
      Int(
        Draws(seed: setting.seed).bounded(
          .keyInSlot, entity: UInt32(record.lane), UInt64(record.number), below: UInt64(keys)))
    }
  }
}

// MARK: - Logs

extension PlainWorld {
  private func addLogs(_ lane: Int, _ findings: inout Findings) {
    let name = "t\(setting.lanes[lane].topic)"
    for record in records(of: lane) {
      for cluster in 0..<Setting.clusters {
        var copies = everCopied(record, on: cluster)
        findings.add(max(0, copies.count - 1), "\(name) c\(cluster) log-dup")
        let isMissing = copies.isEmpty && !everCopied(record, on: 1 - cluster).isEmpty
        if isMissing, isAcknowledged(record) { findings.add(1, "\(name) c\(cluster) log-missing") }
        // One copy was meant to be: the one that nobody made again, or else the oldest.
        if !copies.isEmpty { copies.remove(at: copies.firstIndex { $0.entry.why == nil } ?? 0) }
        for copy in copies {
          let blame = Blame(copy.entry.why?.cause ?? .unattributed)
          findings.add(1, "\(name) c\(cluster) log-dup by \(blame.text)")
        }
      }
      addReconcile(record, name, &findings)
      if written[lane][record.number].fate == .reportedFailed {
        findings.add(1, "unsent")
        let isThere = (0..<Setting.clusters).contains { !everCopied(record, on: $0).isEmpty }
        if isThere { findings.add(1, "phantom") }
      }
    }
  }

  /// Acknowledged records that the authority never had, or had and was cut off from.
  private func addReconcile(_ record: PlainRecord, _ name: String, _ findings: inout Findings) {
    guard isAcknowledged(record), everCopied(record, on: setting.authority).isEmpty,
      !copies(of: record, on: 1 - setting.authority).isEmpty
    else { return }
    let topic = setting.lanes[record.lane].topic
    let isApplied = readers.indices.contains {
      setting.readers[$0].contains(topic) && readers[$0].hasApplied(record)
    }
    findings.add(1, "\(name) reconcile \(isApplied ? "applied" : "unread")")
  }
}
