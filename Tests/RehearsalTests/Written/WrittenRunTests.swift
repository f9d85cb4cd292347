import Accounting
import Foundation
import MigrationModel
import ScenarioFormat
import Testing

/// Every scenario that comes with the project, by its name.
private enum ScenarioFiles {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Scenarios")

  static let names: [String] = ["", "incidents/"].flatMap { place in
    let path = folder.appendingPathComponent(place).path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.sorted().map { place + $0 }
  }

  static func scenario(_ name: String) throws -> Scenario {
    let bytes = try Data(contentsOf: folder.appendingPathComponent(name))
    return try #require(ScenarioFile(Array(bytes), file: name).scenario())
  }
}

@Suite("A run written down as a history")
struct WrittenRunTests {
  /// Records beyond which a history is not judged.
  #if DEBUG
    static let limit: Int64 = 5_000
  #else
    static let limit: Int64 = 50_000
  #endif

  @Test(
    "is judged as the ledger counts it, for every small scenario", arguments: ScenarioFiles.names)
  func agrees(name: String) throws {
    let scenario = try ScenarioFiles.scenario(name)
    guard let run = WrittenRun(scenario, limit: Self.limit) else { return }
    #expect(run.differences() == [], "\(name)")
  }

  @Test func `of any small migration is judged as the ledger counts it`() throws {
    var anomalies: [Int64] = [0, 0, 0]
    for number in 1...40 as ClosedRange<UInt64> {
      let run = try #require(WrittenRun(RandomScenario(number).scenario, limit: Self.limit))
      #expect(run.differences() == [], "world \(number)")
      for row in run.judgement.readers {
        anomalies[0] += row.dup.total
        anomalies[1] += row.reorder.total
        anomalies[2] += row.loss
      }
    }
    // There was something to judge.
    #expect(anomalies.allSatisfy { $0 > 0 }, "\(anomalies)")
  }
}
