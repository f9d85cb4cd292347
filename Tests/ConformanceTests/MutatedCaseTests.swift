import Conformance
import Documents
import Testing

/// Cases with one value made wrong. Whatever the answer is, there must be one.
@Suite("Conformance cases with one wrong value")
struct MutatedCaseTests {
  /// What a value is replaced by; nil takes its member away.
  static let wrong: [JSONNode?] = [
    nil, .null, -1, 0, 7, 40_000, 3_000_000_000, JSONNode(Int64.max), JSONNode(Int64.min), "x",
    true,
    [], [1], [[1, 2], [0, 9]], ["op": "sync"],
  ]

  @Test(
    "are answered too",
    arguments: [
      "mm2_offset_translation", "mm2_sync_emission", "mm2_checkpoints", "key_partitioning",
      "idempotent_producer", "leader_epoch", "retention", "replication", "consumer_position",
      "avro_reader_writer", "registry_modes", "queue_anomalies",
    ])
  func areAnswered(category: String) throws {
    let file = try ConformanceTests.file(category)
    for (number, node) in file.cases.enumerated() {
      let count = node.valueCount
      // Long cases say the same again and again: some of their values are enough.
      let step = 1 + count / 40
      for place in stride(from: number % step, to: count, by: step) {
        let replacement = Self.wrong[(place + number) % Self.wrong.count]
        var left = place
        let mutant = node.replacing(&left, by: replacement) ?? .null
        #expect(!CaseResult(of: mutant, in: category).line.isEmpty)
      }
    }
  }
}

extension JSONNode {
  /// How many values lie in this one, with itself.
  fileprivate var valueCount: Int {
    switch value {
    case .array(let elements): elements.reduce(1) { $0 + $1.valueCount }
    case .object(let members): members.reduce(1) { $0 + $1.value.valueCount }
    default: 1
    }
  }

  /// Returns this value with one in it replaced, or removed: the one that `left` others come before,
  /// counted from the outside in.
  fileprivate func replacing(_ left: inout Int, by replacement: JSONNode?) -> JSONNode? {
    if left < 0 { return self }
    left -= 1
    if left < 0 { return replacement }
    switch value {
    case .array(let elements):
      return JSONNode(elements.compactMap { $0.replacing(&left, by: replacement) })
    case .object(let members):
      return JSONNode(
        .object(
          members.compactMap { member in
            member.value.replacing(&left, by: replacement).map {
              JSONMember(key: member.key, value: $0)
            }
          }))
    default: return self
    }
  }
}
