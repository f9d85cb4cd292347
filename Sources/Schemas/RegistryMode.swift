/// What a schema registry demands of a new version of a subject.
///
/// - Source: Confluent Schema Registry, "Schema Evolution and Compatibility".
package enum RegistryMode: String, CaseIterable, Equatable, Sendable {
  case none
  /// Readers with the new schema read what was written with the last one.
  case backward
  case backwardTransitive = "backward_transitive"
  /// Readers with the last schema read what is written with the new one.
  case forward
  case forwardTransitive = "forward_transitive"
  case full
  case fullTransitive = "full_transitive"

  /// Whether every earlier version counts, not only the last.
  package var isTransitive: Bool {
    self == .backwardTransitive || self == .forwardTransitive || self == .fullTransitive
  }

  private var looksBack: Bool {
    self == .backward || self == .backwardTransitive || self == .full || self == .fullTransitive
  }

  private var looksForward: Bool {
    self == .forward || self == .forwardTransitive || self == .full || self == .fullTransitive
  }

  /// Whether a registry takes `new` in.
  ///
  /// - Parameter previous: The versions it holds, oldest first.
  package func accepts(_ new: Schema, after previous: [Schema]) throws(SchemaFault) -> Bool {
    for old in isTransitive ? previous[...] : previous.suffix(1) {
      if looksBack, try !SchemaCompatibility.check(reader: new, writer: old).isEmpty {
        return false
      }
      if looksForward, try !SchemaCompatibility.check(reader: old, writer: new).isEmpty {
        return false
      }
    }
    return true
  }
}
