import Documents
import KafkaModel
import MigrationModel

/// Cases of `mm2_offset_translation`: pairs arrive at a store, groups' positions are translated.
enum OffsetTranslationCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var answer = CaseAnswer.severalQuestions()
    var history = SyncHistory()
    for step in try reader.list("steps") {
      switch try step.text("op") {
      case "sync", "syncs":
        for sync in try syncs(step) { history.arrives(sync) }
      case "start":
        history.start(mustReadToEnd: try step.flag("must_read_to_end", or: false))
      case "translate":
        let translation = history.translate(try step.integer("up"))
        answer.add(JSONNode(translation), expected: step.node["expect"] ?? .null)
      case "kept":
        let kept = history.store?.kept ?? []
        answer.add(JSONNode(kept.map { JSONNode($0) }), expected: step.node["expect"] ?? .null)
      case "evicted_at_most":
        let most = try step.integer("per_sync")
        answer.add(JSONNode(history.mostEvicted), isOK: history.mostEvicted <= most)
        history.mostEvicted = 0
      case let op: throw step.problem("unknown op \"\(op)\"")
      }
    }
    return answer
  }

  /// Returns the pairs of a `sync` or `syncs` step.
  static func syncs(_ step: CaseReader) throws(CaseProblem) -> [OffsetSync] {
    let offsets: ClosedRange<Int64> = 0...CaseReader.limit
    guard step.has("first") else {
      return [
        OffsetSync(
          upstream: try step.integer("up", in: offsets),
          downstream: try step.integer("down", in: offsets))
      ]
    }
    let first = try step.integers("first", count: 2, in: offsets)
    let stride = try step.integers("step", count: 2, in: 0...(1 << 40))
    return (0..<(try step.integer("count", in: 0...1_000_000))).map { k in
      OffsetSync(upstream: first[0] + k * stride[0], downstream: first[1] + k * stride[1])
    }
  }
}

/// A checkpoint task's view of one partition: the pairs in the topic, and the store once it began.
struct SyncHistory {
  private var topic: [OffsetSync] = []
  private(set) var store: OffsetSyncStore?
  private var hasStarted = false
  /// The most pairs that one arrival has pushed out.
  var mostEvicted = 0

  mutating func arrives(_ sync: OffsetSync) {
    topic.append(sync)
    if hasStarted { take(sync, forgetsOlder: false) }
  }

  /// Reads the topic from its beginning, as a task does that starts or restarts.
  mutating func start(mustReadToEnd: Bool) {
    store = nil
    hasStarted = true
    for sync in topic { take(sync, forgetsOlder: mustReadToEnd) }
  }

  private mutating func take(_ sync: OffsetSync, forgetsOlder: Bool) {
    guard let before = store?.kept.count else {
      store = OffsetSyncStore(sync)
      return
    }
    store?.insert(sync, forgetsOlder: forgetsOlder)
    mostEvicted = max(mostEvicted, before + 1 - (store?.kept.count ?? 0))
  }

  func translate(_ committed: Int64) -> Translation { store?.translate(committed) ?? .unknown }
}

extension JSONNode {
  init(_ translation: Translation) {
    switch translation {
    case .unknown: self = .null
    case .tooFarBack: self.init(-1)
    case .offset(let offset): self.init(offset)
    }
  }

  init(_ sync: OffsetSync) { self.init(numbers: [sync.upstream, sync.downstream]) }
}
