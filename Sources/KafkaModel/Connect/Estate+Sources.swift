import Accounting
import SimKernel

// A source connector's task reads a growing file, writes its lines to a topic, and stores how far it is.
//
// Source: `AbstractWorkerSourceTask`, `WorkerSourceTask`, `SourceTaskOffsetCommitter`,
// `FileStreamSourceTask` of Kafka 4.1; facts sections 7.2 and 7.3; reality lesson 26.

extension Estate {
  /// A task that is at work from the beginning: when it polls within its second is an accident of its
  /// start.
  package mutating func sourceWorks(_ id: ProducerID) {
    guard let task = producers[id].source?.task, tasks[task].worker != .none else { return }
    let phase =
      profile == .ideal
      ? 0 : uniform(.sourcePhase, id.index, below: SourceTask.pause.nanoseconds)
    beginPolling(id, at: now + TimeAmount(nanoseconds: phase))
  }

  /// A worker starts the task: it reads from the stored position on.
  mutating func startSource(_ id: ProducerID) {
    guard producers[id].state == .stopped || producers[id].state == .closing else { return }
    if let since = producers[id].source?.downSince, since != .never {
      ledger.disruptions.append(Disruption(kind: .workerless(id), from: since, to: now))
      producers[id].source?.downSince = .never
    }
    beginPolling(id, at: now)
  }

  private mutating func beginPolling(_ id: ProducerID, at first: Instant) {
    guard let source = producers[id].source else { return }
    producers[id].state = source.end >= 0 ? .closing : .running
    producers[id].source?.isStopping = false
    producers[id].source?.nextPoll = first
    let firstFlush = now + source.flush
    producers[id].source?.nextFlush = firstFlush
    schedule(Event(.sourcePolls, id), at: first, .timer)
    schedule(Event(.sourceFlushes, id), at: firstFlush, .timer)
  }

  /// One turn of the task's loop: what has been answered may be stored, and new lines are read. A poll
  /// that finds nothing waits a second; one that finds less than it may take finds nothing next time.
  package mutating func pollSource(_ id: ProducerID) {
    guard let source = producers[id].source, source.nextPoll == now else { return }
    producers[id].source?.storable = source.answeredPrefix
    if source.mustRepeat { repeatLines(id) }
    let due = source.end >= 0 ? source.end : recordsDue(id)
    while producers[id].nextNumber < due {
      let upTo = min(due, producers[id].nextNumber + source.linesPerPoll)
      create(id, upTo: upTo)
    }
    let nextPoll = now + SourceTask.pause
    producers[id].source?.nextPoll = nextPoll
    schedule(Event(.sourcePolls, id), at: nextPoll, .timer)
    stopIfDrained(id)
  }

  /// Stores how far the task is. What was answered since it last looked is not known to it yet.
  package mutating func flushSource(_ id: ProducerID) {
    guard let source = producers[id].source, source.nextFlush == now else { return }
    producers[id].source?.store(source.storable)
    let nextFlush = now + source.flush
    producers[id].source?.nextFlush = nextFlush
    schedule(Event(.sourceFlushes, id), at: nextFlush, .timer)
  }

  /// Reads again what came after the stored position.
  private mutating func repeatLines(_ id: ProducerID) {
    guard let source = producers[id].source else { return }
    let origin = ledger.note(.copierReplayed, at: now)
    producers[id].source?.mustRepeat = false
    producers[id].source?.unwritten = []
    producers[id].source?.storable = 0
    for place in source.sent.indices {
      let (range, outlet) = (source.sent[place].range, source.sent[place].outlet)
      producers[id].source?.sent[place].open = range.count
      var missing = source.unwritten.filter { $0.lane == range.lane }
      var rest = [range]
      missing = missing.flatMap { Accounting.cut($0, from: &rest) }
      let parts = rest.map { ($0, origin) } + missing.map { ($0, ProvenanceID.ordinary) }
      for (part, again) in parts.sorted(by: { $0.0.first < $1.0.first }) {
        enqueue(part, outlet, created: now, again: again)
      }
    }
    for outlet in producers[id].outlets where !outlets[outlet].queue.isEmpty { pump(outlet) }
  }

  /// When lines were written that are read now: those that no more than the usual pause kept from being
  /// read count as written now.
  func writtenAt(_ id: ProducerID, first: Instant) -> Instant {
    let usual = SourceTask.pause + Ledger.stallThreshold
    return first == .never || first > now || now - first < usual ? now : first
  }

  /// Notes lines that are on their way.
  @inline(never)
  mutating func noteSent(_ range: LaneRange, _ outlet: OutletID, by id: ProducerID) {
    producers[id].source?.sent.append(SentLines(range: range, outlet: outlet, open: range.count))
  }

  /// A broker has answered lines. With exactly-once the position is stored with them, and the
  /// transaction's marker takes an offset.
  @inline(never)
  mutating func noteAnswered(_ batch: BatchID, by id: ProducerID) {
    producers[id].source?.answered(batches[batch].range)
    for range in batches[batch].more { producers[id].source?.answered(range) }
    guard let source = producers[id].source, source.isExactlyOnce, source.answeredPrefix > 0 else {
      return
    }
    let stored = source.sent[..<source.answeredPrefix]
    var marked: [PartitionID] = []
    for lines in stored where !marked.contains(outlets[lines.outlet].partition) {
      let partition = outlets[lines.outlet].partition
      marked.append(partition)
      append(LaneRange(LaneID(index: 0), 0, 1), to: partition, kind: .marker)
      publish(partition)
    }
    producers[id].source?.store(stored.count)
  }

  // MARK: Tasks that go

  /// The task ends in order: what is on its way is answered, then its position is stored.
  mutating func stopSource(_ id: ProducerID) {
    guard producers[id].state == .running || producers[id].state == .closing else { return }
    producers[id].state = .closing
    producers[id].source?.isStopping = true
    producers[id].source?.nextPoll = .never
    producers[id].source?.nextFlush = .never
    stopIfDrained(id)
  }

  /// Whether a task that closes has nothing left to do.
  mutating func isDone(_ id: ProducerID) -> Bool {
    guard let source = producers[id].source else { return true }
    return source.isStopping || !source.mustRepeat && producers[id].nextNumber >= source.end
  }

  /// A task has stopped in order.
  mutating func sourceStopped(_ id: ProducerID) {
    guard let source = producers[id].source else { return }
    producers[id].source?.store(source.answeredPrefix)
    producers[id].source?.nextPoll = .never
    producers[id].source?.nextFlush = .never
    let stopped = now
    if source.end < 0 { producers[id].source?.downSince = stopped }
  }

  /// The task dies with its worker. What it had not sent is in no log; a transaction that was written
  /// counts as committed.
  mutating func killSource(_ id: ProducerID) {
    guard producers[id].state == .running || producers[id].state == .closing else { return }
    producers[id].bites += 1
    for batch in batches.ids where outlets[batches[batch].outlet].producer == id { lose(batch, id) }
    for outlet in producers[id].outlets {
      outlets[outlet].queue = []
      outlets[outlet].inFlight = 0
      outlets[outlet].nextSequence = 0
      outlets[outlet].retryAt = .zero
    }
    producers[id].identity += 1
    producers[id].state = .stopped
    producers[id].source?.nextPoll = .never
    producers[id].source?.nextFlush = .never
    producers[id].source?.mustRepeat = true
    let died = now
    producers[id].source?.downSince = died
  }

  private mutating func lose(_ batch: BatchID, _ id: ProducerID) {
    if !batches[batch].isAppended {
      producers[id].source?.unwritten += [batches[batch].range] + batches[batch].more
    } else if producers[id].source?.isExactlyOnce == true {
      noteAnswered(batch, by: id)
    }
    release(batch)
  }

  /// Since when no worker runs the task of a source connector; nil if one does.
  package func sourceDownSince(_ id: ProducerID) -> Instant? {
    producers[id].source.flatMap { $0.downSince == .never ? nil : $0.downSince }
  }

  // MARK: The file

  /// The file grows no more: the task reads what it has, and ends.
  mutating func endFile(_ id: ProducerID, lines: Int64) {
    guard let end = producers[id].source?.end, end < 0 else { return }
    producers[id].source?.end = lines
    if producers[id].state == .running { producers[id].state = .closing }
    stopIfDrained(id)
  }

  /// Starts the task of a source connector, or lets it stop in order.
  package mutating func startSourceConnector(_ id: ProducerID) {
    guard let task = producers[id].source?.task else { return }
    want(task)
  }

  package mutating func stopSourceConnector(_ id: ProducerID) {
    guard let task = producers[id].source?.task else { return }
    stopSource(id)
    unwant(task)
  }
}
