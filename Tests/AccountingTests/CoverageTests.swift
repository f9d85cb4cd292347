import Accounting
import Testing

/// How often each number was counted, as ranges.
@Suite("Coverage")
struct CoverageTests {
  /// A coverage after counting ranges, and the stretches that were counted before.
  func counted(_ ranges: Range<Int64>...) -> (coverage: Coverage, again: [Range<Int64>]) {
    var coverage = Coverage()
    var again: [Range<Int64>] = []
    for range in ranges { coverage.add(range) { again.append($0) } }
    return (coverage, again)
  }

  @Test func `neighbours of equal count are one span`() {
    #expect(counted(0..<3, 3..<5, 5..<9).coverage.spans == [.init(0, 9, 1)])
  }

  @Test func `a gap stays a gap until it is filled`() {
    var coverage = counted(0..<3, 5..<9).coverage
    #expect(coverage.missing(in: 0..<10) == [3..<5, 9..<10])
    coverage.add(3..<5) { _ in }
    #expect(coverage.spans == [.init(0, 9, 1)])
  }

  @Test func `an overlap is told once, and counts twice`() {
    let (coverage, again) = counted(0..<6, 4..<9)
    #expect(again == [4..<6])
    #expect(coverage.spans == [.init(0, 4, 1), .init(4, 6, 2), .init(6, 9, 1)])
  }

  @Test func `a range over a gap tells only what had been counted`() {
    let (coverage, again) = counted(0..<2, 4..<6, 1..<5)
    #expect(again == [1..<2, 4..<5])
    #expect(coverage.totals == (covered: 6, repeated: 2))
  }

  @Test func `nothing is counted by an empty range`() {
    #expect(counted(3..<3).coverage.isEmpty)
    #expect(counted(0..<3, 3..<3).coverage.spans == [.init(0, 3, 1)])
  }

  @Test func `taking a count back leaves the others`() {
    var coverage = counted(0..<6, 2..<4).coverage
    coverage.remove(3..<5)
    #expect(coverage.spans == [.init(0, 2, 1), .init(2, 3, 2), .init(3, 4, 1), .init(5, 6, 1)])
  }

  @Test func `what was never counted cannot be taken back`() {
    var coverage = counted(2..<4).coverage
    coverage.remove(0..<2)
    coverage.remove(4..<9)
    #expect(coverage.spans == [.init(2, 4, 1)])
    coverage.remove(0..<9)
    #expect(coverage.isEmpty)
    #expect(coverage.end == 0)
  }

  @Test func `spans are cut to what is asked for`() {
    let coverage = counted(0..<6, 4..<9).coverage
    #expect(coverage.counted(in: 3..<7) == [.init(3, 4, 1), .init(4, 6, 2), .init(6, 7, 1)])
    #expect(coverage.counted(in: 9..<12).isEmpty)
  }

  @Test(arguments: 0..<4)
  func `counts what single numbers would`(block: Int) {
    for seed in 0..<60 {
      var dice = Dice(seed: UInt64(block * 60 + seed))
      var coverage = Coverage()
      var counts = [Int](repeating: 0, count: 40)
      for _ in 0..<40 {
        let low = dice.below(36)
        let range = low..<low + dice.below(6)
        if dice.below(4) == 0 {
          coverage.remove(Int64(range.lowerBound)..<Int64(range.upperBound))
          for number in range { counts[number] = max(0, counts[number] - 1) }
        } else {
          var again: [Int] = []
          coverage.add(Int64(range.lowerBound)..<Int64(range.upperBound)) {
            again += $0.map { Int($0) }
          }
          if again != range.filter({ counts[$0] > 0 }) { Issue.record("again, seed \(seed)") }
          for number in range { counts[number] += 1 }
        }
        check(coverage, counts, "block \(block), seed \(seed)")
      }
    }
  }

  private func check(_ coverage: Coverage, _ counts: [Int], _ place: String) {
    var found = [Int](repeating: 0, count: counts.count)
    for span in coverage.spans {
      for number in span.low..<span.high { found[Int(number)] = Int(span.count) }
    }
    let missing = coverage.missing(in: 0..<Int64(counts.count)).flatMap { $0.map { Int($0) } }
    let isRight =
      found == counts && missing == counts.indices.filter { counts[$0] == 0 }
      && counts.indices.allSatisfy { coverage.contains(Int64($0)) == (counts[$0] > 0) }
      && coverage.end == Int64((counts.lastIndex { $0 > 0 } ?? -1) + 1)
      && zip(coverage.spans, coverage.spans.dropFirst()).allSatisfy {
        $0.high < $1.low || $0.count != $1.count
      }
    if !isRight { Issue.record("\(place): \(coverage.spans) for \(counts)") }
  }
}
