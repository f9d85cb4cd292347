import Documents
import KafkaModel

/// Cases of `key_partitioning`: hashes and partitions of keys, and where records without one go.
enum KeyPartitioningCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    switch try reader.text("kind") {
    case "murmur2": hash(of: try key(reader), expected: reader.node["murmur2"])
    case "partition": try partition(reader, by: .murmur2)
    case "crc32": try partition(reader, by: .crc32)
    case "repartition": try repartition(reader)
    case "sticky": try sticky(reader)
    case let kind: .skipped("kind \"\(kind)\" is not modelled")
    }
  }

  private static func hash(of key: [UInt8], expected: JSONNode?) -> CaseAnswer {
    .single(JSONNode(Murmur2.hash(key)), expected: expected ?? .null)
  }

  private static func partition(
    _ reader: CaseReader, by partitioner: Partitioner
  ) throws(CaseProblem) -> CaseAnswer {
    let partition = partitioner.partition(
      ofKey: try key(reader), among: try count(reader, "partitions"))
    return .single(JSONNode(orNull: partition), expected: reader.node["partition"] ?? .null)
  }

  private static func count(_ reader: CaseReader, _ key: String) throws(CaseProblem) -> Int32 {
    Int32(try reader.integer(key, in: 1...1_000_000))
  }

  /// Returns the key's bytes, from text or from pairs of hexadecimal digits.
  private static func key(_ reader: CaseReader) throws(CaseProblem) -> [UInt8] {
    guard let hex = reader.member("key_hex") else { return Array(try reader.text("key").utf8) }
    let text = try hex.text()
    let digits: [UInt8] = text.compactMap { digit in digit.hexDigitValue.map { UInt8($0) } }
    guard digits.count == text.count, digits.count % 2 == 0 else {
      throw hex.problem("expected pairs of hexadecimal digits")
    }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      bytes.append(digits[place] << 4 | digits[place + 1])
    }
    return bytes
  }

  /// Spreads the keys `order-0`, `order-1` and so on over two numbers of partitions.
  private static func repartition(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let before = try count(reader, "partitions")
    let after = try count(reader, "partitions_after")
    var counts = [Int64](repeating: 0, count: Int(before))
    var moved: Int64 = 0
    for number in 0..<(try reader.integer("keys", or: 200, in: 0...10_000_000)) {
      let key = Array("order-\(number)".utf8)
      guard let old = Partitioner.murmur2.partition(ofKey: key, among: before),
        let new = Partitioner.murmur2.partition(ofKey: key, among: after)
      else { continue }
      counts[Int(old)] += 1
      if old != new { moved += 1 }
    }
    return .members(
      [("counts", JSONNode(numbers: counts)), ("moved", JSONNode(moved))],
      expectedIn: reader.node)
  }
}

extension KeyPartitioningCases {
  private static func sticky(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    reader.has("leaders") ? try choices(reader) : try patience(reader)
  }

  /// Makes many choices and says which partitions came up.
  private static func choices(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let hasLeader = try reader.list("leaders").map { !$0.node.isNull }
    guard !hasLeader.isEmpty else { throw reader.problem("leaders: expected at least one") }
    let chosen = hasLeader.indices.filter { partition in
      (0..<UInt32(hasLeader.count * 8)).contains {
        StickyChooser.choice(hasLeader: hasLeader, number: $0) == Int32(partition)
      }
    }
    var answer = CaseAnswer.severalQuestions()
    let never = try reader.member("never")?.integers() ?? []
    let always = try reader.integerOrNil("always")
    answer.add(
      JSONNode(numbers: chosen.map { Int64($0) }),
      isOK: chosen.allSatisfy { !never.contains(Int64($0)) && (always ?? Int64($0)) == Int64($0) })
    return answer
  }

  /// Counts the records that surely go to the partition chosen first.
  private static func patience(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let stickyBytes = try reader.integer("sticky_bytes", in: 0...CaseReader.limit / 2)
    var chooser = StickyChooser()
    var records: Int64 = 0
    for bytes in try reader.integers("record_bytes", in: 0...(1 << 40)) {
      _ = chooser.partition(hasLeader: [true, true], random: 0)
      records += 1
      if chooser.produced(bytes: bytes, stickyBytes: stickyBytes) { break }
    }
    return .members([("same_until", JSONNode(records))], expectedIn: reader.node)
  }
}
