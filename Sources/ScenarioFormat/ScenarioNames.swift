import Documents
import KafkaModel
import SimKernel

/// The kinds of things that a scenario gives names to.
enum Names {
  static let cluster = NameKind("cluster")
  static let topic = NameKind("topic", pattern: .kafkaTopic)
  static let producer = NameKind("producer", pattern: .memberOfAll)
  static let sink = NameKind("sink")
  static let group = NameKind("group", pattern: .groupOfAll)
  static let connect = NameKind("Connect cluster", pattern: .groupOfAll)
  static let link = NameKind("link")
  static let step = NameKind("step", pattern: .step)
  static let fault = NameKind("fault")

  /// The word that stands for every producer, or every group.
  static let all = "all"
  /// The point at the end of the plan, in both spellings.
  static let forward = ["forward", "FWD"]
}

extension NamePattern {
  /// Names of producers: `all` would mean every one of them.
  fileprivate static let memberOfAll = NamePattern(
    first: NamePattern.name.first, rest: NamePattern.name.rest,
    lengthMax: NamePattern.name.lengthMax, refused: [Names.all])

  /// Names of groups: what Kafka takes, but for `all`.
  fileprivate static let groupOfAll = NamePattern(
    first: NamePattern.kafkaIdentifier.first, rest: NamePattern.kafkaIdentifier.rest,
    lengthMax: NamePattern.kafkaIdentifier.lengthMax, refused: [Names.all])

  /// Names of steps are names of rollback points, and some of those have a meaning already.
  fileprivate static let step = NamePattern(
    first: NamePattern.name.first, rest: NamePattern.name.rest,
    lengthMax: NamePattern.name.lengthMax,
    refused: Names.forward + ["RP1", "RP2", "RP3", "RP4"])
}

extension TextPattern {
  /// "14:00:00"
  static let timeOfDay = TextPattern(
    "time of day", example: #""14:00:00""#, hint: "write hours, minutes and seconds: \"14:00:00\"",
    regex: "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]", allows: { secondsOfDay($0) != nil })

  /// "3.9" or "3.9.1"
  static let version = TextPattern(
    "version of Kafka", example: #""3.9""#,
    hint: "write major and minor, such as \"3.9\", and the patch if it matters: \"3.9.1\"",
    regex: #"[0-9]{1,4}\.[0-9]{1,4}(\.[0-9]{1,4})?"#,
    allows: { text in
      text.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
        && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
          1...4 ~= $0.count
        } && KafkaVersion(parsing: text) != nil
    })

  /// "0xffffffffffffffff", for seeds that a JSON number of 63 bits cannot hold.
  static let seed = TextPattern(
    "seed", example: #""0x9e3779b97f4a7c15""#,
    hint: "write an integer, or 16 hexadecimal digits after 0x",
    regex: "0x[0-9a-f]{16}",
    allows: { $0.utf8.count == 18 && $0.hasPrefix("0x") && hexadecimal($0.dropFirst(2)) != nil })

  /// Seconds after midnight.
  static func secondsOfDay(_ text: String) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3,
      parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(\.isDigit) })
    else { return nil }
    let numbers = parts.compactMap { Int64($0) }
    guard numbers[0] < 24, numbers[1] < 60, numbers[2] < 60 else { return nil }
    return numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
  }

  static func hexadecimal(_ digits: Substring) -> UInt64? {
    guard digits.utf8.allSatisfy({ $0.isDigit || 0x61...0x66 ~= $0 }) else { return nil }
    return UInt64(digits, radix: 16)
  }
}
