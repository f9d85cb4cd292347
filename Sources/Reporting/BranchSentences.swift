import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel

/// Says in sentences what a branch came to: for whom, how many, and by which mechanism.
struct BranchSentences {
  let report: Report
  let branch: BranchOutcome
  /// Whether the branch goes back, and after which step, counted from 1.
  let step: Int?

  private var scenario: Scenario { report.scenario }
  private var judgement: Judgement { branch.judgement }
  private var figures: BranchFigures { BranchFigures(judgement) }

  /// Everything there is to say, the worst first.
  func all() -> [String] {
    var sentences: [String] = []
    if let reason = branch.noWayBack { return ["There is no way back: \(reason)."] }
    if let unrest = branch.unrest { sentences.append("It does not come to rest: \(unrest).") }
    sentences += losses() + logLosses() + leftBehind() + repeats() + disorder() + unsent()
    sentences += phantoms()
    if let wait = wait() { sentences.append(wait) }
    if let wait = sendingWait() { sentences.append(wait) }
    return sentences
  }

  // MARK: Records

  private func losses() -> [String] {
    rows().flatMap { row -> [String] in
      let name = scenario.groups[row.subscription.row].name
      let unit = unit(of: row.topic)
      return row.lost.rows.map {
        // A reset put the reader past them while they were there; that they went later is no matter.
        let what =
          $0.blame.via.contains(.resetLatest)
          ? "\(name) skips \(Words.count($0.count, unit)), gone since"
          : "\(Words.count($0.count, unit)) \(Self.are($0.count)) lost to \(name)"
        return "\(what): \($0.blame.cause.words)\(amplified($0.blame))."
      }
        + row.skipped.rows.map {
          "\(name) skips \(Words.count($0.count, unit)): \($0.blame.cause.words)\(amplified($0.blame))."
        }
        + row.stranded.rows.filter { !isReconciled(row, $0.blame.cause) }.map {
          "\(Words.count($0.count, unit)) stay out of \(name)'s reach: \($0.blame.cause.words)."
        }
    }
  }

  /// What leaders have lost although it was applied: no loss to who had read it.
  private func logLosses() -> [String] {
    judgement.topics.filter { $0.logLostApplied > 0 }.map { topic in
      let records = Words.count(topic.logLostApplied, unit(of: topic.topic))
      let cause = topic.logLost.rows.first?.blame.cause ?? .weakAckLoss
      return
        "\(records) of \(name(of: topic.topic)) \(Self.are(topic.logLostApplied)) in no log any "
        + "more, though readers have applied them: \(cause.words)."
    }
  }

  /// Whether a stranded record is told by topic already, as one that has to be reconciled.
  private func isReconciled(_ row: ReaderJudgement, _ cause: Cause) -> Bool {
    judgement.topics.contains { $0.topic == row.topic && $0.reconcileUnread[cause] > 0 }
  }

  /// What was written where nobody looks any more.
  private func leftBehind() -> [String] {
    judgement.topics.filter { $0.reconcile > 0 }.map { topic in
      let unit = unit(of: topic.topic)
      let records = Words.count(topic.reconcile, unit)
      let place = topic.reconcileRanges.first.map { branch.places[$0.partition.row].cluster }
      let applied = topic.reconcileApplied.total
      let known =
        applied == 0
        ? ""
        : " Readers there had already applied \(applied == topic.reconcile ? "all" : Words.count(applied)) of them."
      let only = place.map { "written on \($0) only" } ?? "written on one side only"
      guard let step else {
        return "\(records) of \(name(of: topic.topic)) are \(only), by key range, listed.\(known)"
      }
      return
        "After step \(step), rolling back strands \(records): \(only), by key range, listed.\(known)"
    }
  }

  private func repeats() -> [String] {
    rows().filter { $0.dup.total > 0 }.map { row in
      let parts = row.dup.rows
      let what = "\(repeated(row.dup.total, row))"
      guard parts.count > 1 else { return "\(what) because \(why(parts[0].blame, row))." }
      let reasons = parts.map { "\(Words.count($0.count)) because \(why($0.blame, row))" }
      return "\(what): \(Words.list(reasons))."
    }
  }

  /// "412 mails go out twice"
  private func repeated(_ count: Int64, _ row: ReaderJudgement) -> String {
    let group = scenario.groups[row.subscription.row]
    let sink = group.sink.map { scenario.sinks[$0] }
    let output = group.output.map { scenario.topics[$0.topic.row].name }
    let one = count == 1
    let verb =
      switch scenario.sinkKind(of: row.subscription) {
      case .irreversible: "\(one ? "goes" : "go") out twice"
      case .append: "\(one ? "is" : "are") added twice to \(sink?.name ?? output ?? group.name)"
      case .upsert: "\(one ? "is" : "are") written again by \(group.name), to no effect"
      case .transactional: "\(one ? "is" : "are") read again by \(group.name) and recognised"
      }
    return "\(Words.count(count, sink?.unit ?? unit(of: row.topic))) \(verb)"
  }

  private func disorder() -> [String] {
    rows().flatMap { row in
      row.reorder.rows.map {
        "\(Words.count($0.count, unit(of: row.topic))) reach "
          + "\(scenario.groups[row.subscription.row].name) after a later one of the same key: "
          + "\($0.blame.cause.words)."
      }
    }
  }

  private func unsent() -> [String] {
    judgement.writers.flatMap { row in
      row.unsent.rows.map {
        "\(Words.count($0.count, unit(of: row.topic))) \(Self.are($0.count)) never sent: "
          + "\($0.blame.cause.words)."
      }
    }
  }

  /// What can be read, or was, though it was never to be.
  private func phantoms() -> [String] {
    let inLogs: [String] = judgement.writers.filter { $0.phantom > 0 }.map { row in
      let count = Words.count(row.phantom, unit(of: row.topic))
      return "\(count) were reported as failed, or aborted, and can be read all the same."
    }
    let applied: [String] = rows().filter { $0.phantom > 0 }.map { row in
      let count = Words.count(row.phantom, unit(of: row.topic))
      return "\(scenario.groups[row.subscription.row].name) applies \(count) of those."
    }
    return inLogs + applied
  }

  /// The longest wait, if anybody notices it.
  private func wait() -> String? {
    guard let worst = rows().max(by: { $0.longestStall < $1.longestStall }),
      worst.longestStall > 0
    else { return nil }
    let name = scenario.groups[worst.subscription.row].name
    let wait = Words.amount(.milliseconds(worst.longestStall))
    let over = worst.isStallOpen ? ", and still does at the end" : ""
    let start =
      figures.loss == 0 && figures.reconcile == 0 ? "Nothing is lost; the" : "The"
    let only =
      scenario.groups.count == 1 ? "\(name) waits \(wait)" : "worst group, \(name), waits \(wait)"
    return scenario.groups.count == 1
      ? (figures.loss == 0 && figures.reconcile == 0 ? "Nothing is lost; " : "") + only + over + "."
      : "\(start) \(only)\(over)."
  }

  /// The longest wait of a writer for an answer, if anybody notices it.
  private func sendingWait() -> String? {
    guard let worst = judgement.writers.max(by: { $0.longestStall < $1.longestStall }),
      worst.longestStall > 0
    else { return nil }
    let owners = scenario.producers.flatMap { Array(repeating: $0.name, count: $0.instances) }
    return "\(owners[worst.producer.row]) waits "
      + "\(Words.amount(.milliseconds(worst.longestStall))) for its records to be acknowledged."
  }

  // MARK: Words

  private static func are(_ count: Int64) -> String { count == 1 ? "is" : "are" }

  /// Rows that belong together: a reader and a topic.
  private func rows() -> [ReaderJudgement] { judgement.readers }

  private func name(of topic: TopicID) -> String { "`\(scenario.topics[topic.row].name)`" }

  private func unit(of topic: TopicID) -> String { scenario.topics[topic.row].unit ?? "records" }

  private func amplified(_ blame: Blame) -> String {
    if blame.via.contains(.resetLatest) { return ", and `auto.offset.reset` is latest" }
    if blame.via.contains(.resetEarliest) { return ", and `auto.offset.reset` is earliest" }
    return ""
  }

  private func why(_ blame: Blame, _ row: ReaderJudgement) -> String {
    let moves = branch.resumes.filter { $0.subscription == row.subscription }
    switch blame.cause {
    case .offsetSyncStale:
      guard let resume = moves.last(where: { $0.age != nil }), let age = resume.age else {
        return blame.cause.words
      }
      return "the position on \(name(of: resume.cluster)) was \(Words.amount(age)) old"
    case .rollbackOffsetFrozen:
      guard let resume = moves.last else { return blame.cause.words }
      return "the position on \(name(of: resume.cluster)) still stood where it was when "
        + "\(scenario.groups[row.subscription.row].name) left it"
    default: return blame.cause.words + amplified(blame)
    }
  }

  private func name(of cluster: ClusterID) -> String { scenario.clusters[cluster.row].name }
}
