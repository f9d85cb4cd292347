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
  private var chunks: [[Span]] = []

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

  /// Counts a range that goes on where the newest span ends, if that is counted once: what reading
  /// comes to as a rule.
  ///
  /// - Returns: Whether that was the case; nothing is counted otherwise.
  @inline(__always)
  mutating func goOn(_ low: Int64, _ high: Int64) -> Bool {
    guard low == newest.high, newest.count == 1 else { return false }
    newest.high = high
    return true
  }

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

  /// Counts a range once more that goes on where the last one ended, within one span: what a reader
  /// does that goes over a log again.
  ///
  /// - Returns: Whether that was the case; nothing is counted otherwise.
  /// - Complexity: O(1) in the newest span, else O(log *n*).
  package mutating func repeatOn(_ range: Range<Int64>) -> Bool {
    guard let last = chunks.indices.last, range.upperBound < newest.high else { return false }
    if range.lowerBound >= newest.low {
      let row = chunks[last].count - 1
      guard Self.goesOn(range, after: chunks[last][row], within: newest) else { return false }
      chunks[last][row].high = range.upperBound
      newest.low = range.upperBound
      return true
    }
    let place = firstChunk(endingAfter: range.lowerBound)
    guard place <= last else { return false }
    let row = Self.firstSpan(of: chunks[place], endingAfter: range.lowerBound)
    guard row > 0, Self.goesOn(range, after: chunks[place][row - 1], within: chunks[place][row])
    else { return false }
    chunks[place][row - 1].high = range.upperBound
    chunks[place][row].low = range.upperBound
    return true
  }

  private static func goesOn(_ range: Range<Int64>, after: Span, within span: Span) -> Bool {
    after.high == range.lowerBound && span.low == range.lowerBound && !range.isEmpty
      && range.upperBound < span.high && after.count == span.count + 1
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

  /// Replaces the spans that `range` touches, and their neighbours, by what `change` makes of them.
  private mutating func rebuild(
    _ range: Range<Int64>, _ change: (ArraySlice<Span>, inout [Span]) -> Void
  ) {
    let first = firstChunk(endingAfter: range.lowerBound)
    var end = first + 1
    while end < chunks.count, chunks[end][0].low < range.upperBound { end += 1 }
    var new: [Span] = []
    guard end > first + 1 else {
      // One neighbour on each side, so that equal counts become one span.
      let low = max(0, Self.firstSpan(of: chunks[first], endingAfter: range.lowerBound) - 1)
      var high = low
      while high < chunks[first].count, chunks[first][high].low < range.upperBound { high += 1 }
      high = min(high + 1, chunks[first].count)
      change(chunks[first][low..<high], &new)
      chunks[first].replaceSubrange(low..<high, with: new)
      if chunks[first].count > Self.chunkMax || chunks[first].isEmpty { split(first..<end) }
      return
    }
    change(chunks[first..<end].flatMap { $0 }[...], &new)
    chunks.replaceSubrange(first..<end, with: [new])
    split(first..<first + 1)
  }

  /// Cuts a chunk into halves of the most that one may hold, so that the next insertion finds room;
  /// an empty one goes.
  private mutating func split(_ places: Range<Int>) {
    let all = chunks[places.lowerBound]
    let half = Self.chunkMax / 2
    let parts =
      all.count <= Self.chunkMax && !all.isEmpty
      ? [all]
      : stride(from: 0, to: all.count, by: half).map {
        Array(all[$0..<min($0 + half, all.count)])
      }
    chunks.replaceSubrange(places, with: parts)
  }

  /// The first span of a chunk of which a part lies above `number`; their count when none does.
  private static func firstSpan(of chunk: [Span], endingAfter number: Int64) -> Int {
    var low = 0
    var high = chunk.count
    while low < high {
      let middle = (low + high) / 2
      if chunk[middle].high <= number { low = middle + 1 } else { high = middle }
    }
    return low
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
      var row = Self.firstSpan(of: chunks[place], endingAfter: range.lowerBound)
      while row < chunks[place].count, chunks[place][row].low < range.upperBound {
        take(chunks[place][row])
        row += 1
      }
      place += 1
    }
    if newest.count > 0 { take(newest) }
    return found
  }

  /// Whether one span, as many are there, holds the whole of `range`.
  package func covers(_ range: Range<Int64>) -> Bool {
    if newest.count > 0, newest.low <= range.lowerBound { return newest.high >= range.upperBound }
    let place = firstChunk(endingAfter: range.lowerBound)
    guard place < chunks.count else { return false }
    let span = chunks[place][Self.firstSpan(of: chunks[place], endingAfter: range.lowerBound)]
    return span.low <= range.lowerBound && span.high >= range.upperBound
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
    guard place < chunks.count else { return false }
    return chunks[place][Self.firstSpan(of: chunks[place], endingAfter: number)].low <= number
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
