/// A scenario that cannot be rehearsed.
public struct ScenarioError: Error, Equatable, CustomStringConvertible {
  /// Everything there is to say about it, in the order of the text: `file:line:column`, severity,
  /// path in the document, problem, and on a line of its own a hint where there is one.
  public let diagnostics: [String]

  init(_ diagnostics: [String]) { self.diagnostics = diagnostics }

  /// All diagnostics, one after the other.
  public var description: String { diagnostics.joined(separator: "\n") }
}
