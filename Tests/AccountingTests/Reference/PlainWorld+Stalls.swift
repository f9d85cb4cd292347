/// Stalls, half second by half second.
extension PlainWorld {
  /// Adds the time during which some lane of a topic had a backlog and made no progress for at
  /// least a second.
  ///
  /// Said only of readers that passed nothing over: whether a record that lies behind a reader is
  /// still a backlog, and from when on it is not, the page does not say.
  func addStall(_ topic: Int, _ reader: Int, _ findings: inout Findings) {
    guard canSayStall(topic, reader) else { return }
    var isStalled = [Bool](repeating: false, count: now)
    var isOpen = false
    for lane in setting.lanes.indices where setting.lanes[lane].topic == topic {
      for wait in waits(of: lane, reader) where wait.count >= 2 {
        let goesOn =
          wait.upperBound == now && !touched(lane, reader).contains(now)
          && hasBacklog(lane, reader, at: now)
        // Without an acknowledged record before it, nobody knows of the wait yet.
        if goesOn, !hasUnread(topic, reader) { continue }
        for moment in wait { isStalled[moment] = true }
        isOpen = isOpen || goesOn
      }
    }
    findings.add(isStalled.count { $0 } * 500, "g\(reader) t\(topic) stall")
    findings.add(isOpen ? 1 : 0, "g\(reader) t\(topic) open stall")
  }

  func canSayStall(_ topic: Int, _ reader: Int) -> Bool {
    let asked = setting.lanes.indices.filter { setting.lanes[$0].topic == topic }
      .flatMap { records(of: $0) }
    return asked.allSatisfy { record in
      guard readers[reader].passed[record] == nil else { return false }
      return !isAcknowledged(record)
        || ends(of: record, for: reader).allSatisfy { $0 == .applied || $0 == .unread }
    }
  }

  /// Stretches of half seconds with a backlog, cut where a record of the lane was applied.
  private func waits(of lane: Int, _ reader: Int) -> [Range<Int>] {
    let touched = touched(lane, reader)
    var waits: [Range<Int>] = []
    for moment in 0..<now where hasBacklog(lane, reader, at: moment) {
      if let last = waits.last, last.upperBound == moment, !touched.contains(moment) {
        waits[waits.count - 1] = last.lowerBound..<moment + 1
      } else {
        waits.append(moment..<moment + 1)
      }
    }
    return waits
  }

  private func touched(_ lane: Int, _ reader: Int) -> Set<Int> {
    Set(readers[reader].effects.filter { $0.record.lane == lane }.map(\.at))
  }

  private func hasUnread(_ topic: Int, _ reader: Int) -> Bool {
    setting.lanes.indices.filter { setting.lanes[$0].topic == topic }
      .flatMap { records(of: $0) }
      .contains { isAcknowledged($0) && ends(of: $0, for: reader).contains(.unread) }
  }

  /// Whether a record was in a log by then that is newer than any that was applied by then.
  private func hasBacklog(_ lane: Int, _ reader: Int, at moment: Int) -> Bool {
    let newest = newest(of: lane, at: moment)
    let applied = readers[reader].effects.filter {
      $0.record.lane == lane && $0.at <= moment
    }.map(\.record).max()
    guard let newest else { return false }
    return applied.map { $0 < newest } ?? true
  }
}
