import Accounting
import Documents
import MigrationModel
import Rehearsal
import SimKernel

/// Writes a branch as JSON.
struct BranchJSON {
  let report: Report
  let branch: BranchOutcome
  let step: Int?

  init(_ report: Report, _ branch: BranchOutcome, step: Int?) {
    self.report = report
    self.branch = branch
    self.step = step
  }

  private var scenario: Scenario { report.scenario }
  private var judgement: Judgement { branch.judgement }

  func node() -> JSONNode {
    object([
      ("began", time(branch.began)), ("restored", branch.restored.map { time($0) }),
      ("ended", time(branch.ended)), ("unrest", branch.unrest.map { JSONNode($0) }),
      ("kafka", JSONNode(branch.kafka.rawValue)),
      ("business", JSONNode(branch.business(scenario).rawValue)),
      ("noWayBack", branch.noWayBack.map { JSONNode($0) }),
      ("position", JSONNode(PositionSentence(report: report, branch: branch).text())),
      ("sentences", texts(BranchSentences(report: report, branch: branch, step: step).all())),
      ("assumedProcedure", JSONNode(branch.isInverseAssumed)),
      ("groups", JSONNode(judgement.readers.map { group($0) })),
      ("topics", JSONNode(judgement.topics.map { topic($0) })),
      ("producers", producers()), ("resumes", JSONNode(branch.resumes.map { resume($0) })),
      ("conserved", JSONNode(judgement.isConserved)),
      ("unattributed", JSONNode(judgement.unattributed)), ("events", JSONNode(branch.events)),
      ("fingerprint", JSONNode(branch.digest.description)),
    ])
  }

  private func time(_ instant: Instant) -> JSONNode { JSONNode(instant.description) }

  private func tally(_ tally: Tally) -> JSONNode {
    [
      "total": JSONNode(tally.total),
      "by": JSONNode(
        tally.rows.map { row in
          let via = row.blame.via.map { JSONNode($0.rawValue) }
          return object([
            ("cause", JSONNode(row.blame.cause.rawValue)),
            ("via", via.isEmpty ? nil : JSONNode(via)), ("count", JSONNode(row.count)),
          ])
        }),
    ]
  }

  private func group(_ row: ReaderJudgement) -> JSONNode {
    [
      "group": JSONNode(scenario.groups[row.subscription.row].name),
      "topic": JSONNode(scenario.topics[row.topic.row].name), "acked": JSONNode(row.acked),
      "applied": JSONNode(row.applied), "dup": tally(row.dup), "lost": tally(row.lost),
      "skipped": tally(row.skipped), "stranded": tally(row.stranded),
      "expired": JSONNode(row.expired), "unread": JSONNode(row.unread),
      "reorder": tally(row.reorder), "conflict": JSONNode(row.conflict),
      "phantom": JSONNode(row.phantom),
      "stall": tally(row.stall), "longestStall": JSONNode(row.longestStall),
      "stallOpen": JSONNode(row.isStallOpen),
    ]
  }

  private func topic(_ row: TopicJudgement) -> JSONNode {
    [
      "topic": JSONNode(scenario.topics[row.topic.row].name),
      "clusters": JSONNode(
        scenario.clusters.indices.map { cluster in
          [
            "cluster": JSONNode(scenario.clusters[cluster].name),
            "logDup": tally(row.logDup[cluster]), "logMissing": tally(row.logMissing[cluster]),
            "splitKeys": JSONNode(row.splitKeys[cluster]),
            "phantom": JSONNode(row.phantom[cluster]),
          ]
        }),
      "reconcileUnread": tally(row.reconcileUnread),
      "reconcileApplied": tally(row.reconcileApplied),
      "ranges": JSONNode(row.reconcileRanges.map { range($0) }),
      "logLost": tally(row.logLost), "logLostApplied": JSONNode(row.logLostApplied),
    ]
  }

  private func range(_ entry: Listing.Entry) -> JSONNode {
    let place = branch.places[entry.partition.row]
    return [
      "cluster": JSONNode(place.cluster), "partition": JSONNode(place.number),
      "offset": JSONNode(entry.offset), "count": JSONNode(entry.range.count),
      "keySlot": JSONNode(branch.keySlots[entry.range.lane.row]),
      "firstSequence": JSONNode(entry.range.first),
    ]
  }

  private func producers() -> JSONNode {
    let owners = scenario.producers.flatMap { spec in
      (0..<spec.instances).map { (name: spec.name, instance: $0) }
    }
    return JSONNode(
      judgement.writers.map { row in
        let owner = owners[row.producer.row]
        return [
          "producer": JSONNode(owner.name), "instance": JSONNode(owner.instance),
          "topic": JSONNode(scenario.topics[row.topic.row].name), "acked": JSONNode(row.acked),
          "unsent": tally(row.unsent), "phantom": JSONNode(row.phantom),
          "stall": tally(row.stall), "longestStall": JSONNode(row.longestStall),
        ]
      })
  }

  private func resume(_ resume: Resume) -> JSONNode {
    object([
      ("group", JSONNode(scenario.groups[resume.subscription.row].name)),
      ("cluster", JSONNode(scenario.clusters[resume.cluster.row].name)),
      ("at", time(resume.at)), ("how", JSONNode(resume.mechanism.name)),
      ("offsets", JSONNode(resume.offsets.map { JSONNode($0) })),
      ("ageMs", resume.age.map { JSONNode($0.milliseconds) }),
    ])
  }
}

extension Mechanism {
  /// The name that outcomes use.
  var name: String {
    switch self {
    case .ordinary: "ordinary"
    case .resumed: "resumed"
    case .translated: "translated"
    case .found: "found"
    case .reset(let reset): reset.policy.rawValue
    case .setExactly: "set-exactly"
    case .setByHand: "set-by-hand"
    case .setToDeparture: "set-to-departure"
    case .external: "external"
    case .committedAhead: "committed-ahead"
    case .copierReplayed: "copier-replayed"
    case .copierForgot: "copier-forgot"
    case .copiedBack: "copied-back"
    case .resentUnguarded: "resent-unguarded"
    case .resentUnrecognised: "resent-unrecognised"
    case .rewritten: "rewritten"
    case .abortedBefore: "aborted-before"
    case .madeAgain: "made-again"
    }
  }
}
