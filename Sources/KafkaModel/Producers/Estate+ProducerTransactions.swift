import Accounting
import SimKernel

// A producer's transactions: begun, ended by a marker in every partition they touched, given up.
// Source: `TransactionManager`, `TransactionCoordinator` of Kafka 4.1; facts section 4.1. The
// coordinator answers when the markers are replicated, rather than just before.

extension Estate {
  /// Creates records up to a number, as far as the open transaction goes, and ends it when it is full.
  mutating func createInTransaction(_ id: ProducerID, upTo limit: Int64) {
    guard let now = producers[id].transactions, now.state != .ending,
      limit > producers[id].nextNumber
    else { return }
    if now.state == .idle { beginTransaction(id) }
    let first = producers[id].nextNumber
    createRecords(id, upTo: min(limit, first + now.size - now.count))
    let created = producers[id].nextNumber - first
    producers[id].transactions?.count += created
    if producers[id].transactions?.count == now.size { endTransaction(id) }
  }

  mutating func beginTransaction(_ id: ProducerID, isRetry: Bool = false) {
    let begins = now
    producers[id].transactions?.state = .open
    producers[id].transactions?.isRetry = isRetry
    producers[id].transactions?.begun += isRetry ? 0 : 1
    producers[id].transactions?.since = begins
    producers[id].transactions?.count = 0
    armExpiry(id)
  }

  /// The application asks for the end of its transaction: everything of it is sent and answered first.
  mutating func endTransaction(_ id: ProducerID) {
    guard producers[id].transactions?.state == .open else { return }
    let asked = now
    producers[id].transactions?.state = .ending
    producers[id].transactions?.askedToEndAt = asked
    producers[id].sendsAt = .never
    askCoordinator(id)
  }

  /// Sends the request to end a transaction once nothing of it is under way.
  mutating func askCoordinator(_ id: ProducerID) {
    guard let open = producers[id].transactions, open.state == .ending, open.endsAt == .never,
      producers[id].held.isEmpty, !hasUnanswered(id)
    else { return }
    // A member's positions go to the coordinator of its group first.
    if producers[id].maker != nil, !open.isToBeAborted {
      return askCoordinator(id, at: now + profile.client)
    }
    askCoordinator(id, at: now + profile.client + profile.append + profile.broker)
  }

  mutating func askCoordinator(_ id: ProducerID, at instant: Instant) {
    producers[id].transactions?.endsAt = instant
    scheduleTraffic(Event(.transactionEnds, id), at: instant)
  }

  func hasUnanswered(_ id: ProducerID) -> Bool {
    for outlet in producers[id].outlets
    where outlets[outlet].inFlight > 0 || !outlets[outlet].queue.isEmpty {
      return true
    }
    return false
  }

  /// Keeps what a producer has heard of a batch until its transaction ends.
  mutating func answered(_ id: BatchID, of producer: ProducerID) {
    let created = batches[id].created
    for range in [batches[id].range] + batches[id].more {
      let part = ProducerTransactions.Answered(
        range: range, outlet: batches[id].outlet, created: created,
        isAppended: batches[id].isAppended, isLate: now - created >= Ledger.stallThreshold)
      producers[producer].transactions?.answered.append(part)
    }
  }

  /// The coordinator ends a transaction: a marker in each of its partitions, then an answer. While one
  /// is not replicated it tries again. A cluster that was shut down ends none: its client gives up.
  package mutating func transactionEnds(_ id: ProducerID) {
    guard var open = producers[id].transactions, open.state == .ending, open.endsAt == now else {
      return
    }
    if !open.isToBeAborted, producers[id].maker?.hasSentPositions == false {
      return sendPositions(id)
    }
    writeMarkers(of: id, isCommit: !open.isToBeAborted)
    if let pause = pauseBeforeMarkers(of: id) {
      let cluster = clusters[producers[id].cluster]
      guard cluster.isStopped || cluster.isRetired,
        now - open.askedToEndAt >= producers[id].settings.deliveryTimeout
      else {
        // The longer it lasts, the less it matters when exactly it ends.
        let patience = TimeAmount(nanoseconds: (now - open.askedToEndAt).nanoseconds / 8)
        return askCoordinator(id, at: now + min(max(pause, patience), .seconds(1)))
      }
      open.failure = open.failure ?? .producerSendExpired
    }
    notePin(of: id, since: open.since)
    producers[id].transactions?.state = .idle
    producers[id].transactions?.endsAt = .never
    producers[id].transactions?.failure = nil
    producers[id].transactions?.answered = []
    guard producers[id].maker == nil else {
      if !open.isToBeAborted { committed(open) }
      return outputEnded(id, isCommitted: !open.isToBeAborted)
    }
    if open.isToBeAborted { aborted(id, open) } else { committed(open) }
    goOn(id)
  }

  /// Readers of committed records waited for the end of a transaction that took long.
  private mutating func notePin(of id: ProducerID, since: Instant) {
    guard now - since >= Ledger.stallThreshold else { return }
    ledger.disruptions.append(pin(of: id, since: since))
  }

  private func pin(of id: ProducerID, since: Instant) -> Disruption {
    Disruption(
      kind: .pinned(producers[id].topic, on: producers[id].cluster), from: since, to: now)
  }

  /// What keeps readers of committed records waiting for a transaction that is open, as if it ended now.
  package func pin(of id: ProducerID) -> Disruption? {
    guard let open = producers[id].transactions, open.state != .idle else { return nil }
    return pin(of: id, since: open.since)
  }

  private mutating func committed(_ ended: ProducerTransactions) {
    for part in ended.answered {
      // Who waits for the end of his own transaction waits for nobody.
      let since = part.isLate ? part.created : ended.askedToEndAt
      ledger.acked(part.range, at: now, created: since)
    }
  }

  private mutating func aborted(_ id: ProducerID, _ ended: ProducerTransactions) {
    if ended.retries { return writeAgain(id, ended) }
    guard let cause = ended.failure else { return }
    for part in ended.answered {
      ledger.gaveUp(part.range, because: cause, at: now, created: part.created)
    }
  }

  /// The application writes the records of an aborted transaction again, in one of their own.
  private mutating func writeAgain(_ id: ProducerID, _ ended: ProducerTransactions) {
    guard !ended.answered.isEmpty else { return }
    beginTransaction(id, isRetry: true)
    let again = ledger.note(.abortedBefore, at: now)
    // In the order in which they were created, whatever was answered first.
    let parts = ended.answered.sorted {
      ($0.range.lane, $0.range.first) < ($1.range.lane, $1.range.first)
    }
    for part in parts {
      if ended.failure != nil {
        pause(part.outlet)
        ledger.rewrote(part.range, at: now, created: part.created)
      }
      enqueue(part.range, part.outlet, created: now, again: part.isAppended ? again : .ordinary)
      producers[id].transactions?.count += part.range.count
    }
    for outlet in producers[id].outlets where !outlets[outlet].queue.isEmpty { pump(outlet) }
    endTransaction(id)
  }

  /// Who has failed does not try again at once.
  private mutating func pause(_ id: OutletID) {
    let settings = producers[outlets[id].producer].settings
    outlets[id].retryAt = now + max(.milliseconds(1), settings.retryBackoff)
    scheduleTraffic(Event(.outletRetries, id), at: outlets[id].retryAt)
  }

  /// After a transaction the application goes on with what is due, or stops.
  private mutating func goOn(_ id: ProducerID) {
    guard producers[id].transactions?.state == .idle else { return }
    stopIfDrained(id)
    guard producers[id].state == .running else { return }
    create(id, upTo: recordsDue(id))
    if producers[id].transactions?.state != .ending { scheduleProduce(id) }
  }

  /// Writes the end of a producer's transaction into every partition where it is open and that takes
  /// writes.
  private mutating func writeMarkers(of id: ProducerID, isCommit: Bool) {
    for partition in topics[producers[id].local].partitions {
      let open = files[partition].producers.transactions.unsettled.filter {
        $0.isOpen && owner(of: $0.producerID) == id
      }
      guard !open.isEmpty else { continue }
      guard isWritable(partition) else {
        blameLeader(of: partition)
        continue
      }
      for transaction in open {
        appendMarker(to: partition, of: transaction, isCommit: isCommit)
      }
      publish(partition)
    }
  }

  /// How long it takes until a producer's markers may be everywhere where they belong, and replicated;
  /// nil when they are. A marker that is lost with its leader is written again.
  private func pauseBeforeMarkers(of id: ProducerID) -> TimeAmount? {
    var pause: TimeAmount?
    for partition in topics[producers[id].local].partitions {
      for transaction in files[partition].producers.transactions.unsettled
      where owner(of: transaction.producerID) == id {
        let trip = (profile.broker + profile.append) * 2
        pause = max(
          pause ?? .milliseconds(1), transaction.isOpen ? .milliseconds(100) : trip)
      }
    }
    return pause
  }

  // MARK: Time-outs

  private mutating func armExpiry(_ id: ProducerID) {
    guard let open = producers[id].transactions, open.expiresAt == .never else { return }
    let scan = clusters[producers[id].cluster].settings.transactionScan.nanoseconds
    let due = (open.since + open.timeout).nanoseconds
    let at = Instant(nanoseconds: (due + scan - 1) / scan * scan)
    producers[id].transactions?.expiresAt = at
    schedule(Event(.transactionExpires, id), at: at, .timer)
  }

  /// The coordinator aborts a transaction that has taken longer than `transaction.timeout.ms`. What
  /// its producer still sends is refused, or aborted with it.
  package mutating func transactionExpires(_ id: ProducerID) {
    guard let open = producers[id].transactions, open.expiresAt == now else { return }
    producers[id].transactions?.expiresAt = .never
    // Once the end is asked for, the coordinator has decided.
    guard open.state != .idle, open.endsAt == .never || !isDecided(id) else { return }
    guard now - open.since >= open.timeout else { return armExpiry(id) }
    writeMarkers(of: id, isCommit: false)
    let cause = open.failure ?? causeOfDelay(id, open)
    producers[id].transactions?.failure = cause
    endTransaction(id)
  }

  /// Why a transaction was not done in time.
  private func causeOfDelay(_ id: ProducerID, _ open: ProducerTransactions) -> Cause {
    for partition in topics[producers[id].local].partitions {
      let cause = causeOfFailure(partition, since: open.since)
      if cause == .brokerUnavailable { return cause }
    }
    return .producerSendExpired
  }
}
