import SimKernel

// A member that the network parts from all brokers works on with what it has. Once the network lets
// it through again, its connections take a while to notice: those that it fetches by and the one to
// its coordinator each their own. In between it may read on where others have been since.
//
// Source: reality R31f (classic members come back as if they had closed their connections when their
// own session was over; those of KIP-848 go on with the ones they had); `HeartbeatThread`,
// `AbstractHeartbeatRequestManager` of Kafka 4.1.

extension Estate {
  /// Whether a member's heartbeats and commits do not arrive.
  @inline(__always)
  func isUnheard(_ id: MemberID) -> Bool { members[id].heardFrom > now }

  package mutating func cutOff(_ id: MemberID) {
    guard members[id].isAtWork, members[id].heardFrom != .never else { return }
    members[id].bites += 1
    members[id].cutAt = now
    members[id].heardFrom = .never
    members[id].fetchesFrom = .never
    cutOutput(of: id)
    guard members[id].state == .active else { return }
    fallSilent(id, .active)
  }

  /// The network lets a member through again.
  package mutating func heal(_ id: MemberID) {
    guard members[id].heardFrom == .never else { return }
    if reconciles(members[id].group) { reconnect(id) } else { reopen(id) }
    let commits = subscriptions[groups[members[id].group].subscription].commits
    if commits != .auto {
      // It waits for the answer to a commit before it polls again.
      members[id].fetchesFrom = max(members[id].fetchesFrom, members[id].heardFrom)
    }
    schedule(Event(.heartbeat, id), at: members[id].heardFrom, .timer)
    scheduleTraffic(Event(.readerWakes, ReaderID(id.row)), at: members[id].fetchesFrom)
  }

  /// A member of KIP-848 keeps its connections: each goes on when what it sent last is sent again.
  private mutating func reconnect(_ id: MemberID) {
    let since = members[id].cutAt
    let timeout = ProducerSettings.defaultRequestTimeout
    let lost = min(now, nextOwnHeartbeat(id, after: since))
    members[id].fetchesFrom = isOver(SilentCut(from: since, to: now), for: id, timeout)
    members[id].heardFrom = isOver(SilentCut(from: lost, to: now), for: id, timeout)
  }

  /// A classic member that hears nothing for a session opens its connections anew; then it is a race
  /// whether records or the news that it is no member are there first.
  private mutating func reopen(_ id: MemberID) {
    let settings = subscriptions[groups[members[id].group].subscription].settings
    let since = members[id].cutAt
    let beats = groups[members[id].group].beatsFrom.nanoseconds
    let age = (since.nanoseconds - beats) % settings.heartbeat.nanoseconds
    let patience = settings.sessionTimeout - TimeAmount(nanoseconds: max(0, age))
    let timeout = min(patience, ProducerSettings.defaultRequestTimeout)
    let over = isOver(SilentCut(from: since, to: now), for: id, timeout)
    members[id].fetchesFrom = over
    members[id].heardFrom = over
    guard profile != .ideal else { return }
    let meaning = UInt64(bitPattern: since.nanoseconds)
    let bits = draws.bits(.reconnection, entity: whose(id), meaning, attempt: 1 << 16)
    if Sampling.uniform(bits, in: 0...1) == 1 { members[id].heardFrom = over + profile.client * 2 }
  }

  private func whose(_ id: MemberID) -> UInt32 { id.index &+ 0x4000_0000 }

  private func isOver(_ cut: SilentCut, for id: MemberID, _ timeout: TimeAmount) -> Instant {
    cut.healed > cut.began ? isOver(cut, for: whose(id), giveUpAfter: timeout) : cut.healed
  }

  /// Its coordinator hears a member again: as one, or to tell it that it is none.
  mutating func isHeardAgain(_ id: MemberID) {
    lookAtOutput(id)
    if members[id].state == .zombie {
      endClaims(of: id)
      if members[id].doneAt == .never, !members[id].isWritingOut { comeBack(id) }
      return
    }
    guard members[id].state == .active else { return }
    members[id].sessionEnds = .never
    resumeIfWorking(members[id].group)
    if groups[members[id].group].state == .preparing { prepareAgain(id) }
    if reconciles(members[id].group) { reconcile(id) }
    wake(ReaderID(id.row))
  }
}
