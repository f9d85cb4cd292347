import Accounting
import ClusterImport
import Documents
import MigrationModel
import Rehearsal
import ScenarioFormat
import SimKernel
import Testing

/// The model is asked for what the import computed from the files: two ways to one number.
@Suite("An imported scenario, rehearsed")
struct RehearsedImportTests {
  @Test func `reads again what the import says`() throws {
    let outcome = try Self.rehearsed(Samples.files())
    #expect(Self.dup("order-processor", outcome) == 620)
    #expect(Self.dup("billing-sync", outcome) == 269)
    #expect(Self.dup("connect-orders-search", outcome) == 4_117_530)
    #expect(outcome.forward.judgement.readers.allSatisfy { $0.loss == 0 })
    #expect(outcome.verdict == .pass)
  }

  @Test func `reads 494 again where the copier is taken to have copied all`() throws {
    let outcome = try Self.rehearsed(Samples.files(without: [Samples.connectorOffsets]))
    #expect(Self.dup("order-processor", outcome) == 494)
    #expect(Self.dup("billing-sync", outcome) == 269)
  }

  private static func rehearsed(_ files: [ImportedFile]) throws -> Outcome {
    let result = ClusterImport(files)
    let file = ScenarioFile(try #require(result.scenario), file: "imported.json")
    #expect(file.diagnostics.filter { $0.severity == .error }.map(\.description) == [])
    return Rehearsal(try #require(file.scenario())).run()
  }

  private static func dup(_ group: String, _ outcome: Outcome) -> Int64 {
    outcome.forward.judgement.readers.reduce(0) { sum, reader in
      outcome.scenario.groups[reader.subscription.row].name == group
        ? sum + reader.dup.total : sum
    }
  }
}

/// Estates drawn at random: what the import counts and what the model does must be the same.
@Suite("Imported scenarios drawn at random, rehearsed")
struct RandomEstateTests {
  @Test("repeat and lose what the import says", arguments: 1...40)
  func agree(seed: Int) throws {
    var random = Scribbler(seed: UInt64(seed))
    let estate = Self.estate(&random)
    let result = estate.imported()
    let bytes = try #require(result.scenario)
    let scenario = try #require(ScenarioFile(bytes, file: "imported.json").scenario())
    let outcome = Rehearsal(scenario).run()
    let reader = try #require(outcome.forward.judgement.readers.first)
    func records(_ cause: Cause) -> Int64 {
      result.findings.filter { $0.causes.contains(cause) }.reduce(0) { $0 + ($1.records ?? 0) }
    }
    #expect(reader.dup.total == records(.offsetSyncStale), "\(result.findings.map(\.text))")
    #expect(reader.loss == records(.offsetOvertranslated), "\(result.findings.map(\.text))")
  }

  /// Copies without a hole, whose shift is where the source began, and positions near the end.
  private static func estate(_ random: inout Scribbler) -> SmallEstate {
    var estate = SmallEstate()
    var numbers: [[Int64]] = []
    for _ in 0..<2 {
      let start = Int64(random.next(below: 5000))
      let end = start + 500 + Int64(random.next(below: 1000))
      let copied = end - Int64(random.next(below: 100))
      let position = end - Int64(random.next(below: 200))
      let found = min(copied, position + 20 - Int64(random.next(below: 150))) - start
      numbers.append([start, end, copied, position, found])
    }
    estate.starts.source = numbers.map { $0[0] }
    estate.ends.source = numbers.map { $0[1] }
    estate.ends.target = numbers.map { $0[2] - $0[0] }
    estate.copied = numbers.map { $0[2] - 1 }
    estate.positions = (numbers.map { "\($0[3])" }, numbers.map { "\($0[4])" })
    return estate
  }
}
