/// A release of Apache Kafka, as far as its rules and defaults differ: major, minor, patch.
package struct KafkaVersion: Comparable, Hashable, Sendable, CustomStringConvertible {
  package let major: Int
  package let minor: Int
  package let patch: Int

  package init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads "3.9" or "3.9.1"; nil for anything else.
  package init?(parsing text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ $0 != nil && $0! >= 0 }) else {
      return nil
    }
    self.init(parts[0]!, parts[1]!, parts.count == 3 ? parts[2]! : 0)
  }

  package var description: String {
    patch == 0 ? "\(major).\(minor)" : "\(major).\(minor).\(patch)"
  }

  package static func < (a: Self, b: Self) -> Bool {
    (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
  }

  /// The versions whose rules are modelled.
  package static let oldest = KafkaVersion(3, 0)
  package static let newest = KafkaVersion(4, 1)
}
