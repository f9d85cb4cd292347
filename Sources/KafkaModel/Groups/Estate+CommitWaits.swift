import Accounting
import SimKernel

// A commit is a write with acks=all to the partition that the group's coordinator leads. Who commits in
// the thread that polls waits for the answer, as long as `default.api.timeout.ms` at most.
//
// Source: `ConsumerCoordinator.commitOffsetsSync`, `CoordinatorRuntime` (`offsets.commit.timeout.ms`)
// of Kafka 4.1; facts section 5.7; reality lesson 12 and the notes of R04.

/// A commit that is not answered.
package struct CommitWait: Equatable, Sendable, BitwiseCopyable {
  /// When it was tried first, and when it is tried again.
  package var since: Instant
  package var retryAt: Instant
  package var attempts: Int64 = 0
  package var obstacle = Obstacle.refused

  package enum Obstacle: Equatable, Sendable, BitwiseCopyable {
    /// Nobody coordinates, or who does says so.
    case refused
    /// The coordinator waits until every replica in sync has it.
    case replicating
    /// A broker was asked, and says nothing.
    case unanswered(BrokerID)
  }
}

extension Estate {
  /// Commits what a member has read or applied, and lets it poll no more until that is answered.
  mutating func commitAndWait(_ id: MemberID) {
    if commitsInTransactions(id) { return }
    guard members[id].state == .active, !isUnheard(id), !takesCommits(members[id].group) else {
      return commitByHabit(id)
    }
    members[id].commitWait = CommitWait(since: now, retryAt: now)
    tryCommit(id)
  }

  private mutating func commitByHabit(_ id: MemberID) {
    let subscription = groups[members[id].group].subscription
    if subscriptions[subscription].commits == .beforeProcessing {
      commitRead(id)
    } else {
      commitApplied(id)
    }
  }

  /// A commit is tried again, or was waited for long enough.
  package mutating func commitRetries(_ id: MemberID) {
    guard let wait = members[id].commitWait, wait.retryAt == now else { return }
    switch wait.obstacle {
    case .refused, .unanswered: tryCommit(id)
    case .replicating:
      // The coordinator gives it up, and the member asks some broker who coordinates.
      let broker = askedForCoordinator(id, wait)
      if brokers[broker].isSilent { waitForAnswer(id, from: broker) } else { tryCommit(id) }
    }
  }

  private mutating func tryCommit(_ id: MemberID) {
    guard let wait = members[id].commitWait else { return }
    let group = members[id].group
    if takesCommits(group) { return commitAnswered(id) }
    guard now < lastTry(id, wait) else { return endCommitWait(id) }
    members[id].commitWait?.attempts += 1
    if hasCoordinator(group) {
      let timeout = clusters[groups[group].cluster].settings.offsetsCommitTimeout
      return holdCommit(id, .replicating, until: now + timeout)
    }
    if let broker = coordinator(of: group), brokers[broker].isSilent {
      return waitForAnswer(id, from: broker)
    }
    holdCommit(id, .refused, until: now + pauseBeforeCommit(id))
  }

  private mutating func waitForAnswer(_ id: MemberID, from broker: BrokerID) {
    holdCommit(
      id, .unanswered(broker), until: now + ProducerSettings.defaultRequestTimeout)
  }

  private mutating func holdCommit(
    _ id: MemberID, _ obstacle: CommitWait.Obstacle, until instant: Instant
  ) {
    guard let wait = members[id].commitWait else { return }
    let retryAt = min(instant, lastTry(id, wait))
    members[id].commitWait?.obstacle = obstacle
    members[id].commitWait?.retryAt = retryAt
    schedule(Event(.commitRetries, id), at: retryAt, .timer)
  }

  private func lastTry(_ id: MemberID, _ wait: CommitWait) -> Instant {
    wait.since + subscriptions[groups[members[id].group].subscription].settings.apiTimeout
  }

  private func pauseBeforeCommit(_ id: MemberID) -> TimeAmount {
    let subscription = groups[members[id].group].subscription
    let pause = RetryPause(grows: subscriptions[subscription].client.has(.growingBackoff))
    guard let wait = members[id].commitWait else { return .zero }
    return pause.after(
      wait.attempts, spreadBy: profile == .ideal ? nil : bits(id, wait, attempt: wait.attempts))
  }

  /// Whom a member asks for its coordinator: whoever has least to do, which is any.
  private func askedForCoordinator(_ id: MemberID, _ wait: CommitWait) -> BrokerID {
    let all = clusters[groups[members[id].group].cluster].brokers
    let drawn = bits(id, wait, attempt: wait.attempts | 1 << 32)
    return all[Int(Sampling.bounded(drawn, below: UInt64(all.count)))]
  }

  private func bits(_ id: MemberID, _ wait: CommitWait, attempt: Int64) -> UInt64 {
    draws.bits(
      .commitRetry, entity: id.index, UInt64(bitPattern: wait.since.nanoseconds),
      attempt: UInt64(attempt))
  }

  private mutating func commitAnswered(_ id: MemberID) {
    commitByHabit(id)
    endCommitWait(id)
  }

  /// A member goes on: with what it has in hand, if it commits before that, or with its next poll.
  private mutating func endCommitWait(_ id: MemberID) {
    guard let wait = members[id].commitWait else { return }
    members[id].commitWait = nil
    ledger.disruptions.append(disruption(of: id, wait))
    if members[id].inHandFrom < members[id].inHand.count {
      work(id)
    } else {
      goOn(id)
    }
  }

  private func disruption(of id: MemberID, _ wait: CommitWait) -> Disruption {
    let offsets = groups[members[id].group].offsets
    return Disruption(kind: .leaderless(offsets), from: wait.since, to: now)
  }

  /// Waits for an answer to a commit that are not over, as if they ended now.
  package func openCommitWaits() -> [Disruption] {
    members.ids.compactMap { id in members[id].commitWait.map { disruption(of: id, $0) } }
  }

  /// Brokers of a cluster are heard again, or waited for no more: commits go through.
  mutating func commitsGoOn(in cluster: ClusterID) {
    for id in members.ids where groups[members[id].group].cluster == cluster {
      switch members[id].commitWait?.obstacle {
      case .replicating where takesCommits(members[id].group): commitAnswered(id)
      case .unanswered(let broker) where !brokers[broker].isSilent: tryCommit(id)
      default: break
      }
    }
  }
}
