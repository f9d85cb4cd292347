import Measurement
import Testing

/// Predictions from 1 to 1000, each as likely as the others.
@Suite("A measured metric against its predictions")
struct MetricComparisonTests {
  private func verdict(
    of counts: [Int], predicted: [Int64] = Array(1...1000), spread: Int64 = 0
  ) throws -> MetricComparison.Verdict {
    let file = MeasuredText.file(
      metrics: MeasuredText.dup, samples: MeasuredText.samples(counts))
    let group = try #require(file.groups.first)
    let runs = predicted.enumerated().map { run, value in
      (sample: run % counts.count, value: Int64?.some(value))
    }
    let comparison = MetricComparison(
      group.metrics[0], of: group, SampleEvents(of: group, shared: nil),
      Predictions(runs: runs, isGivenDrawn: false, spread: spread))
    return try #require(comparison).verdict
  }

  @Test func `agrees when the samples are spread alike`() throws {
    #expect(try verdict(of: Array(stride(from: 25, to: 1000, by: 50))) == .agrees)
  }

  @Test func `spreads less than predicted when all of many lie in the middle`() throws {
    #expect(try verdict(of: Array(450..<550)) == .outside(.wide))
    #expect(try verdict(of: Array(490..<510)) == .agrees)
  }

  @Test func `lies outside when too few are within the predicted nine tenths`() throws {
    #expect(try verdict(of: Array(stride(from: 500, to: 1500, by: 50))) == .outside(.narrow))
  }

  @Test func `has another median when it leans to one side`() throws {
    let low = (0..<40).map { 60 + $0 * 8 }
    #expect(try verdict(of: low) == .outside(.median))
  }

  @Test func `has another median by chance when there are few samples`() throws {
    #expect(
      try verdict(of: [100, 200, 300, 350, 400, 420, 700, 900]) == .agreesByChance)
  }

  @Test func `may be off by what the host adds`() throws {
    let late = Array(stride(from: 225, to: 1200, by: 50))
    #expect(try verdict(of: late, predicted: Array(1...1000)) != .agrees)
    #expect(try verdict(of: late, predicted: Array(1...1000), spread: 250) == .agrees)
  }

  @Test func `of a constant is met within what measuring can tell apart`() throws {
    let ten = Array(repeating: 10, count: 9)
    let predicted = { (value: Int64) in Array(repeating: value, count: 50) }
    #expect(try verdict(of: ten, predicted: predicted(12)) == .agrees)
    #expect(try verdict(of: ten, predicted: predicted(13)) == .outside(.narrow))
  }

  @Test func `was never reached when no run came to a number`() throws {
    let file = MeasuredText.file(metrics: MeasuredText.dup, samples: MeasuredText.samples([1]))
    let comparison = MetricComparison(
      file.groups[0].metrics[0], of: file.groups[0],
      SampleEvents(of: file.groups[0], shared: nil),
      Predictions(runs: [(sample: 0, value: nil)], isGivenDrawn: false, spread: 0))
    #expect(comparison?.verdict == .outside(.neverReached))
  }
}
