/// Which texts may be names.
///
/// One table of characters gives both the check and the regular expression of the schema, so the
/// two cannot drift apart.
package struct NamePattern: Equatable, Sendable {
  /// The characters of the beginning and of the rest, as in a regular expression's brackets:
  /// single ASCII characters and ranges such as `a-z`, a dash last.
  package let first: String
  package let rest: String
  package let lengthMax: Int
  package let refused: [String]

  package init(first: String, rest: String, lengthMax: Int, refused: [String] = []) {
    self.first = first
    self.rest = rest
    self.lengthMax = lengthMax
    self.refused = refused
  }

  /// Names that scenarios give: `move-billing`, `broker_1`, `orders.v2`.
  package static let name = NamePattern(
    first: "A-Za-z", rest: "A-Za-z0-9._-", lengthMax: 64)

  /// What Kafka takes as the name of a topic.
  ///
  /// - Source: Kafka, `org.apache.kafka.common.internals.Topic.validate`.
  package static let kafkaTopic = NamePattern(
    first: "A-Za-z0-9._-", rest: "A-Za-z0-9._-", lengthMax: 249, refused: [".", ".."])

  /// Any printable ASCII text without blanks: group ids, client ids, connector names.
  package static let kafkaIdentifier = NamePattern(first: "!-~", rest: "!-~", lengthMax: 249)

  package func allows(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let start = bytes.first, bytes.count <= lengthMax else { return false }
    return Self.contains(first, start) && bytes.dropFirst().allSatisfy { Self.contains(rest, $0) }
      && !refused.contains(text)
  }

  /// Without anchors, so that it can stand within a larger one.
  package var regex: String {
    let names = refused.map(Self.escaped).joined(separator: "|")
    let guarding = names.isEmpty ? "" : "(?!(\(names))$)"
    return "\(guarding)[\(first)][\(rest)]{0,\(lengthMax - 1)}"
  }

  private static func escaped(_ text: String) -> String {
    text.map { $0 == "." ? #"\."# : String($0) }.joined()
  }

  /// Whether a class of characters such as `A-Z._-` holds a byte.
  private static func contains(_ characters: String, _ byte: UInt8) -> Bool {
    let bytes = Array(characters.utf8)
    var index = 0
    while index < bytes.count {
      if index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "-") {
        if bytes[index]...bytes[index + 2] ~= byte { return true }
        index += 3
      } else {
        if bytes[index] == byte { return true }
        index += 1
      }
    }
    return false
  }
}
