import Accounting
import KafkaModel
import SimKernel

/// Gathers a topic's keys into slots: two keys share one if every partitioner and partition count
/// that the scenario names for the topic sends both to the same partition.
package struct SlotBuilder {
  /// Partition counts of the topic by cluster; nil where it does not exist.
  let counts: [Int?]
  /// The partitioners that write to the topic.
  let partitioners: [Partitioner]
  /// How many instances write to the topic.
  let instances: Int

  /// The most lanes for the records without a key of one topic; one for each instance where there
  /// would be more.
  package static let keylessLanesMax = 4_096

  func slots(for spec: TopicSpec) -> SlotMap {
    var map = SlotMap()
    let isRoundRobin = partitioners.contains(.roundRobin)
    guard spec.keys.count > 0 || isRoundRobin else {
      let widest = counts.compactMap { $0 }.max() ?? 1
      map.slotCount = widest * instances <= Self.keylessLanesMax ? max(1, widest) : 1
      return map
    }
    let keys = spec.keys.count > 0 ? spec.keys.count : counts.compactMap { $0 }.max() ?? 1
    map.keyCount = Int64(keys)
    map.slotOfKey.reserveCapacity(keys)
    var numbers: [[UInt32]] = []
    var known: [[UInt32]: UInt32] = [:]
    for key in 0..<keys {
      let classes = partitions(ofKey: key, spec)
      if let slot = known[classes] {
        map.slotOfKey.append(slot)
      } else {
        known[classes] = UInt32(numbers.count)
        map.slotOfKey.append(UInt32(numbers.count))
        numbers.append(classes)
      }
    }
    map.slotCount = numbers.count
    map.numbers = table(numbers)
    switch spec.keys.distribution {
    case .inTurn: map.drawn = nil
    case .uniform: map.drawn = .uniform
    case .zipf(let exponent): map.drawn = .zipf(Zipf(count: keys, exponentHundredths: exponent))
    }
    return map
  }

  /// Where each cluster and partitioner sends a key.
  private func partitions(ofKey number: Int, _ spec: TopicSpec) -> [UInt32] {
    let bytes = Array("\(spec.keys.prefix)\(spec.keys.firstNumber + number)".utf8)
    var classes: [UInt32] = []
    for count in counts {
      guard let count else { continue }
      for partitioner in partitioners {
        let chosen = partitioner.partition(ofKey: bytes, among: Int32(count))
        classes.append(chosen.map(UInt32.init) ?? UInt32(number % count))
      }
    }
    return classes
  }

  private func table(_ numbers: [[UInt32]]) -> [ContiguousArray<UInt32>] {
    var table = [ContiguousArray<UInt32>](
      repeating: [], count: counts.count * SlotMap.partitioners)
    var column = 0
    for (cluster, count) in counts.enumerated() where count != nil {
      for partitioner in partitioners {
        let row = cluster * SlotMap.partitioners + Int(partitioner.rawValue)
        table[row] = ContiguousArray(numbers.map { $0[column] })
        column += 1
      }
    }
    return table
  }
}
