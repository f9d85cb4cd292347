import SimKernel

/// Stretches of lanes that one read brings, in the order in which they begin: slices that go on where
/// the last one of their lane ended are one stretch, however many other lanes lie between them.
struct Gathering: Sendable {
  struct Stretch: BitwiseCopyable {
    let lane: LaneID
    let first: Int64
    /// Where its first slice ends, and its last one.
    let firstEnd: Int64
    var end: Int64
  }

  private(set) var stretches: ContiguousArray<Stretch> = []
  /// By lane: the place of its stretch; -1 for none.
  private var places: ContiguousArray<Int32> = []

  /// Makes room for as many lanes.
  mutating func prepare(lanes: Int) {
    if places.count < lanes {
      places.append(contentsOf: repeatElement(-1, count: lanes - places.count))
    }
  }

  /// Takes a slice in.
  ///
  /// - Returns: Whether it begins a stretch or prolongs one; else it is not taken.
  @inline(__always)
  mutating func take(_ slice: RunSlice) -> Bool {
    let place = Int(places[slice.lane.row])
    if place >= 0 {
      guard stretches[place].end == slice.first else { return false }
      stretches[place].end = slice.first + slice.count
    } else {
      places[slice.lane.row] = Int32(stretches.count)
      let end = slice.first + slice.count
      stretches.append(Stretch(lane: slice.lane, first: slice.first, firstEnd: end, end: end))
    }
    return true
  }

  mutating func reset() {
    for stretch in stretches { places[stretch.lane.row] = -1 }
    stretches.removeAll(keepingCapacity: true)
  }
}
