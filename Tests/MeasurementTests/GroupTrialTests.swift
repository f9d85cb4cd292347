import Documents
import Measurement
import ScenarioFormat
import Testing

/// A reader of 10 records a second that commits every 5 s is killed some time after 10 s: what it
/// does again is the rate times the age of its last commit.
@Suite("Samples held against a scenario")
struct GroupTrialTests {
  private static func scenario(_ measured: String) -> String {
    """
    { "migsim": 1, "profile": "ideal", "clusters": { "here": { "brokers": 1 } },
      "topics": { "orders": { "partitions": 1 } },
      "producers": { "shop": { "topic": "orders", "rate": "10/s" } },
      "groups": { "billing": { "topics": ["orders"], "config": { "session.timeout.ms": 6000 } } },
      "plan": { "observe": "9s", "steps": [
        { "name": "wait", "do": { "wait": { "uniform": ["10s", "15s"] } } },
        { "name": "kill" } ] },
      "faults": [
        { "kind": "member-crash", "group": "billing", "member": 0, "at": "kill", "for": "1s" } ],
      "measured": { "group": "one", \(measured) } }
    """
  }

  private static let dup = #""metrics": { "dup": { "of": "billing" } }"#

  private func comparison(
    _ file: MeasuredFile, _ measured: String = dup, seeds: Int = 40
  ) async throws -> GroupComparison {
    let scenario = ScenarioFile(Array(Self.scenario(measured).utf8), file: "s.json")
    #expect(scenario.report.text() == "")
    let binding = try #require(scenario.measured)
    let trial = try GroupTrial(try #require(file.groups.first), scenario, binding)
    return await trial.comparison(seeds: seeds, jobs: 2)
  }

  private func runs(_ counts: [Int]) -> MeasuredFile {
    MeasuredText.file(metrics: MeasuredText.dup, samples: MeasuredText.samples(counts))
  }

  @Test func `agree when they are spread as predicted`() async throws {
    let found = try await comparison(runs([2, 7, 13, 20, 26, 31, 37, 43, 48]))
    #expect(found.verdict == .agrees)
    #expect(found.metrics[0].samples == 9)
    #expect(found.metrics[0].missBySample == nil)
  }

  @Test func `are outside when they are not`() async throws {
    let found = try await comparison(runs([90, 93, 100, 80, 73, 85, 99, 102]))
    #expect(found.verdict == .outside(.narrow))
  }

  @Test func `are too few when they are fewer than eight`() async throws {
    let found = try await comparison(runs([10, 30, 45]), seeds: 12)
    #expect(found.verdict == .tooFew)
  }

  @Test func `are too few when twelve come from one event`() async throws {
    let samples = (0..<12).map { _ in #"{"drawn": {"killed": 60.125}, "got": {"dup": 25}}"# }
    let found = try await comparison(
      MeasuredText.file(metrics: MeasuredText.dup, samples: samples), seeds: 12)
    #expect(found.events == 1)
    #expect(found.verdict == .tooFew)
  }

  @Test func `must be met one by one where they are exact`() async throws {
    let metrics = #""dup": {"metric": "dup", "unit": "records", "exact": true, "slack": 1}"#
    func file(_ last: Int) -> MeasuredFile {
      MeasuredText.file(
        metrics: metrics,
        samples: [
          #"{"drawn": {"killed": 11.5}, "got": {"dup": 15}}"#,
          #"{"drawn": {"killed": 13.25}, "got": {"dup": \#(last)}}"#,
        ])
    }
    let place = #""drawn": { "killed": "/plan/steps/0/do/wait" }, "# + Self.dup
    #expect(try await comparison(file(32), place, seeds: 2).verdict == .agrees)
    let off = try await comparison(file(28), place, seeds: 2)
    #expect(off.verdict == .outside(.samplesDiffer))
    #expect(off.metrics[0].missed.map(\.sample) == [1])
  }

  @Test func `name the one whose value has no place in the scenario`() throws {
    let text = Self.scenario(#""drawn": { "killed": "/plan/steps/0/do/wait" }, "# + Self.dup)
    let scenario = ScenarioFile(Array(text.utf8), file: "s.json")
    let file = MeasuredText.file(
      metrics: MeasuredText.dup, samples: [#"{"drawn": {"killed": -3}, "got": {"dup": 1}}"#])
    let binding = try #require(scenario.measured)
    #expect {
      _ = try GroupTrial(file.groups[0], scenario, binding)
    } throws: { error in
      "\((error as? MeasurementProblem)?.message ?? "")".contains("sample 1 of \"one\": \"killed\"")
    }
  }
}
