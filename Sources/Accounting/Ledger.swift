import SimKernel

/// Double entry for ranges of records: who wrote what, where it lies, who got it how often.
///
/// The ledger learns only from observations, things that a bystander with a perfect view of the
/// wires could have written down; it cannot read the model. What it says of duplicates, losses and
/// order therefore does not depend on what the model believes of itself. Its size is that of the
/// anomalies, not of the records.
package struct Ledger: Sendable {
  package let lanes: Table<LaneID, LaneInfo>
  package let clusters: Int
  package let draws: Draws

  /// Records that a producer was told are written.
  package var acked: Table<LaneID, Coverage>
  /// Records that an application gave up on.
  package var unsent: Table<LaneID, Coverage>
  /// Records of transactions that were aborted.
  package var withdrawn: Table<LaneID, Coverage>
  /// Physical copies on each cluster, of any age, without what was truncated.
  package var copies: [Table<LaneID, Coverage>]
  /// Where each lane's records lie on each cluster: one partition, or several.
  package var homes: [Table<LaneID, LaneHome>]
  /// One past the highest number of each lane that lies, or lay until retention, in some log.
  var ends: Table<LaneID, Int64>

  package let subscriptions: Subscriptions
  package var cells: ContiguousArray<EffectCell>
  /// One past the highest offset that a subscription has applied of a partition.
  package var readUpTo: ContiguousArray<Int64>
  package let partitions: Int

  package var provenances: Table<ProvenanceID, Provenance> = Table([
    Provenance(.ordinary, at: .zero), Provenance(.resumed, at: .zero),
  ])
  package var repeats: [RepeatEntry] = []
  /// Records first applied from a copy that was not meant to be, and not yet from the other one.
  package var early: [RepeatEntry] = []
  package var logRepeats: [LogRepeatEntry] = []
  package var late: [LateEntry] = []
  /// Records that an application wrote again because it believed them lost.
  package var rewrites: [LaneRange] = []
  /// Records that their producer appended after later ones of their lane, and why.
  package var disorders: [(range: LaneRange, cause: Cause)] = []
  package var drops: [Drop] = []
  package var placements: [Placement] = []
  package var refusals: [Refusal] = []
  package var skips: [SkipEntry] = []
  package var givenUp: [GivenUp] = []
  package var stalls: [Stall] = []
  package var producerStalls: [ProducerStall] = []
  package var disruptions: [Disruption] = []
  package var promotions: [Promotion] = []
  /// When the first record of a topic was written directly to a cluster, by cluster and topic.
  package var firstWrite: ContiguousArray<Instant>
  package let topics: Int
  /// Of no meaning between two observations.
  var gathering = Gathering()
  /// Reasons are collected here, rather than booked, while somebody asks for them.
  var asked: [(numbers: Range<Int64>, cause: Cause)]?
  /// What was observed, one by one, if a run is to be written down; nil otherwise.
  package var transcript: [Observation]?

  /// Gaps shorter than this are the ordinary course of polling, not a stall.
  package static let stallThreshold = TimeAmount.seconds(1)
  /// The same for each subscription: one that always reads a while behind waits that much longer
  /// before it has stalled.
  package var patience: ContiguousArray<TimeAmount>
  /// Whether each subscription's sink looks whether it has had a record before it acts on it.
  package var recognises: ContiguousArray<Bool> {
    didSet { isWatching = isWatching || recognises.contains(true) }
  }
  /// Whether some subscription's records are booked one by one.
  var isWatching = false
  /// Records that a client wrote to a cluster that the plan had moved it off.
  package var strays: [LaneRange] = []
  /// What each subscription has done since it came to where it reads; nil where nobody asks.
  package var recent: ContiguousArray<RecentEffects?>
  /// Records whose effects an application took back.
  package var takenBack: [(reader: SubscriptionID, range: LaneRange)] = []

  package init(
    lanes: Table<LaneID, LaneInfo>, topics: Int, clusters: Int, partitions: Int,
    subscriptions: [[TopicID]], draws: Draws
  ) {
    self.lanes = lanes
    self.clusters = clusters
    self.draws = draws
    self.topics = topics
    self.partitions = partitions
    acked = Table(repeating: Coverage(), count: lanes.count)
    unsent = acked
    withdrawn = acked
    ends = Table(repeating: 0, count: lanes.count)
    copies = Array(repeating: acked, count: clusters)
    homes = Array(repeating: Table(repeating: .nowhere, count: lanes.count), count: clusters)
    self.subscriptions = Subscriptions(lanes: lanes, topics: topics, readers: subscriptions)
    cells = ContiguousArray(repeating: EffectCell(), count: self.subscriptions.cellCount)
    patience = ContiguousArray(repeating: Self.stallThreshold, count: subscriptions.count)
    recognises = ContiguousArray(repeating: false, count: subscriptions.count)
    recent = ContiguousArray(repeating: nil, count: subscriptions.count)
    readUpTo = ContiguousArray(repeating: 0, count: subscriptions.count * partitions)
    firstWrite = ContiguousArray(repeating: .never, count: clusters * topics)
  }

  /// Writes down why positions or copies that come now are as they are.
  package mutating func note(_ mechanism: Mechanism, at now: Instant) -> ProvenanceID {
    provenances.append(Provenance(mechanism, at: now))
  }
}

/// In how many partitions of a cluster a lane has been seen.
package enum LaneHome: Equatable, Sendable, BitwiseCopyable {
  case nowhere
  case one(PartitionID)
  case several
}

/// What one subscription has done with one lane.
package struct EffectCell: Equatable, Sendable {
  package var effects = Coverage()
  /// One past the highest number that it passed over for good, unapplied.
  package var passed: Int64 = 0
  /// Since when records wait without any progress; `.never` when none waits.
  package var waitingSince = Instant.never
  /// Where the lane's highest applied record was read.
  package var highestRead = PartitionID(index: 0)
  /// The newest entry about its repeated records; -1 for none.
  package var lastRepeat: Int32 = -1
  /// Records applied last in going back: below `highest`, and newer ones were not applied again.
  package var stale = StaleStretch()
  /// How often a record was applied after a later one of its key, again or late: in a table of newest
  /// values, an old one lay over a newer one then. Not counted where keys are drawn.
  package var overwritten: Int64 = 0

  package init() {}

  /// One past the highest number that it has behind it, applied or not.
  @inline(__always) var done: Int64 { max(effects.end, passed) }

  /// Books a slice that goes on where the lane was, of which nobody waited unduly, while nothing old
  /// lies over something newer.
  ///
  /// - Parameter end: One past the lane's last record.
  /// - Returns: Whether that was the case; nothing is booked otherwise.
  @inline(__always)
  mutating func goOn(
    _ slice: RunSlice, from partition: PartitionID, upTo end: Int64, _ patience: TimeAmount,
    at now: Instant
  ) -> Bool {
    guard stale.isEmpty, waitingSince == .never || now - waitingSince < patience,
      effects.goOn(slice.first, slice.first + slice.count)
    else { return false }
    highestRead = partition
    waitingSince = done >= end ? .never : now
    return true
  }
}

/// The last time that a reader went back in a lane, as far as it has not caught up again: older
/// values that lie over newer ones in a sink that keeps one a key.
package struct StaleStretch: Equatable, Sendable, BitwiseCopyable {
  package var low: Int64 = 0
  package var high: Int64 = 0
  /// One past the newest record that it had applied by then: what comes from here on lies over both.
  package var top: Int64 = 0

  package var isEmpty: Bool { low >= high }

  /// Notes that `range` was applied while everything below `highest` had been seen.
  mutating func apply(_ range: Range<Int64>, highest: Int64) {
    if range.upperBound >= highest {
      // Caught up: everything newer than the stretch has been applied over it again, or is new.
      if range.lowerBound <= high { self = StaleStretch() }
    } else if isEmpty {
      low = range.lowerBound
      high = range.upperBound
      top = highest
    } else {
      low = min(low, range.lowerBound)
      high = range.upperBound
      top = highest
    }
  }
}

/// Which cell belongs to which subscription and lane: a cell for each lane that it reads.
package struct Subscriptions: Sendable {
  package let readers: [[TopicID]]
  /// Subscriptions of each topic, in order.
  package let ofTopic: [[SubscriptionID]]
  /// For each topic and each of its subscriptions, in order: what to add to a lane's row to find the
  /// cell.
  let shiftsOfTopic: [ContiguousArray<Int>]
  package let cellCount: Int
  /// By subscription × topic: what to add to a lane's row to find the cell; nil when not read.
  private let shift: ContiguousArray<Int>
  private let topicCount: Int
  private let topicOfLane: ContiguousArray<TopicID>

  init(lanes: Table<LaneID, LaneInfo>, topics: Int, readers: [[TopicID]]) {
    self.readers = readers
    topicCount = topics
    topicOfLane = ContiguousArray(lanes.ids.map { lanes[$0].topic })
    var first = [Int](repeating: Int.max, count: topics)
    var size = [Int](repeating: 0, count: topics)
    for (row, topic) in topicOfLane.enumerated() {
      first[topic.row] = min(first[topic.row], row)
      size[topic.row] += 1
    }
    var next = 0
    var shift = ContiguousArray(repeating: Int.min, count: topics * readers.count)
    var ofTopic = [[SubscriptionID]](repeating: [], count: topics)
    for (reader, read) in readers.enumerated() {
      for topic in read where size[topic.row] > 0 {
        shift[reader * topics + topic.row] = next - first[topic.row]
        next += size[topic.row]
        ofTopic[topic.row].append(SubscriptionID(reader))
      }
    }
    self.shift = shift
    self.ofTopic = ofTopic
    shiftsOfTopic = ofTopic.indices.map { topic in
      ContiguousArray(ofTopic[topic].map { shift[$0.row * topics + topic] })
    }
    cellCount = next
  }

  @inline(__always)
  package func topic(of lane: LaneID) -> TopicID { topicOfLane[lane.row] }

  /// The cell of a subscription and a lane of a topic that it reads.
  @inline(__always)
  package func cell(_ subscription: SubscriptionID, _ lane: LaneID) -> Int {
    shift[subscription.row * topicCount + topicOfLane[lane.row].row] + lane.row
  }

  package func reads(_ subscription: SubscriptionID, _ topic: TopicID) -> Bool {
    shift[subscription.row * topicCount + topic.row] != Int.min
  }
}
