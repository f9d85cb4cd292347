import SimKernel

// Verdicts over logs and writers.

extension Judge {
  func topic(_ id: TopicID) -> TopicJudgement {
    var row = TopicJudgement(
      topic: id, logDup: Array(repeating: Tally(), count: ledger.clusters),
      splitKeys: Array(repeating: 0, count: ledger.clusters),
      logMissing: Array(repeating: Tally(), count: ledger.clusters))
    for entry in ledger.logRepeats where ledger.lanes[entry.range.lane].topic == id {
      row.logDup[entry.cluster.row].add(entry.range.count, entry.blame)
    }
    let lanes = lanes(of: id)
    for lane in lanes {
      addReconcile(lane, &row)
      addMissing(lane, &row)
    }
    addSplitKeys(lanes, &row)
    return row
  }

  /// Acknowledged records that the authority's log never had.
  private func addReconcile(_ lane: LaneID, _ row: inout TopicJudgement) {
    let authority = horizon.authority
    for span in ledger.acked[lane].spans {
      for gap in ledger.copies[authority.row][lane].missing(in: span.low..<span.high) {
        for cluster in 0..<ledger.clusters where cluster != authority.row {
          for entry in listing.entries(of: LaneRange(lane, gap), on: ClusterID(cluster)) {
            addReconcile(entry, &row)
          }
        }
      }
    }
  }

  private func addReconcile(_ entry: Listing.Entry, _ row: inout TopicJudgement) {
    let blame = Blame(causeOfAbsence(entry, on: horizon.authority))
    var unread = [entry.range]
    for reader in ledger.subscriptions.ofTopic[row.topic.row] {
      let cell = ledger.cells[ledger.subscriptions.cell(reader, entry.range.lane)]
      for span in cell.effects.counted(in: entry.range.numbers) {
        _ = remove(LaneRange(entry.range.lane, span.low..<span.high), from: &unread)
      }
    }
    let open = unread.reduce(0) { $0 + $1.count }
    row.reconcileUnread.add(open, blame)
    row.reconcileApplied.add(entry.range.count - open, blame)
    row.reconcileRanges.append(entry)
  }

  /// Acknowledged records that a cluster lacks: not copied, or written to the other one only.
  private func addMissing(_ lane: LaneID, _ row: inout TopicJudgement) {
    for cluster in 0..<ledger.clusters {
      let blame = Blame(
        cluster == horizon.source.row
          ? .targetOnlyWrites : absentCopy(on: ClusterID(cluster), row.topic))
      for span in ledger.acked[lane].spans {
        for gap in ledger.copies[cluster][lane].missing(in: span.low..<span.high) {
          row.logMissing[cluster].add(Int64(gap.count), blame)
        }
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

  /// Why records that lie on one cluster are not on another one.
  func causeOfAbsence(_ entry: Listing.Entry, on cluster: ClusterID) -> Cause {
    if entry.cluster != horizon.source, !entry.isCopy { return .targetOnlyWrites }
    return absentCopy(on: cluster, ledger.lanes[entry.range.lane].topic)
  }

  private func absentCopy(on cluster: ClusterID, _ topic: TopicID) -> Cause {
    if horizon.undiscovered.contains(where: { $0.topic == topic && $0.cluster == cluster }) {
      return .discoveryDelay
    }
    return horizon.halted.contains(cluster) ? .replicatorHalted : .replicationLagAtSwitch
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
    return rows
  }

  private func add(_ lane: LaneID, to row: inout WriterJudgement) {
    row.acked += ledger.acked[lane].totals.covered
    for entry in ledger.givenUp where entry.range.lane == lane {
      row.unsent.add(entry.range.count, entry.blame)
    }
    for span in ledger.unsent[lane].spans {
      var hidden = [LaneRange(lane, span.low..<span.high)]
      for cluster in 0..<ledger.clusters {
        for copy in ledger.copies[cluster][lane].counted(in: span.low..<span.high) {
          row.phantom += remove(LaneRange(lane, copy.low..<copy.high), from: &hidden)
        }
      }
    }
    var covered = Instant.zero
    for stall in ledger.producerStalls where stall.lane == lane {
      row.longestStall = max(row.longestStall, (stall.to - stall.from).milliseconds)
      let from = max(stall.from, covered)
      guard from < stall.to else { continue }
      let isLeaderless = ledger.disruptions.contains { disruption in
        if case .leaderless = disruption.kind {
          return disruption.from < stall.to && disruption.to > stall.from
        }
        return false
      }
      row.stall.add(
        (stall.to - from).milliseconds,
        Blame(isLeaderless ? .brokerUnavailable : .capacityThrottled))
      covered = stall.to
    }
  }
}
