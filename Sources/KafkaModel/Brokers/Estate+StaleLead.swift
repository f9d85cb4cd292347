import Accounting
import SimKernel

// A leader that was replaced and has not heard of it, and the clients that still turn to it.
//
// What it takes is on no other replica, and it cuts that off when it hears: with acks=1 it has been
// acknowledged by then. With acks=all the watermark would have to move, which it cannot there.
// Source: facts section 2.3; reality lessons 11, 13, 29 and 30.

extension Estate {
  /// Somebody else leads what a broker leads that the controller does not hear. If nobody can, it
  /// leads on, and nothing is lost.
  mutating func replaceLeader(_ id: BrokerID, of partition: PartitionID) {
    let since = brokers[id].downSince
    let mode: Election.Mode =
      topics[partitions[partition].topic].settings.uncleanElection ? .unclean : .online
    guard election(partition).winner(mode, current: nil) != nil else { return }
    ledger.disruptions.append(Disruption(kind: .leaderless(partition), from: since, to: now))
    files[partition].waiting.removeAll()
    files[partition].staleLeader = id
    files[partition].staleSince = now
    partitions[partition].isHidden = true
    for outlet in outlets.ids where outlets[outlet].partition == partition && outlets[outlet].isUsed
    {
      outlets[outlet].staleLeader = id
      armMetadata(outlets[outlet].producer)
    }
    partitions[partition].leader = -1
    elect(partition)
    if !brokers[id].answers {
      let gaveUp = max(now, since + ProducerSettings.defaultRequestTimeout)
      schedule(Event(.readersMove, id), at: gaveUp, .timer)
    }
  }

  /// A batch reaches a leader that was replaced.
  mutating func batchArrives(_ id: BatchID, at broker: BrokerID) {
    brokers[broker].bites += 1
    guard brokers[broker].answers else {
      guard !brokers[broker].isSilent else { return }
      answer(id, serial: batches[id].serial, .disconnected)
      return leaveStaleLeader(of: batches[id].outlet)
    }
    guard !producers[outlets[batches[id].outlet].producer].waitsForAll else { return }
    loseAtOnce(batches[id].range, id)
    for row in batches[id].more.indices { loseAtOnce(batches[id].more[row], id) }
    answer(id, serial: batches[id].serial, .written)
  }

  /// Notes records that are written where they will be cut off.
  private mutating func loseAtOnce(_ range: LaneRange, _ id: BatchID) {
    let partition = batches[id].partition
    let cluster = partitions[partition].cluster
    let slice = RunSlice(
      offset: -1, first: range.first, count: range.count, source: -1, lane: range.lane,
      again: batches[id].again, kind: .data)
    ledger.appended(
      range, on: cluster, in: partition, again: batches[id].again, isCopy: false, at: now)
    ledger.truncated(slice, on: cluster, unclean: false, at: now)
  }

  /// A client that got no answer, or asked for the leaders anew, turns to the new ones.
  mutating func leaveStaleLeader(of outlet: OutletID) {
    let broker = outlets[outlet].staleLeader
    guard broker != .none else { return }
    for other in producers[outlets[outlet].producer].outlets
    where outlets[other].staleLeader == broker { outlets[other].staleLeader = .none }
  }

  /// A leader that was replaced hears of it, or dies: its clients turn to the new one.
  mutating func endStaleLead(of id: BrokerID) {
    for batch in batches.ids where batches[batch].state == .inFlight {
      guard outlets[batches[batch].outlet].staleLeader == id else { continue }
      answer(batch, serial: batches[batch].serial, .unavailable)
    }
    for outlet in outlets.ids where outlets[outlet].staleLeader == id {
      outlets[outlet].staleLeader = .none
    }
    for partition in partitions.ids where files[partition].staleLeader == id {
      files[partition].staleLeader = .none
      reveal(partition, since: files[partition].staleSince)
    }
  }

  /// Readers of what a silent broker led turn to the new leaders when their requests run out of time;
  /// readers of what it still leads, when they reach it again.
  package mutating func readersMove(from id: BrokerID) {
    for partition in partitions.ids where partitions[partition].isHidden {
      if files[partition].staleLeader == id, !brokers[id].answers {
        reveal(partition, since: files[partition].staleSince)
      } else if isLed(partition, by: id), brokers[id].answers {
        reveal(partition, since: brokers[id].downSince)
      }
    }
    commitsGoOn(in: brokers[id].cluster)
  }

  private mutating func reveal(_ id: PartitionID, since: Instant) {
    guard partitions[id].isHidden else { return }
    partitions[id].isHidden = false
    ledger.disruptions.append(Disruption(kind: .leaderless(id), from: since, to: now))
    wakeReaders(of: id)
  }

  // MARK: Metadata

  /// Lets a producer ask for the leaders anew when its knowledge is `metadata.max.age.ms` old.
  private mutating func armMetadata(_ id: ProducerID) {
    let age = max(1, producers[id].settings.metadataMaxAge.nanoseconds)
    let phase = profile == .ideal ? 0 : uniform(.metadataPhase, id.index, below: age)
    let due = phase + ((now.nanoseconds - phase) / age + 1) * age
    guard producers[id].refreshesAt != Instant(nanoseconds: due) else { return }
    producers[id].refreshesAt = Instant(nanoseconds: due)
    schedule(Event(.metadataRefreshed, id), at: producers[id].refreshesAt, .timer)
  }

  /// A producer asks some broker who leads: any but the one that does not know better helps.
  package mutating func metadataRefreshed(_ id: ProducerID) {
    guard producers[id].refreshesAt == now else { return }
    producers[id].refreshesAt = .never
    guard let outlet = producers[id].outlets.first(where: { outlets[$0].staleLeader != .none })
    else { return }
    let stale = outlets[outlet].staleLeader
    let all = clusters[brokers[stale].cluster].brokers
    let bits = draws.bits(.metadataPhase, entity: id.index, UInt64(bitPattern: now.nanoseconds))
    let asked = all[Int(Sampling.bounded(bits, below: UInt64(all.count)))]
    if asked == stale { armMetadata(id) } else { leaveStaleLeader(of: outlet) }
  }
}
