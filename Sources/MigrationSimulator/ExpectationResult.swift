import Rehearsal
import Reporting

/// What a scenario expects, and what was found.
public struct ExpectationResult: Equatable, Sendable {
  /// The expectation in words.
  public let text: String
  public let holds: Bool
  /// Records, or milliseconds; nil if what it is about was never reached.
  public let found: Int64?
  /// Whether it is expected of every run, without being written down.
  public let isImplied: Bool

  init(_ result: ExpectationOutcome) {
    text = result.expectation.words
    holds = result.holds
    found = result.found
    isImplied = result.isImplied
  }
}
