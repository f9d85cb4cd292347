import Documents

/// A file of cases that say how Kafka behaves, put to the very types the simulator runs.
///
/// ```swift
/// let file = try ConformanceFile(parsing: bytes)
/// for result in file.run() { print(result.line) }
/// print(file.summary(of: results))
/// ```
package struct ConformanceFile: Sendable {
  /// What the cases are about, which decides how they are put.
  package let category: String
  package let cases: [JSONNode]
  /// What the cases of a file have in common and name by number.
  private let shared: JSONNode

  /// - Throws: `CaseProblem` when the text is no file of cases at all. A single bad case is not
  ///   thrown; it becomes a result that is not ok.
  package init(parsing bytes: [UInt8]) throws(CaseProblem) {
    let scan = JSONScanner.scan(bytes)
    guard let root = scan.root, scan.errors.isEmpty else {
      let place = scan.errors.first.map { " at \($0.place)" } ?? ""
      throw CaseProblem("not JSON\(place)")
    }
    let reader = CaseReader(root, at: "")
    category = try reader.text("category")
    guard let cases = root["cases"]?.array else { throw CaseProblem("cases: expected a list") }
    self.cases = cases
    shared = root["fields"] ?? .null
  }

  /// Puts every case, in the order of the file.
  package func run() -> [CaseResult] {
    cases.map { CaseResult(of: $0, in: category, shared: shared) }
  }
}

/// What came of one case.
package struct CaseResult: Equatable, Sendable {
  package enum Outcome: Equatable, Sendable {
    /// The types answered `got`, as expected or not.
    case answered(got: JSONNode, isOK: Bool)
    /// What the case asks about is not modelled.
    case skipped(reason: String)
    /// The case could not be read.
    case unreadable(problem: String)
  }

  package let id: String
  package let kind: String
  package let outcome: Outcome

  /// Whether the case speaks for the model, or at least not against it.
  package var isOK: Bool {
    switch outcome {
    case .answered(_, let isOK): isOK
    case .skipped: true
    case .unreadable: false
    }
  }

  /// Puts one case.
  package init(of node: JSONNode, in category: String, shared: JSONNode = .null) {
    id = node["id"]?.string ?? "?"
    kind = node["kind"]?.string ?? "?"
    do throws(CaseProblem) {
      let answer = try CaseAnswer(to: CaseReader(node, at: ""), in: category, shared)
      outcome =
        switch answer.skipReason {
        case let reason?: .skipped(reason: reason)
        case nil: .answered(got: answer.got, isOK: answer.isOK)
        }
    } catch {
      outcome = .unreadable(problem: error.description)
    }
  }
}

extension CaseAnswer {
  /// Puts one case to the types of its category.
  fileprivate init(
    to reader: CaseReader, in category: String, _ shared: JSONNode
  ) throws(CaseProblem) {
    switch category {
    case "mm2_offset_translation": self = try OffsetTranslationCases.answer(reader)
    case "mm2_sync_emission": self = try SyncEmissionCases.answer(reader)
    case "mm2_checkpoints": self = try CheckpointCases.answer(reader)
    case "key_partitioning": self = try KeyPartitioningCases.answer(reader)
    case "idempotent_producer": self = try IdempotentProducerCases.answer(reader)
    case "leader_epoch": self = try LeaderEpochCases.answer(reader)
    case "retention": self = try RetentionCases.answer(reader)
    case "replication": self = try ReplicationCases.answer(reader)
    case "consumer_position": self = try ConsumerPositionCases.answer(reader)
    case "avro_reader_writer": self = try SchemaCases.answer(reader)
    case "registry_modes": self = try RegistryCases.answer(reader, CaseReader(shared, at: "fields"))
    case "queue_anomalies": self = try QueueHistoryCases.answer(reader)
    default: self = .skipped("category \"\(category)\" is not modelled")
    }
  }
}

// MARK: - What is printed

extension CaseResult {
  /// The result as one line of JSON, without a line feed.
  package var line: String {
    var members: [(String, JSONNode)] = [("id", JSONNode(id)), ("kind", JSONNode(kind))]
    switch outcome {
    case .answered(let got, let isOK): members += [("got", got), ("ok", JSONNode(isOK))]
    case .skipped(let reason): members.append(("skipped", JSONNode(reason)))
    case .unreadable(let problem):
      members += [("ok", JSONNode(false)), ("problem", JSONNode(problem))]
    }
    return CanonicalJSON.text(JSONNode(members: members), layout: .compact)
  }
}

extension ConformanceFile {
  /// Returns the counts of a run as one line of JSON.
  package func summary(of results: [CaseResult]) -> String {
    var ok = 0
    var skipped = 0
    for result in results {
      if case .skipped = result.outcome { skipped += 1 } else if result.isOK { ok += 1 }
    }
    let members: [(String, JSONNode)] = [
      ("category", JSONNode(category)), ("cases", JSONNode(results.count)), ("ok", JSONNode(ok)),
      ("failed", JSONNode(results.count - ok - skipped)), ("skipped", JSONNode(skipped)),
    ]
    return CanonicalJSON.text(JSONNode(members: members), layout: .compact)
  }
}

extension JSONNode {
  init(members: [(String, JSONNode)]) {
    self.init(.object(members.map { JSONMember(key: $0.0, value: $0.1) }))
  }
}
