/// The reference: every record is a value of its own, every log an array of them, every sink an
/// array of effects. Written from the page of causes alone, obviously right, and slow.
struct PlainWorld: Sendable {
  /// What became of one record on its way from its producer.
  struct Written: Sendable {
    var fate: Fate
    /// Half seconds at which the producer was told that it is written.
    var ackedAt: Int?
  }

  struct Copier: Sendable {
    var position = 0
    /// The entries that it has copied.
    var copied: Set<Int> = []
    var why = Again.replayed
  }

  let setting: Setting
  var now = 0
  var serials = 0
  var logs: [PlainLog]
  var readers: [PlainReader]
  var copiers: [Copier]
  /// By lane, in the order of their numbers.
  var written: [[Written]]
  /// By lane: since when which number is the newest that some log holds, or held until retention.
  private var newest: [[(at: Int, number: Int)]]
  /// Where each record lies in the end, and each entry of it that was not cut off, oldest first.
  private(set) var copies: [PlainRecord: [Copy]] = [:]
  private(set) var everCopied: [PlainRecord: [Copy]] = [:]

  struct Copy: Sendable {
    var cluster: Int
    var partition: Int
    var offset: Int
    var entry: PlainEntry
  }

  init(_ history: History) {
    setting = history.setting
    logs = setting.partitions.map { PlainLog(base: $0.base) }
    readers = setting.readers.map { _ in PlainReader(partitions: history.setting.partitions.count) }
    copiers = setting.flows.map { Copier(position: history.setting.partitions[$0.from].base) }
    written = setting.lanes.map { _ in [] }
    newest = setting.lanes.map { _ in [(0, -1)] }
    for operation in history.operations {
      apply(operation)
      noteNewest()
    }
    for partition in logs.indices { survey(partition) }
    for record in everCopied.keys { everCopied[record]?.sort { $0.entry.serial < $1.entry.serial } }
  }

  private mutating func noteNewest() {
    var numbers = setting.lanes.map { _ in -1 }
    for log in logs {
      for case let record? in (log.aged + log.entries).map(\.record) {
        numbers[record.lane] = max(numbers[record.lane], record.number)
      }
    }
    for lane in newest.indices where newest[lane].last?.number != numbers[lane] {
      newest[lane].append((now, numbers[lane]))
    }
  }

  /// The newest record of a lane that some log held at a moment, or had held until retention.
  func newest(of lane: Int, at moment: Int) -> PlainRecord? {
    let number = newest[lane].last { $0.at <= moment }?.number ?? -1
    return number < 0 ? nil : PlainRecord(lane: lane, number: number)
  }

  private mutating func survey(_ partition: Int) {
    let cluster = setting.partitions[partition].cluster
    for entry in logs[partition].aged {
      guard let record = entry.record else { continue }
      let copy = Copy(cluster: cluster, partition: partition, offset: -1, entry: entry)
      everCopied[record, default: []].append(copy)
    }
    for (place, entry) in logs[partition].entries.enumerated() {
      guard let record = entry.record else { continue }
      let offset = logs[partition].start + place
      let copy = Copy(cluster: cluster, partition: partition, offset: offset, entry: entry)
      copies[record, default: []].append(copy)
      everCopied[record, default: []].append(copy)
    }
  }

  mutating func apply(_ operation: Operation) {
    switch operation {
    case .wait(let time): now += time
    case .lay(let lane, let count, let applied): lay(lane, count, applied)
    case .write(let lane, let cluster, let place, let count, let fate):
      write(lane, count, to: setting.partition(of: lane, on: cluster, place), fate)
    case .giveUp(let lane, let count):
      written[lane] += (0..<count).map { _ in Written(fate: .reportedFailed) }
    case .writeAgain(let lane, let back, let count, let cluster, let place, let why):
      let first = max(0, written[lane].count - back)
      for number in first..<min(first + count, written[lane].count) {
        append(
          PlainRecord(lane: lane, number: number),
          to: setting.partition(of: lane, on: cluster, place), why: why)
      }
    case .answer(let lane): answer(lane)
    case .mark(let partition): append(nil, to: partition)
    case .copy(let flow, let count): copy(flow, count)
    case .rewind(let flow, let back, let forgets): rewind(flow, back, forgets)
    case .truncate(let partition, let count): truncate(partition, logs[partition].end - count)
    case .retain(let partition, let count):
      logs[partition].retain(from: min(logs[partition].start + count, logs[partition].end))
    case .read, .refuse, .commit, .put, .move, .forgive: applyToReader(operation)
    }
  }
}

// MARK: - Writing

extension PlainWorld {
  mutating func append(
    _ record: PlainRecord?, to partition: Int, source: Int? = nil, why: Again? = nil
  ) {
    logs[partition].entries.append(
      PlainEntry(serial: serials, record: record, source: source, why: why))
    serials += 1
  }

  private mutating func write(_ lane: Int, _ count: Int, to partition: Int, _ fate: Fate) {
    for _ in 0..<count {
      append(PlainRecord(lane: lane, number: written[lane].count), to: partition)
      written[lane].append(Written(fate: fate, ackedAt: fate == .acknowledged ? now : nil))
    }
  }

  private mutating func answer(_ lane: Int) {
    for number in written[lane].indices where written[lane][number].fate == .unanswered {
      written[lane][number] = Written(fate: .acknowledged, ackedAt: now)
    }
  }

  /// Both clusters hold the same records from the beginning, and the readers have had some.
  private mutating func lay(_ lane: Int, _ count: Int, _ applied: Int) {
    guard now == 0, written[lane].isEmpty else { return }
    let from = setting.partition(of: lane, on: 0, 0)
    let to = setting.partition(of: lane, on: 1, 0)
    guard logs[from].end == setting.partitions[from].base, logs[from].entries.isEmpty,
      logs[to].entries.isEmpty
    else { return }
    for number in 0..<count {
      let record = PlainRecord(lane: lane, number: number)
      append(record, to: from)
      append(record, to: to, source: logs[from].end - 1)
      written[lane].append(Written(fate: .acknowledged, ackedAt: 0))
    }
    let flow = setting.flows.firstIndex { $0.from == from }!
    copiers[flow].position = logs[from].end
    copiers[flow].copied = Set(logs[from].entries.map(\.serial))
    for reader in readers.indices where setting.reads(reader, from) {
      for number in 0..<applied {
        readers[reader].apply(PlainRecord(lane: lane, number: number), at: 0)
      }
      readers[reader].stands[from].position = applied
      readers[reader].stands[from].committed = applied
      readers[reader].stands[from].reached = applied
      readers[reader].stands[from].how = .resumed
    }
  }
}

// MARK: - Copying and cutting

extension PlainWorld {
  private mutating func copy(_ flow: Int, _ count: Int) {
    let from = setting.flows[flow].from
    let first = max(copiers[flow].position, logs[from].start)
    for (offset, entry) in logs[from].entries(in: first..<(first + count)) {
      copiers[flow].position = offset + 1
      guard let record = entry.record else { continue }
      let isReplayed = !copiers[flow].copied.insert(entry.serial).inserted
      // A copy of a copy has come back to where it was written.
      let why = isReplayed ? copiers[flow].why : entry.why ?? (entry.source == nil ? nil : .loop)
      append(record, to: setting.flows[flow].to, source: offset, why: why)
    }
  }

  private mutating func rewind(_ flow: Int, _ back: Int, _ forgets: Bool) {
    let start = logs[setting.flows[flow].from].start
    copiers[flow].position = forgets ? start : max(start, copiers[flow].position - back)
    copiers[flow].why = forgets ? .forgotten : .replayed
  }

  private mutating func truncate(_ partition: Int, _ end: Int) {
    let end = max(0, end)
    logs[partition].truncate(to: end)
    for flow in setting.flows.indices where setting.flows[flow].from == partition {
      copiers[flow].position = min(copiers[flow].position, end)
    }
    for reader in readers.indices {
      let stand = readers[reader].stands[partition]
      readers[reader].stands[partition].position = stand.position.map { min($0, end) }
      readers[reader].stands[partition].reached = min(stand.reached, end)
    }
  }
}
