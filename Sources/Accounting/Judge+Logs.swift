import SimKernel

// Verdicts over logs and writers.

extension Judge {
  func topic(_ id: TopicID) -> TopicJudgement {
    var row = TopicJudgement(
      topic: id, logDup: Array(repeating: Tally(), count: ledger.clusters),
      splitKeys: Array(repeating: 0, count: ledger.clusters),
      logMissing: Array(repeating: Tally(), count: ledger.clusters))
    row.phantom = Array(repeating: 0, count: ledger.clusters)
    let lanes = lanes(of: id)
    for lane in lanes {
      addLogDup(lane, &row)
      addReconcile(lane, &row)
      addMissing(lane, &row)
      addLogLost(lane, &row)
      addPhantoms(lane, &row)
    }
    addSplitKeys(lanes, &row)
    return row
  }

  /// Records that a cluster's logs have had more than once.
  private func addLogDup(_ lane: LaneID, _ row: inout TopicJudgement) {
    for cluster in 0..<ledger.clusters {
      let spans = ledger.copies[cluster][lane].spans.filter { $0.count > 1 }
      guard !spans.isEmpty else { continue }
      let notes = ledger.logRepeats.filter {
        $0.cluster.row == cluster && $0.range.lane == lane
      }
      for span in spans {
        let range = LaneRange(lane, span.low..<span.high)
        blame(range, Int(span.count) - 1, on: notes, &row.logDup[cluster])
      }
    }
  }

  /// Finds as many reasons for each record as it has copies too many, newest first: if no copy was
  /// the one meant to be, the oldest stands for it.
  private func blame(
    _ range: LaneRange, _ copies: Int, on notes: [LogRepeatEntry], _ tally: inout Tally
  ) {
    var open = Array(repeating: [range], count: copies)
    for note in notes.reversed() {
      var rest = [note.range]
      for level in open.indices where !rest.isEmpty {
        for part in rest {
          for found in cut(part, from: &open[level]) {
            tally.add(remove(found, from: &rest), note.blame)
          }
        }
      }
    }
    for level in open { tally.add(level.reduce(0) { $0 + $1.count }, Blame(.unattributed)) }
  }

  /// Acknowledged records that the authority's log never had.
  private func addReconcile(_ lane: LaneID, _ row: inout TopicJudgement) {
    let authority = horizon.authority
    for span in ledger.acked[lane].spans {
      for gap in ledger.copies[authority.row][lane].missing(in: span.low..<span.high) {
        // A record that lies there twice is still one to reconcile.
        var rest = [LaneRange(lane, gap)]
        for cluster in 0..<ledger.clusters where cluster != authority.row {
          for entry in listing.entries(of: LaneRange(lane, gap), on: ClusterID(cluster)) {
            for part in cut(entry.range, from: &rest) {
              if let entry = entry.part(part.numbers) { addReconcile(entry, &row) }
            }
          }
        }
      }
    }
  }

  private func addReconcile(_ entry: Listing.Entry, _ row: inout TopicJudgement) {
    for piece in absences(entry, entry.range, on: horizon.authority) {
      let open = unapplied(piece.range, row.topic).reduce(0) { $0 + $1.count }
      row.reconcileUnread.add(open, Blame(piece.cause))
      row.reconcileApplied.add(piece.range.count - open, Blame(piece.cause))
    }
    row.reconcileRanges.append(entry)
  }

  /// Acknowledged records that another cluster's log has had and this one's has not: not copied, or
  /// written to the other one only. What no log has is lost, not missing.
  private func addMissing(_ lane: LaneID, _ row: inout TopicJudgement) {
    for cluster in 0..<ledger.clusters {
      let blame = Blame(
        cluster == horizon.source.row
          ? .targetOnlyWrites : absentCopy(on: ClusterID(cluster), row.topic))
      for span in ledger.acked[lane].spans {
        for gap in ledger.copies[cluster][lane].missing(in: span.low..<span.high) {
          for (piece, isStray) in byEndpoint(LaneRange(lane, gap)) {
            row.logMissing[cluster].add(
              countElsewhere(piece), isStray ? Blame(.staleClientEndpoint) : blame)
          }
        }
      }
    }
  }

  /// Acknowledged records that leaders have lost, and that no cluster's log has had besides. What
  /// readers had applied before is no loss to them. Source: reality lesson 15.
  private func addLogLost(_ lane: LaneID, _ row: inout TopicJudgement) {
    var gone: [LaneRange] = []
    for span in ledger.acked[lane].spans {
      var rest = [LaneRange(lane, span.low..<span.high)]
      for copies in ledger.copies {
        for copy in copies[lane].counted(in: span.low..<span.high) {
          _ = remove(LaneRange(lane, copy.low..<copy.high), from: &rest)
        }
      }
      gone += rest
    }
    guard !gone.isEmpty else { return }
    for drop in ledger.drops where drop.range.lane == lane {
      guard case .truncated = drop.how else { continue }
      for part in cut(drop.range, from: &gone) {
        let unread = unapplied(part, row.topic)
        row.logLost.add(part.count, Blame(.weakAckLoss))
        row.logLostApplied += part.count - unread.reduce(0) { $0 + $1.count }
      }
    }
  }

  /// The part of a range that no reader has applied.
  private func unapplied(_ range: LaneRange, _ topic: TopicID) -> [LaneRange] {
    // As a rule somebody has applied all of it.
    let isRead = ledger.subscriptions.ofTopic[topic.row].contains { reader in
      ledger.cells[ledger.subscriptions.cell(reader, range.lane)].effects.covers(range.numbers)
    }
    if isRead { return [] }
    var unread = [range]
    for reader in ledger.subscriptions.ofTopic[topic.row] {
      let cell = ledger.cells[ledger.subscriptions.cell(reader, range.lane)]
      for span in cell.effects.counted(in: range.numbers) {
        _ = remove(LaneRange(range.lane, span.low..<span.high), from: &unread)
      }
    }
    return unread
  }

  /// How many records of a range lie, or lay, on some cluster.
  private func countElsewhere(_ range: LaneRange) -> Int64 {
    var rest = [range]
    return ledger.copies.reduce(0) { sum, copies in
      copies[range.lane].counted(in: range.numbers).reduce(sum) {
        $0 + remove(LaneRange(range.lane, $1.low..<$1.high), from: &rest)
      }
    }
  }

  private func addSplitKeys(_ lanes: [LaneID], _ row: inout TopicJudgement) {
    for cluster in 0..<ledger.clusters {
      var seen: [UInt32: LaneHome] = [:]
      for lane in lanes where ledger.lanes[lane].keysInSlot > 0 {
        let home = ledger.homes[cluster][lane]
        guard home != .nowhere else { continue }
        let slot = ledger.lanes[lane].slot
        if let other = seen[slot], other != home {
          seen[slot] = .several
        } else {
          seen[slot] = home
        }
      }
      var counted = Set<UInt32>()
      for lane in lanes where seen[ledger.lanes[lane].slot] == .several {
        if counted.insert(ledger.lanes[lane].slot).inserted {
          row.splitKeys[cluster] += ledger.lanes[lane].keysInSlot
        }
      }
    }
  }

  /// Why records of an entry that lies on one cluster are not on another one, piece by piece.
  func absences(
    _ entry: Listing.Entry, _ range: LaneRange, on cluster: ClusterID
  ) -> [(range: LaneRange, cause: Cause)] {
    let usual = causeOfAbsence(entry, on: cluster)
    guard !entry.isCopy else { return [(range, usual)] }
    return byEndpoint(range).map { ($0, $1 ? .staleClientEndpoint : usual) }
  }

  /// Cuts a range where records that a client wrote to the wrong cluster meet others.
  private func byEndpoint(_ range: LaneRange) -> [(LaneRange, isStray: Bool)] {
    guard !ledger.strays.isEmpty else { return [(range, false)] }
    var rest = [range]
    let strays = ledger.strays.flatMap { cut($0, from: &rest) }
    return strays.map { ($0, true) } + rest.map { ($0, false) }
  }

  /// Why records that lie on one cluster are not on another one.
  private func causeOfAbsence(_ entry: Listing.Entry, on cluster: ClusterID) -> Cause {
    if entry.cluster != horizon.source, !entry.isCopy { return .targetOnlyWrites }
    return absentCopy(on: cluster, ledger.lanes[entry.range.lane].topic)
  }

  func absentCopy(on cluster: ClusterID, _ topic: TopicID) -> Cause {
    if horizon.undiscovered.contains(where: { $0.topic == topic && $0.cluster == cluster }) {
      return .discoveryDelay
    }
    return horizon.halted.contains(cluster) ? .replicatorHalted : .replicationLagAtSwitch
  }

  // MARK: What nobody meant to be there

  private func addPhantoms(_ lane: LaneID, _ row: inout TopicJudgement) {
    for range in unmeant(lane) {
      for cluster in 0..<ledger.clusters {
        row.phantom[cluster] += count(of: range, in: ledger.copies[cluster][lane])
      }
    }
  }

  /// Records of a lane that were reported as failed, or whose transaction was aborted, and that their
  /// application has not written since.
  func unmeant(_ lane: LaneID) -> [LaneRange] {
    guard !ledger.unsent[lane].isEmpty || !ledger.withdrawn[lane].isEmpty else { return [] }
    var unmeant = ledger.unsent[lane]
    for span in ledger.withdrawn[lane].spans { unmeant.add(span.low..<span.high) { _ in } }
    return unmeant.spans.flatMap { span in
      ledger.acked[lane].missing(in: span.low..<span.high).map { LaneRange(lane, $0) }
    }
  }

  func count(of range: LaneRange, in coverage: Coverage) -> Int64 {
    coverage.counted(in: range.numbers).reduce(0) { $0 + $1.high - $1.low }
  }

  // MARK: Writers

  func writers() -> [WriterJudgement] {
    var rows: [WriterJudgement] = []
    for lane in ledger.lanes.ids {
      guard let producer = ledger.lanes[lane].producer else { continue }
      if rows.last?.producer != producer {
        rows.append(WriterJudgement(producer: producer, topic: ledger.lanes[lane].topic))
      }
      add(lane, to: &rows[rows.count - 1])
    }
    for row in rows.indices { addStalls(to: &rows[row]) }
    return rows
  }

  private func add(_ lane: LaneID, to row: inout WriterJudgement) {
    row.acked += ledger.acked[lane].totals.covered
    for entry in ledger.givenUp where entry.range.lane == lane {
      row.unsent.add(entry.range.count, entry.blame)
    }
    for range in unmeant(lane) {
      var hidden = [range]
      for cluster in 0..<ledger.clusters {
        for copy in ledger.copies[cluster][lane].counted(in: range.numbers) {
          row.phantom += remove(LaneRange(lane, copy.low..<copy.high), from: &hidden)
        }
      }
    }
  }
}
