import SimKernel

/// What lies in the logs at the horizon, read from end to end: as after a real experiment.
package struct Listing: Sendable {
  /// Records of one lane at neighbouring offsets of one partition.
  package struct Entry: Equatable, Sendable {
    package var cluster: ClusterID
    package var partition: PartitionID
    package var range: LaneRange
    package var offset: Int64
    /// Whether a copier wrote them.
    package var isCopy: Bool

    package init(
      cluster: ClusterID, partition: PartitionID, range: LaneRange, offset: Int64, isCopy: Bool
    ) {
      self.cluster = cluster
      self.partition = partition
      self.range = range
      self.offset = offset
      self.isCopy = isCopy
    }

    /// The part of the entry that holds `numbers`, or nil.
    func part(_ numbers: Range<Int64>) -> Entry? {
      let low = max(numbers.lowerBound, range.first)
      let high = min(numbers.upperBound, range.end)
      guard low < high else { return nil }
      var part = self
      part.offset += low - range.first
      part.range = LaneRange(range.lane, low..<high)
      return part
    }
  }

  /// By lane, in the order in which they were listed.
  private var entries: ContiguousArray<[Entry]> = []

  package init() {}

  package mutating func add(_ entry: Entry) {
    let lane = entry.range.lane.row
    if lane >= entries.count {
      entries.append(contentsOf: repeatElement([], count: lane + 1 - entries.count))
    }
    entries[lane].append(entry)
  }

  /// What a cluster's logs hold of a range of records, by number.
  package func entries(of range: LaneRange, on cluster: ClusterID) -> [Entry] {
    guard range.lane.row < entries.count else { return [] }
    return entries[range.lane.row].filter { $0.cluster == cluster }
      .compactMap { $0.part(range.numbers) }
      .sorted { ($0.range.first, $0.offset) < ($1.range.first, $1.offset) }
  }
}
