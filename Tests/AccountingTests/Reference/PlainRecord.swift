/// One logical record: which lane wrote it, and as the how manieth. Copies do not change it.
struct PlainRecord: Hashable, Comparable, Sendable {
  var lane: Int
  var number: Int

  static func < (a: Self, b: Self) -> Bool { (a.lane, a.number) < (b.lane, b.number) }
}

/// One physical record, or a marker, at one offset of one partition.
struct PlainEntry: Sendable {
  /// Tells this entry from any other that ever was, at the same offset too.
  var serial: Int
  /// Nil for a marker.
  var record: PlainRecord?
  /// The offset in the partition it was copied from; nil for what a client wrote.
  var source: Int?
  /// Why it is there once more, if that is what its writer did.
  var why: Again?
}

/// The log of one partition: an array of entries.
struct PlainLog: Sendable {
  var start: Int
  var entries: [PlainEntry] = []
  /// What retention took: gone, but it had been there.
  var aged: [PlainEntry] = []

  init(base: Int) { start = base }

  var end: Int { start + entries.count }

  subscript(offset: Int) -> PlainEntry? {
    offset >= start && offset < end ? entries[offset - start] : nil
  }

  /// Returns what lies at some offsets, with the offsets.
  func entries(in offsets: Range<Int>) -> [(offset: Int, entry: PlainEntry)] {
    let inside = offsets.clamped(to: start..<end)
    return inside.map { ($0, entries[$0 - start]) }
  }

  mutating func truncate(to offset: Int) {
    while end > offset, !entries.isEmpty { entries.removeLast() }
    start = min(start, offset)
  }

  mutating func retain(from offset: Int) {
    while start < offset {
      aged.append(entries.removeFirst())
      start += 1
    }
  }
}
