import Documents

/// Which samples come from one event, and so count as one: twelve groups that one kill has hit, four
/// partitions of one broker.
///
/// Samples are of one event when they have a drawn instant in common. What tells instants from other
/// drawn values is that they have a fraction and that no more than every second sample has one for
/// itself: counts, lengths of batches and rounds agree by chance.
package struct SampleEvents: Equatable, Sendable {
  /// The event of each sample, counted from 0 in the order of samples.
  package let ofSample: [Int]
  package let count: Int

  /// - Parameter shared: Names of drawn values that tell events apart; nil for instants, empty if
  ///   everything is one event.
  package init(of group: SampleGroup, shared: [String]?) {
    var events = Array(group.samples.indices)
    if let shared, shared.isEmpty { events = events.map { _ in 0 } }
    for name in shared ?? Self.instants(of: group) {
      var first: [String: Int] = [:]
      for (place, sample) in group.samples.enumerated() {
        guard let value = sample.drawn(name) else { continue }
        let text = CanonicalJSON.text(value, layout: .compact)
        if let other = first[text] {
          let (kept, gone) = (events[other], events[place])
          for member in events.indices where events[member] == gone { events[member] = kept }
        } else {
          first[text] = place
        }
      }
    }
    var numbers: [Int: Int] = [:]
    ofSample = events.map { event in
      if numbers[event] == nil { numbers[event] = numbers.count }
      return numbers[event] ?? 0
    }
    count = numbers.count
  }

  private static func instants(of group: SampleGroup) -> [String] {
    group.drawnNames.filter { name in
      let values = group.samples.compactMap { $0.drawn(name)?.number?.text }
      let hasFraction = values.contains { $0.contains(".") }
      return hasFraction && Set(values).count * 2 <= values.count
    }
  }

  /// How many events there are for the samples in `chosen`, and how many of them hold something: of
  /// an event with several samples, their share of it. In units of `scale` to the event.
  func weight(of holds: (Int) -> Bool, among chosen: [Int]) -> (events: Int, holding: Int64) {
    var sizes = [Int](repeating: 0, count: count)
    var hits = [Int](repeating: 0, count: count)
    for sample in chosen {
      sizes[ofSample[sample]] += 1
      if holds(sample) { hits[ofSample[sample]] += 1 }
    }
    let known = (0..<count).filter { sizes[$0] > 0 }
    let holding = known.reduce(Int64(0)) { $0 + Int64(hits[$1]) * Self.scale / Int64(sizes[$1]) }
    return (known.count, holding)
  }

  static let scale: Int64 = 1_000_000
}
