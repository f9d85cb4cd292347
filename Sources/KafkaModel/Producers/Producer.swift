import Accounting
import SimKernel

/// One instance of an application that writes to one topic.
package struct Producer: Sendable {
  package var topic: TopicID
  package var cluster: ClusterID
  /// Its topic on the cluster it writes to.
  package var local: LocalTopicID
  package var partitioner: Partitioner
  package var settings: ProducerSettings
  /// Whether a write is answered once every in-sync replica has it.
  package let waitsForAll: Bool
  /// Whether it asks for any answer at all.
  let asksForAnswer: Bool
  package let isIdempotent: Bool
  package var resends: Bool
  package var recordBytes: Int64
  package var outlets: IDs<OutletID>
  package var firstLane: LaneID

  /// Which instance this is, of how many.
  package var instance: Int64
  package var instances: Int64
  package var clock: RecordClock
  /// Number of the next record it creates.
  package var nextNumber: Int64 = 0
  /// Its transactions; nil if it writes without.
  package var transactions: ProducerTransactions?

  package var state = State.stopped
  /// Where it is between the first and the last record of its life, whatever a plan does with it.
  package var life = Life.writing
  /// When it sends next; a `produce` event at another instant is stale.
  package var sendsAt = Instant.never
  /// When one of its batches runs out of time next.
  package var deadlineAt = Instant.never
  /// When it asks for the leaders anew, while one of those it knows was replaced.
  package var refreshesAt = Instant.never
  /// How many identities it has had: a restart or another cluster means a new one.
  package var identity: Int64 = 0
  package var chooser = StickyChooser()
  package var bufferedBytes: Int64 = 0
  /// What was left in the buffer when the tick at hand began. Within a tick the buffer empties as it
  /// fills, so only that counts against its size.
  package var backlogBytes: Int64 = 0
  /// What it does with records it cannot serialise; nil while it can.
  package var reject: Reject?
  /// Records that it has created and waits with, from the one that it cannot serialise on.
  package var held: [HeldRecords] = []
  /// Whether it met a record at which its application stops.
  var isToStop = false
  package var heldSince = Instant.never
  /// Records that a fault kept from being sent as they should.
  package var bites: Int64 = 0
  /// Of a source connector, the file that it reads and its task; nil for an application.
  package var source: SourceTask?
  /// Of a member of a group that writes what it makes, what it is at; nil for an application that only
  /// writes.
  package var maker: Maker?
  /// Who it is to an authorizer, and whether the cluster that it writes to refuses it.
  package var principal = ""
  package var isUnauthorised = false
  /// Whether its application keeps what was refused for want of a right, and whether it does so now.
  package var holdsWhenRefused = false
  package var holdsForRights = false
  /// Since when it is refused; `.never` while it is not.
  package var refusedSince = Instant.never
  /// Whether the plan has moved it to another cluster, and it does not know.
  package var isAstray = false
  /// How many records it has written meanwhile.
  package var strayRecords: Int64 = 0
  /// How many answers still get lost on their way, how many have been, and the broker over whose
  /// connection nothing comes any more.
  package var answersToLose: Int64 = 0
  package var answersLost: Int64 = 0
  package var deafTo = BrokerID.none

  package enum Life: Equatable, Sendable, BitwiseCopyable {
    /// Its first record is still to come, and nobody knows yet when.
    case notYet
    case writing
    /// It has stopped for good.
    case over
  }

  package enum State: Equatable, Sendable, BitwiseCopyable {
    case stopped
    case running
    /// Creates nothing more, and stops when everything is answered.
    case closing
    /// Waits at a record that it cannot serialise, and tries it again until it can.
    case stuck
  }

  package init(
    topic: TopicID, cluster: ClusterID, local: LocalTopicID, partitioner: Partitioner,
    settings: ProducerSettings, resends: Bool, recordBytes: Int64, outlets: IDs<OutletID>,
    firstLane: LaneID, instance: Int64, instances: Int64, clock: RecordClock
  ) {
    self.topic = topic
    self.cluster = cluster
    self.local = local
    self.partitioner = partitioner
    self.settings = settings
    waitsForAll = settings.waitsForAll
    asksForAnswer = settings.acks != "0"
    isIdempotent = settings.isIdempotent
    self.resends = resends
    self.recordBytes = recordBytes
    self.outlets = outlets
    self.firstLane = firstLane
    self.instance = instance
    self.instances = instances
    self.clock = clock
  }
}

/// Records that an application has created and cannot send yet.
package struct HeldRecords: Equatable, Sendable {
  package var range: LaneRange
  package var outlet: OutletID
  /// Why it would be in a log a second time if it is appended.
  package var again = ProvenanceID.ordinary
}

/// When an instance creates its records: number k of n instances at rate r exists at
/// start + (k · n + i) / r.
package struct RecordClock: Equatable, Sendable, BitwiseCopyable {
  /// The instant of record `number`, and the pace from there.
  package var anchor: Instant
  package var number: Int64 = 0
  /// Records of all instances per `per` nanoseconds; 0 for none.
  package var records: Int64
  package var per: Int64
  package var instance: Int64
  package var instances: Int64
  /// In coalesced fidelity: the length of a tick.
  package var tick: TimeAmount?
  /// For one that writes so many records in a row and then waits for its next turn: how many, and the
  /// time from turn to turn, at least; 0 for an even pace.
  private var turn: Int64 = 0
  private var pause: Int64 = 0

  package init(
    anchor: Instant, records: Int64, per: TimeAmount, instance: Int64 = 0, instances: Int64 = 1,
    tick: TimeAmount? = nil
  ) {
    self.anchor = anchor
    self.records = records
    self.per = per.nanoseconds
    self.instance = instance
    self.instances = instances
    self.tick = tick
  }

  /// Makes `records` in a row a turn; the next begins `length` later, or when this one is over.
  package mutating func takeTurns(of records: Int64, each length: TimeAmount) {
    turn = records
    pause = length.nanoseconds
  }

  private var turnLength: Int64 { max(pause, span(of: turn) ?? Self.beyond) }
  /// Longer than any run.
  private static let beyond = Int64.max / 4

  /// When a record exists; `.never` at rate 0, and where no run gets to.
  package func instant(of number: Int64) -> Instant {
    guard records > 0 else { return .never }
    let place = number - self.number
    let (turns, rest) = turn > 0 ? place.quotientAndRemainder(dividingBy: turn) : (0, place)
    let (waited, overflows) = turns.multipliedReportingOverflow(by: turn > 0 ? turnLength : 0)
    guard !overflows, waited < Self.beyond, let span = span(of: rest, and: instance) else {
      return .never
    }
    return anchor + TimeAmount(nanoseconds: waited + span)
  }

  /// The time that so many records take at the pace, and so many of other instances; nil if no run
  /// is that long.
  private func span(of count: Int64, and others: Int64 = 0) -> Int64? {
    let (high, low) = per.multipliedFullWidth(by: count * instances + others)
    if high == 0 {
      let span = low / UInt64(records)
      return span < UInt64(Self.beyond) ? Int64(span) : nil
    }
    guard high < records / 4 else { return nil }
    return records.dividingFullWidth((high, low)).quotient
  }

  /// One past the number of the last record that exists before `now`, or at `now` if `inclusive`.
  package func count(at now: Instant, inclusive: Bool) -> Int64 {
    guard records > 0, now >= anchor else { return number }
    let elapsed = (now - anchor).nanoseconds
    guard turn > 0 else { return number + evenCount(elapsed, inclusive: inclusive) }
    let (turns, rest) = elapsed.quotientAndRemainder(dividingBy: turnLength)
    return number + turns * turn + min(turn, evenCount(rest, inclusive: inclusive))
  }

  private func evenCount(_ elapsed: Int64, inclusive: Bool) -> Int64 {
    // The last place p with p · per / records rounded down <= elapsed (or < elapsed).
    let bound = inclusive ? elapsed : elapsed - 1
    guard bound >= 0 else { return 0 }
    // floor(p · per / records) <= bound  ⟺  p · per < (bound + 1) · records
    let (high, low) = (bound + 1).multipliedFullWidth(by: records)
    let place: Int64
    let divided = per.dividingFullWidth((high, low))
    place = divided.remainder == 0 ? divided.quotient - 1 : divided.quotient
    guard place >= instance else { return 0 }
    return (place - instance) / instances + 1
  }
}

/// Records that a schema rule refuses, and what the application does then.
package struct Reject: Equatable, Sendable, BitwiseCopyable {
  package var share: Ratio
  package var then: Consequence
  /// The only offset whose record is refused; -1 for a share of all records.
  package var only: Int64 = -1
  /// Of a sink connector: who refuses.
  package var place = Place.converter

  package enum Place: String, Equatable, Sendable, BitwiseCopyable, CaseIterable {
    /// A converter or a transformation, before the sink is given anything.
    case converter
    /// The table, at a row like those beside it: their transaction fails.
    case row
    /// The table, at a row of another schema than those before it.
    case schema
  }

  package enum Consequence: String, Equatable, Sendable, BitwiseCopyable, CaseIterable {
    /// The application fails and tries again for as long as the fault lasts.
    case fail
    /// The record is passed over.
    case skip
    /// The record is passed over, and a copy is kept aside.
    case deadLetter = "dead-letter"
    /// The application stops, and stays stopped until somebody starts it.
    case stop
  }

  package init(share: Ratio, then: Consequence) {
    self.share = share
    self.then = then
  }
}

/// A producer's queue for one partition.
package struct Outlet: Sendable {
  package var producer: ProducerID
  package var partition: PartitionID
  package var isUsed = true
  /// Batches that wait to be sent, first first.
  package var queue: [BatchID] = []
  package var inFlight: Int32 = 0
  package var nextSequence: Int32 = 0
  /// Not before this instant is the head of the queue sent.
  package var retryAt = Instant.zero
  /// How many times in a row nobody was there to send it to.
  package var misses: Int32 = 0
  /// The leader that it still writes to though another one was elected; none at rest.
  package var staleLeader = BrokerID.none

  package init(producer: ProducerID, partition: PartitionID) {
    self.producer = producer
    self.partition = partition
  }
}
