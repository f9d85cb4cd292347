import Exploration
import Testing

/// Variants under the same seeds.
@Suite("Paired trials")
struct PairedTrialsTests {
  @Test func `find no difference between a scenario and itself, however many run at once`() async {
    let trials = Trials(BusyMigration.file())
    let same = PairedTrials([.init("a", trials), .init("b", trials)])
    let one = await same.comparison(of: 1..<4, jobs: 1)
    let many = await same.comparison(of: 1..<4, jobs: 3)
    #expect(one.results == many.results)
    for place in one.places {
      for metric in PairedMetric.allCases {
        #expect(one.pair(metric, at: place, 1).map { $0.same == $0.count } != false)
      }
    }
    #expect(one.pair(.dup, at: .worst, 1)?.isNothing == false)
  }

  @Test func `take a difference seed by seed, and say where nothing can be said`() async throws {
    let whole = Trials(BusyMigration.file())
    let quiet = Trials(BusyMigration.file(faults: []))
    let comparison = await PairedTrials([.init("whole", whole), .init("quiet", quiet)])
      .comparison(of: 1..<4, jobs: 2)
    let waits = try #require(comparison.pair(.wait, at: .forward, 1))
    #expect(waits.less == 3)
    #expect(waits.difference.median < 0)
    // Without a lost broker there is no time in which it was noticed.
    #expect(comparison.pair(.detect, at: .forward, 1) == nil)
  }
}
