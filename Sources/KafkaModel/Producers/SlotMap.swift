import Accounting
import SimKernel

/// The keys of a topic, gathered into slots: keys that every partitioner and every partition count
/// named for the topic sends to the same partition. They travel together, so a lane for each slot
/// is as exact as a lane for each key.
package struct SlotMap: Equatable, Sendable {
  /// Keys of the topic; 0 for records without a key.
  package var keyCount: Int64 = 0
  /// The slot of each key.
  package var slotOfKey: ContiguousArray<UInt32> = []
  package var slotCount = 1
  /// By cluster × partitioner: the partition number of each slot; empty where there is none.
  package var numbers: [ContiguousArray<UInt32>] = []
  /// How keys are drawn; nil when they come in turn.
  package var drawn: KeyDraw?

  package enum KeyDraw: Equatable, Sendable {
    case uniform
    case zipf(Zipf)
  }

  package init() {}

  /// The slot of records without a key that go to a partition.
  @inline(__always)
  package func slot(ofPartition number: Int) -> Int { min(number, slotCount - 1) }

  package func number(of slot: Int, on cluster: ClusterID, by partitioner: Partitioner) -> UInt32 {
    numbers[cluster.row * Self.partitioners + Int(partitioner.rawValue)][slot]
  }

  /// How many partitioners there are: the width of `numbers`.
  package static let partitioners = 4
}
