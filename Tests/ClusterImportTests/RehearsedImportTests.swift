import Accounting
import ClusterImport
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
