import SimKernel

// How long writers waited, and for whom.

extension Judge {
  /// Adds up the time during which some record of a producer waited for its acknowledgement.
  func addStalls(to row: inout WriterJudgement) {
    let own = ledger.lanes.ids.filter { ledger.lanes[$0].producer == row.producer }
    let all = own.flatMap { waits(of: $0) }
    var covered = Instant.zero
    for wait in all.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    ) {
      row.longestStall = max(row.longestStall, (wait.upperBound - wait.lowerBound).milliseconds)
      let from = max(wait.lowerBound, covered)
      guard from < wait.upperBound else { continue }
      row.stall.add(
        (wait.upperBound - from).milliseconds, Blame(causeOfWait(row.producer, wait)))
      covered = wait.upperBound
    }
  }

  /// The waits of a lane: who is not answered goes on waiting with what comes next, as long as
  /// there is something, until an answer.
  private func waits(of lane: LaneID) -> [Range<Instant>] {
    var waits: [Range<Instant>] = []
    var unanswered: Range<Instant>?
    func end(_ wait: Range<Instant>) {
      if wait.upperBound - wait.lowerBound >= Ledger.stallThreshold { waits.append(wait) }
    }
    let stalls = ledger.producerStalls.filter { $0.lane == lane }
    for stall in stalls.sorted(by: { ($0.to, $0.from) < ($1.to, $1.from) }) {
      var wait = stall.from..<stall.to
      if let before = unanswered {
        if before.upperBound >= stall.from {
          wait = min(before.lowerBound, stall.from)..<stall.to
        } else {
          end(before)
        }
      }
      unanswered = stall.isAnswered ? nil : wait
      if stall.isAnswered { end(wait) }
    }
    if let unanswered { end(unanswered) }
    return waits
  }

  /// What kept a producer from being answered: the disruption that began first, if there was one.
  private func causeOfWait(_ producer: ProducerID, _ wait: Range<Instant>) -> Cause {
    let found = ledger.disruptions.filter { disruption in
      guard disruption.from < wait.upperBound, disruption.to > wait.lowerBound else { return false }
      switch disruption.kind {
      case .leaderless, .diskFull: return true
      case .unserialisable(let other), .unauthorised(let other, _), .workerless(let other):
        return other == producer
      default: return false
      }
    }
    guard let first = found.min(by: { ($0.from, $0.follows) < ($1.from, $1.follows) }) else {
      return .capacityThrottled
    }
    return switch first.kind {
    case .diskFull: .diskExhausted
    case .unserialisable: .schemaCompatMismatch
    case .unauthorised(_, isAstray: true): .staleClientEndpoint
    case .unauthorised: .aclMissing
    case .workerless: .rebalancePause
    default: .brokerUnavailable
    }
  }
}
