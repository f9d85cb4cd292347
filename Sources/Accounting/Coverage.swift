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
  /// Ascending, all before `newest`.
  private var older: [Span] = []

  package init() {}

  package var isEmpty: Bool { newest.count == 0 }
  /// One past the highest number counted; 0 when nothing is.
  package var end: Int64 { newest.count == 0 ? 0 : newest.high }

  /// The spans in order.
  package var spans: [Span] { newest.count == 0 ? older : older + [newest] }

  /// Counts every number of `range` once more.
  ///
  /// - Parameter again: Called with each stretch that had been counted before.
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
    guard newest.count > 0, range.lowerBound < newest.high else {
      if newest.count > 0 { older.append(newest) }
      newest = Span(range.lowerBound, range.upperBound, 1)
      return
    }
    if newest.count > 0 { older.append(newest) }
    var place = firstSpan(endingAfter: range.lowerBound)
    var rest = Array(older[place...])
    older.removeSubrange(place...)
    var next = range.lowerBound
    place = 0
    while next < range.upperBound {
      guard place < rest.count, rest[place].low < range.upperBound else {
        push(Span(next, range.upperBound, 1))
        break
      }
      let span = rest[place]
      if span.low > next {
        push(Span(next, span.low, 1))
        next = span.low
      }
      if span.low < next { push(Span(span.low, next, span.count)) }
      let upTo = min(span.high, range.upperBound)
      push(Span(next, upTo, span.count + 1))
      again(next..<upTo)
      next = upTo
      if upTo < span.high { rest[place].low = upTo } else { place += 1 }
    }
    for span in rest[place...] { push(span) }
    newest = older.removeLast()
  }

  /// Counts every number of `range` once less; numbers that were not counted stay so.
  package mutating func remove(_ range: Range<Int64>) {
    guard newest.count > 0, range.lowerBound < newest.high, !range.isEmpty else { return }
    let all = spans
    older = []
    newest = Span(0, 0, 0)
    for span in all {
      let low = max(span.low, range.lowerBound)
      let high = min(span.high, range.upperBound)
      if low >= high {
        push(span)
        continue
      }
      if span.low < low { push(Span(span.low, low, span.count)) }
      if span.count > 1 { push(Span(low, high, span.count - 1)) }
      if high < span.high { push(Span(high, span.high, span.count)) }
    }
    if let last = older.popLast() { newest = last }
  }

  private mutating func push(_ span: Span) {
    if let last = older.last, last.high == span.low, last.count == span.count {
      older[older.count - 1].high = span.high
    } else {
      older.append(span)
    }
  }

  private func firstSpan(endingAfter number: Int64) -> Int {
    var low = 0
    var high = older.count
    while low < high {
      let middle = (low + high) / 2
      if older[middle].high <= number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The stretches of `range` that were counted, with their counts, in order.
  package func counted(in range: Range<Int64>) -> [Span] {
    var found: [Span] = []
    func take(_ span: Span) {
      let low = max(span.low, range.lowerBound)
      let high = min(span.high, range.upperBound)
      if low < high { found.append(Span(low, high, span.count)) }
    }
    for span in older[firstSpan(endingAfter: range.lowerBound)...] {
      if span.low >= range.upperBound { break }
      take(span)
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
    let place = firstSpan(endingAfter: number)
    return place < older.count && older[place].low <= number
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
