import Accounting
import KafkaModel
import SimKernel

/// A replication layer at work: one reader task, the partitions it copies, what it knows of groups.
package struct MirrorLink: Sendable {
  package let spec: LinkSpec
  package var rules: MirrorVersion
  package var reader: ReaderID
  package var flows: IDs<FlowID>
  package var isRunning = false
  /// Whether a fault holds it down: a step that starts it has to wait.
  package var downs: Int32 = 0
  /// Counts its lives, so that a timer of an earlier one is stale.
  package var life: Int64 = 0
  package var nextFlush = Instant.never
  package var nextEmit = Instant.never
  package var nextSync = Instant.never
  package var nextRefresh = Instant.never
  package var nextRights = Instant.never
  package var nextStart = Instant.never
  /// When what it has read arrives on the target; `.never` when nothing is under way.
  package var arrivesAt = Instant.never
  /// The flows that have read what is under way, or waits to be written.
  package var underWay: [FlowID] = []
  /// Which groups it translates, by subscription.
  package var groups: [SubscriptionID] = []
  /// The newest checkpoint by (place in `groups`) × flow. A life reads those of the last at once.
  package var checkpoints = CheckpointStore(cells: 0)
  /// When each of them was taken from the source, and the source's position then.
  package var checkpointTimes: ContiguousArray<Instant> = []
  /// Groups that were seen empty on the target when positions were last read, by place in `groups`.
  package var seenEmpty: [Bool] = []
  package var downSince = Instant.never
  package var bites: Int64 = 0
  /// Bytes that it has written on the target.
  package var carried: Int64 = 0
  /// Since when machines stand there for it, from its start until a step stops it, and for how long
  /// they did before that.
  package var standsSince = Instant.never
  package var stood = TimeAmount.zero

  // What its specification says, where every record asks.
  package let readsCommitted: Bool
  package let isExactlyOnce: Bool
  package let translates: Bool
  /// Whether it copies what is a copy itself: it cannot tell.
  package let copiesCopies: Bool
  package let delay: TimeAmount

  package init(spec: LinkSpec, rules: MirrorVersion, reader: ReaderID, flows: IDs<FlowID>) {
    self.spec = spec
    self.rules = rules
    self.reader = reader
    self.flows = flows
    readsCommitted = spec.settings.isolation == "read_committed"
    isExactlyOnce = spec.settings.exactlyOnce == "enabled"
    translates = spec.layer == .mirrorMaker2 && spec.settings.emitCheckpoints
    copiesCopies = spec.layer != .copier
    delay = spec.delay
  }
}

/// One partition that a link copies.
@frozen public struct FlowID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

package struct Flow: Sendable {
  package var link: LinkID
  package var source: PartitionID
  package var target: PartitionID
  /// Whether the link knows of the partition.
  package var isKnown = false
  /// The next source offset to read, and to be acknowledged by the target.
  package var read: Int64 = 0
  package var copied: Int64 = 0
  /// The next source offset after the last one stored: where a restart begins. -1 for nothing.
  package var stored: Int64 = -1
  /// Copies below this source offset are repetitions, for the reason beside it.
  package var replayUntil: Int64 = 0
  package var replayOrigin = ProvenanceID.ordinary
  package var writer: OffsetSyncWriter
  package var store: OffsetSyncStore?

  package init(link: LinkID, source: PartitionID, target: PartitionID, writer: OffsetSyncWriter) {
    self.link = link
    self.source = source
    self.target = target
    self.writer = writer
  }
}
