/// How often each record of one lane was counted: disjoint ranges in order, each with a count.
///
/// Neighbours of equal count are one span, so the size of a coverage is the number of its
/// anomalies, not of its records. The newest span lies in the struct itself: the usual `add`
/// extends it and touches no array.
package struct Coverage: Equatable, Sendable {
  package struct Span: Equatable, Sendable, BitwiseCopyable {
    package var low: Int64
    package var high: Int64
    package var count: Int32

    package init(_ low: Int64, _ high: Int64, _ count: Int32) {
      self.low = low
      self.high = high
      self.count = count
    }
  }

  private var newest = Span(0, 0, 0)
  /// Spans before `newest`, ascending, in lists of at most `chunkMax`: a reader that goes over a
  /// million small pieces again must not move all of them for each. None is empty.
  private var chunks: [ContiguousArray<Span>] = []

  private static let chunkMax = 128

  package init() {}

  package var isEmpty: Bool { newest.count == 0 }
  /// One past the highest number counted; 0 when nothing is.
  package var end: Int64 { newest.count == 0 ? 0 : newest.high }

  /// The spans in order.
  package var spans: [Span] {
    var all: [Span] = []
    for chunk in chunks { for span in chunk { Self.push(span, to: &all) } }
    if newest.count > 0 { Self.push(newest, to: &all) }
    return all
  }

  package static func == (a: Self, b: Self) -> Bool { a.spans == b.spans }

  /// Counts every number of `range` once more.
  ///
  /// - Parameter again: Called with each stretch that had been counted before.
  /// - Complexity: O(1) at the end, else O(log *n*) in the number of spans.
  @inline(__always)
  package mutating func add(_ range: Range<Int64>, again: (Range<Int64>) -> Void) {
    if range.lowerBound == newest.high, newest.count == 1 {
      newest.high = range.upperBound
    } else if !range.isEmpty {
      insert(range, again)
    }
  }

  @inline(never)
  private mutating func insert(_ range: Range<Int64>, _ again: (Range<Int64>) -> Void) {
    shelve()
    guard let last = chunks.last?.last, range.lowerBound < last.high else {
      newest = Span(range.lowerBound, range.upperBound, 1)
      return
    }
    rebuild(range) { old, new in
      var next = range.lowerBound
      for span in old {
        if span.low >= range.upperBound || span.high <= next {
          if span.low >= range.upperBound, next < range.upperBound {
            Self.push(Span(next, range.upperBound, 1), to: &new)
            next = range.upperBound
          }
          Self.push(span, to: &new)
          continue
        }
        if span.low < next { Self.push(Span(span.low, next, span.count), to: &new) }
        if span.low > next { Self.push(Span(next, span.low, 1), to: &new) }
        let low = max(span.low, next)
        let high = min(span.high, range.upperBound)
        Self.push(Span(low, high, span.count + 1), to: &new)
        again(low..<high)
        if high < span.high { Self.push(Span(high, span.high, span.count), to: &new) }
        next = high
      }
      if next < range.upperBound { Self.push(Span(next, range.upperBound, 1), to: &new) }
    }
    unshelve()
  }

  /// Counts every number of `range` once less; numbers that were not counted stay so.
  package mutating func remove(_ range: Range<Int64>) {
    guard newest.count > 0, range.lowerBound < newest.high, !range.isEmpty else { return }
    shelve()
    rebuild(range) { old, new in
      for span in old {
        let low = max(span.low, range.lowerBound)
        let high = min(span.high, range.upperBound)
        if low >= high {
          Self.push(span, to: &new)
          continue
        }
        if span.low < low { Self.push(Span(span.low, low, span.count), to: &new) }
        if span.count > 1 { Self.push(Span(low, high, span.count - 1), to: &new) }
        if high < span.high { Self.push(Span(high, span.high, span.count), to: &new) }
      }
    }
    unshelve()
  }

  // MARK: Lists of spans

  /// Puts the newest span to the others.
  private mutating func shelve() {
    guard newest.count > 0 else { return }
    if let last = chunks.indices.last, chunks[last].count < Self.chunkMax {
      chunks[last].append(newest)
    } else {
      chunks.append([newest])
    }
    newest = Span(0, 0, 0)
  }

  /// Takes the newest span out again.
  private mutating func unshelve() {
    guard let last = chunks.indices.last else { return }
    newest = chunks[last].removeLast()
    if chunks[last].isEmpty { chunks.removeLast() }
  }

  /// Replaces the chunks that `range` touches, at least one, by what `change` makes of their spans.
  private mutating func rebuild(
    _ range: Range<Int64>, _ change: (ContiguousArray<Span>, inout [Span]) -> Void
  ) {
    let first = firstChunk(endingAfter: range.lowerBound)
    var end = first + 1
    while end < chunks.count, chunks[end][0].low < range.upperBound { end += 1 }
    var old = chunks[first]
    for chunk in chunks[first + 1..<end] { old += chunk }
    var new: [Span] = []
    new.reserveCapacity(old.count + 2)
    change(old, &new)
    if end == first + 1, !new.isEmpty, new.count <= Self.chunkMax {
      chunks[first] = ContiguousArray(new)
      return
    }
    // Two halves, so that the next insertion finds room.
    let half = max(1, Self.chunkMax / 2)
    let parts = stride(from: 0, to: new.count, by: half).map {
      ContiguousArray(new[$0..<min($0 + half, new.count)])
    }
    chunks.replaceSubrange(first..<end, with: parts)
  }

  private static func push(_ span: Span, to list: inout [Span]) {
    if let last = list.last, last.high == span.low, last.count == span.count {
      list[list.count - 1].high = span.high
    } else {
      list.append(span)
    }
  }

  /// The first chunk of which a part lies above `number`; their count when none does.
  private func firstChunk(endingAfter number: Int64) -> Int {
    var low = 0
    var high = chunks.count
    while low < high {
      let middle = (low + high) / 2
      if chunks[middle][chunks[middle].count - 1].high <= number {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// The stretches of `range` that were counted, with their counts, in order.
  package func counted(in range: Range<Int64>) -> [Span] {
    var found: [Span] = []
    func take(_ span: Span) {
      let low = max(span.low, range.lowerBound)
      let high = min(span.high, range.upperBound)
      if low < high { Self.push(Span(low, high, span.count), to: &found) }
    }
    var place = firstChunk(endingAfter: range.lowerBound)
    while place < chunks.count, chunks[place][0].low < range.upperBound {
      for span in chunks[place] where span.high > range.lowerBound {
        if span.low >= range.upperBound { break }
        take(span)
      }
      place += 1
    }
    if newest.count > 0 { take(newest) }
    return found
  }

  /// The stretches of `range` that were never counted, in order.
  package func missing(in range: Range<Int64>) -> [Range<Int64>] {
    if newest.count > 0, newest.low <= range.lowerBound, newest.high >= range.upperBound {
      return []
    }
    var gaps: [Range<Int64>] = []
    var next = range.lowerBound
    for span in counted(in: range) {
      if span.low > next { gaps.append(next..<span.low) }
      next = span.high
    }
    if next < range.upperBound { gaps.append(next..<range.upperBound) }
    return gaps
  }

  package func contains(_ number: Int64) -> Bool {
    if newest.count > 0, number >= newest.low { return number < newest.high }
    let place = firstChunk(endingAfter: number)
    return place < chunks.count && chunks[place].contains { $0.low <= number && number < $0.high }
  }

  /// Numbers counted at least once, and Σ max(0, count − 1).
  package var totals: (covered: Int64, repeated: Int64) {
    var covered: Int64 = 0
    var repeated: Int64 = 0
    for span in spans {
      covered += span.high - span.low
      repeated += (span.high - span.low) * Int64(span.count - 1)
    }
    return (covered, repeated)
  }
}
