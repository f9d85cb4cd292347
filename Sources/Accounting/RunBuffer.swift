/// What a read found: a list that is filled again and again without giving its memory back.
public struct RunBuffer: Sendable {
  @usableFromInline var slices: ContiguousArray<RunSlice> = []
  @usableFromInline var length = 0
  /// Whether all of it is plain records, or of transactions that committed.
  @usableFromInline var plain = true

  @inlinable public init() {}

  @inlinable public var count: Int { length }
  @inlinable public var isEmpty: Bool { length == 0 }
  @inlinable public var isPlain: Bool { plain }

  @inlinable public mutating func reset() {
    length = 0
    plain = true
  }

  @inlinable @inline(__always)
  public mutating func append(_ slice: RunSlice) {
    if case .data = slice.kind {} else { plain = false }
    if length < slices.count { slices[length] = slice } else { slices.append(slice) }
    length += 1
  }

  /// Appends what some neighbouring runs, from a place of theirs on, hold of `offsets`. The first of
  /// them does.
  mutating func append(
    _ runs: ContiguousArray<Run>, from first: Int, inside offsets: Range<Int64>
  ) {
    let most = length + runs.count - first
    if slices.count < most {
      let nothing = RunSlice(
        offset: 0, first: 0, count: 0, source: -1, lane: LaneID(index: 0), again: .ordinary,
        kind: .data)
      slices.append(contentsOf: repeatElement(nothing, count: most - slices.count))
    }
    length = Self.put(runs, from: first, inside: offsets, into: &slices, from: length, &plain)
  }

  /// Returns one past the last place that it filled.
  @inline(__always)
  private static func put(
    _ runs: ContiguousArray<Run>, from first: Int, inside offsets: Range<Int64>,
    into all: inout ContiguousArray<RunSlice>, from length: Int, _ plain: inout Bool
  ) -> Int {
    var slices = all.mutableSpan
    var next = length
    for place in first..<runs.count {
      let run = runs[place]
      if run.base >= offsets.upperBound { break }
      if case .data = run.kind {} else { plain = false }
      slices[next] = run.slice(offsets)
      next += 1
    }
    return next
  }

  @inlinable
  public subscript(place: Int) -> RunSlice { @inline(__always) get { slices[place] } }
}
