import Documents
import Exploration
import MigrationModel
import Reporting
import ScenarioFormat

/// A migration to rehearse: both clusters, who writes and reads, what copies between them, and the
/// steps of the cutover, as a scenario file describes them.
///
/// ```swift
/// import MigrationSimulator
/// import Testing
///
/// @Test func `billing never charges twice, whichever step we go back from`() throws {
///   let migration = try MigrationScenario(path: "Scenarios/quickstart.json")
///   migration.forEachSeed(1...200) { outcome in
///     for point in outcome.points {
///       #expect(point.late.dup(for: "billing") == 0, "after \(point.step): \(outcome.replay)")
///     }
///   }
/// }
/// ```
///
/// A scenario is a value: it may be rehearsed from many tasks at once, and each seed gives the same
/// outcome on every machine, in whatever order seeds are run.
public struct MigrationScenario: Sendable {
  private let trials: Trials
  /// How messages and replay lines name the file.
  private let name: String

  /// Reads a scenario file.
  ///
  /// - Parameter path: Where it lies, absolute or from the working directory. Replay lines repeat it.
  /// - Throws: ``ScenarioError`` with everything that is wrong, or why it cannot be read.
  /// - Complexity: A few milliseconds. A scenario with `chaos` is run once, to find the span of its
  ///   plan.
  public init(path: String) throws(ScenarioError) {
    try self.init(bytes: ScenarioBytes.read(path), named: path)
  }

  /// Reads a scenario that is at hand as text.
  ///
  /// - Parameters:
  ///   - text: JSON, as in a scenario file.
  ///   - name: What messages and replay lines call it: the path of the file it came from. `-`, the
  ///     default, stands for standard input: a replay line then wants the text piped in.
  /// - Throws: ``ScenarioError`` with everything that is wrong.
  public init(text: String, named name: String = "-") throws(ScenarioError) {
    try self.init(bytes: Array(text.utf8), named: name)
  }

  /// Reads a scenario that is at hand as UTF-8 bytes; see ``init(text:named:)``.
  public init(bytes: [UInt8], named name: String = "-") throws(ScenarioError) {
    let file = ScenarioFile(bytes, file: name == "-" ? "scenario.json" : name)
    guard file.isValid else { throw ScenarioError(file.diagnostics.map(\.description)) }
    trials = Trials(file)
    self.name = name
  }

  /// The name that the file gives itself.
  public var title: String { trials.scenario(seed: nil).name }

  /// The names of the plan's steps, in order: those of its rollback points.
  public var steps: [String] { trials.scenario(seed: nil).plan.steps.map(\.name) }

  /// The seed that the file names.
  public var seed: UInt64 { trials.scenario(seed: nil).seed }

  /// What changes nothing in the model, though Kafka knows it: one setting each.
  public var notModelled: [String] { trials.file.notes }

  /// The defaults that stand for what the file leaves out, with their places.
  public var defaults: [String] { trials.file.assumptions }

  /// Carries the plan through, and goes back from every step in a copy of the run.
  ///
  /// - Parameter seed: Which of the scenario's runs; nil for the seed that the file names.
  /// - Returns: What came of it. Nothing here throws: what goes wrong is part of the outcome.
  /// - Complexity: Time follows the events of all branches, two for each step: every batch and
  ///   every poll is one. Optimised builds are about ten times as fast as debug builds.
  public func rehearse(seed: UInt64? = nil) -> MigrationOutcome {
    let outcome = trials.outcome(seed: seed)
    var report = Report(outcome: outcome, scenarioHash: trials.file.contentHash, file: name)
    report.notModelled = trials.file.notes
    report.defaults = trials.file.assumptions
    return MigrationOutcome(report)
  }

  /// Rehearses under each seed of a range, in order, and hands every outcome to `body`.
  ///
  /// Only one outcome is kept at a time. An error that `body` throws ends the loop.
  ///
  /// - Parameter seeds: At least one.
  public func forEachSeed<Failure: Error>(
    _ seeds: ClosedRange<UInt64>, _ body: (MigrationOutcome) throws(Failure) -> Void
  ) throws(Failure) {
    for seed in seeds { try body(rehearse(seed: seed)) }
  }
}
