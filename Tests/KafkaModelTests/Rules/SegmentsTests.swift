import KafkaModel
import SimKernel
import Testing

@Suite("Segments")
struct SegmentsTests {
  let rule = RollRule(bytes: 100, age: .seconds(10))

  /// Appends one batch of 10 records and `bytes` bytes, stamped `at` seconds.
  func append(_ bytes: Int64, at seconds: Int64, to log: inout Segments) -> Bool {
    let stamp = Instant.zero + .seconds(seconds)
    return log.append(count: 10, bytes: bytes, newestTimestamp: stamp, now: stamp, rule: rule)
  }

  /// Three segments of 100 bytes and 10 records, the newest records stamped 0, 1 and 2 s.
  func threeSegments() -> Segments {
    var log = Segments()
    for second in 0..<Int64(3) { _ = append(100, at: second, to: &log) }
    return log
  }

  @Test func `a batch that does not fit begins a segment`() {
    var log = Segments()
    #expect(append(60, at: 0, to: &log) == false)
    #expect(append(40, at: 0, to: &log) == false)
    #expect(append(1, at: 0, to: &log) == true)
    #expect(log.list.map(\.base) == [0, 20])
    #expect(log.bytes == 101)
  }

  @Test func `a batch much younger than the first of the segment begins another`() {
    var log = Segments()
    #expect(append(1, at: 5, to: &log) == false)
    #expect(append(1, at: 15, to: &log) == false)
    #expect(append(1, at: 16, to: &log) == true)
    #expect(log.list[0].newestTimestamp == .zero + .seconds(15))
  }

  @Test func `an older batch leaves the newest timestamp alone`() {
    var log = Segments()
    _ = append(1, at: 5, to: &log)
    _ = append(1, at: 3, to: &log)
    #expect(log.active.newestTimestamp == .zero + .seconds(5))
    #expect(log.active.firstTimestamp == .zero + .seconds(5))
  }

  @Test func `age drops segments oldest first and stops at the first young one`() {
    var log = threeSegments()
    let now = Instant.zero + .seconds(12)
    let rule = RetentionRule(age: .seconds(10))
    #expect(log.retain(by: rule, highWatermark: 30, now: now) == 2)
    #expect(log.logStart == 20)
    #expect(log.bytes == 100)
  }

  @Test func `the active segment goes too, and an empty one follows at the same offset`() {
    var log = threeSegments()
    let now = Instant.zero + .seconds(60)
    let rule = RetentionRule(age: .seconds(10))
    #expect(log.retain(by: rule, highWatermark: 30, now: now) == 3)
    #expect(log.list.map(\.base) == [30])
    #expect(log.logStart == 30)
    #expect(log.logEnd == 30)
    #expect(log.retain(by: rule, highWatermark: 30, now: now + .hours(1)) == 0)
  }

  @Test func `nothing goes that reaches beyond the high watermark`() {
    var log = threeSegments()
    let rule = RetentionRule(age: .zero, bytes: 0)
    #expect(log.retain(by: rule, highWatermark: 19, now: .zero + .seconds(60)) == 1)
    #expect(log.logStart == 10)
  }

  @Test(
    "size keeps at least the bytes allowed",
    arguments: [(300, 0), (299, 0), (200, 1), (199, 1), (101, 1), (100, 2), (0, 3)]
      as [(Int64, Int)])
  func sizeKeeps(limit: Int64, dropped: Int) {
    var log = threeSegments()
    let rule = RetentionRule(age: nil, bytes: limit)
    #expect(log.retain(by: rule, highWatermark: 30, now: .zero) == dropped)
  }

  @Test func `a compacted topic drops only what lies before its start`() {
    var log = threeSegments()
    log.follow(leaderStart: 15)
    let rule = RetentionRule(age: .zero, bytes: 0, deletes: false)
    #expect(log.retain(by: rule, highWatermark: 30, now: .zero + .seconds(60)) == 1)
    #expect(log.logStart == 15)
  }

  @Test(
    "deleting records moves the start at once",
    arguments: [
      (15, .begins(at: 15)), (-1, .begins(at: 25)), (25, .begins(at: 25)), (26, .outOfRange),
      (-2, .outOfRange),
    ] as [(Int64, DeleteRecordsOutcome)])
  func deletesRecords(before offset: Int64, outcome: DeleteRecordsOutcome) {
    var log = threeSegments()
    let rule = RetentionRule()
    #expect(log.deleteRecords(before: offset, highWatermark: 25, rule: rule) == outcome)
    #expect(log.list.count == 3)
  }

  @Test func `records of a compacted topic cannot be deleted`() {
    var log = threeSegments()
    let rule = RetentionRule(deletes: false)
    #expect(log.deleteRecords(before: 5, highWatermark: 30, rule: rule) == .policyViolation)
  }

  @Test(
    "cutting the end leaves a share of the segment cut in two",
    arguments: [(30, 300), (25, 250), (20, 200), (11, 110), (10, 100), (0, 0)] as [(Int64, Int64)])
  func cutsTheEnd(end: Int64, bytes: Int64) {
    var log = threeSegments()
    log.truncate(to: end, now: .zero)
    #expect(log.logEnd == end)
    #expect(log.bytes == bytes)
    #expect(log.list.reduce(0) { $0 + $1.bytes } == bytes)
  }

  @Test func `cutting below the start begins the log again there`() {
    var log = threeSegments()
    _ = log.retain(by: RetentionRule(age: nil, bytes: 200), highWatermark: 30, now: .zero)
    log.truncate(to: 4, now: .zero)
    #expect(log == Segments(start: 4))
  }
}
