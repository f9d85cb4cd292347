import Documents
import KafkaModel

/// Cases of kind `fetch` in `consumer_position`: what of a fetch's batches is delivered, and where
/// the consumer stands afterwards.
enum FetchCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var consumer = FetchingConsumer(
      filter: AbortedFilter(try aborted(reader)),
      leavesOutAborted: try reader.text("isolation") == "read_committed",
      position: try reader.integer("position", or: 0))
    for batch in try reader.list("batches") { try consumer.take(batch) }
    return .single(
      JSONNode(members: [
        ("offsets", JSONNode(numbers: consumer.offsets)), ("keys", JSONNode(consumer.keys)),
        ("position", JSONNode(consumer.position)),
      ]), expected: reader.node["expect"] ?? .null)
  }

  private static func aborted(_ reader: CaseReader) throws(CaseProblem) -> [AbortedFilter.Start] {
    var starts: [AbortedFilter.Start] = []
    for entry in try reader.listOrEmpty("aborted") {
      let pair = try entry.integers(count: 2)
      starts.append(AbortedFilter.Start(producerID: pair[0], firstOffset: pair[1]))
    }
    return starts
  }
}

private struct FetchingConsumer {
  var filter: AbortedFilter
  let leavesOutAborted: Bool
  var position: Int64
  var offsets: [Int64] = []
  var keys: [JSONNode] = []

  mutating func take(_ batch: CaseReader) throws(CaseProblem) {
    let first = try batch.integer("at", in: 0...CaseReader.limit)
    if batch.has("marker") {
      try takeMarker(batch, at: first)
      return
    }
    let names = try batch.listOrEmpty("keys")
    let count = try batch.integer("n", or: max(1, Int64(names.count)), in: 1...1_000_000)
    if try delivers(batch, lastOffset: first + count - 1) {
      let missing = try batch.member("missing")?.integers() ?? []
      for offset in max(first, position)..<max(first + count, position)
      where !missing.contains(offset) {
        offsets.append(offset)
        let name = Int(offset - first)
        if name < names.count { keys.append(names[name].node) }
      }
    }
    position = max(position, first + count)
  }

  /// Returns whether a batch is delivered. A producer named by `pid` rather than `txn` writes plainly.
  private mutating func delivers(
    _ batch: CaseReader, lastOffset: Int64
  ) throws(CaseProblem) -> Bool {
    guard leavesOutAborted, let producer = batch.member("txn") ?? batch.member("pid") else {
      return true
    }
    return filter.delivers(
      producerID: try producer.integer(), lastOffset: lastOffset,
      isTransactional: batch.has("txn"))
  }

  private mutating func takeMarker(_ batch: CaseReader, at offset: Int64) throws(CaseProblem) {
    let type = try batch.text("marker")
    guard type == "commit" || type == "abort" else {
      throw batch.problem("marker: expected commit or abort")
    }
    let producerID = try batch.integer("txn")
    if leavesOutAborted {
      filter.marker(producerID: producerID, offset: offset, isCommit: type == "commit")
    }
    position = max(position, offset + 1)
  }
}
