import Accounting
import SimKernel

// A member whose process is held still neither works nor says anything, and goes on where it was.
// Source: reality lesson 22; facts section 5.2.

extension Estate {
  /// Holds a member's process still.
  package mutating func holdStill(_ id: MemberID) {
    guard members[id].isAtWork, !members[id].isStill else { return }
    members[id].bites += 1
    members[id].isStill = true
    breakOff(id)
    if members[id].state == .active { fallSilent(id, .still) }
  }

  /// It goes on: as a member, if its coordinator still believes that it is one; else it finishes what
  /// it has in hand without knowing better, and learns the truth with its next commit or poll.
  package mutating func letGoOn(_ id: MemberID) {
    guard members[id].isStill else { return }
    members[id].isStill = false
    if members[id].state == .still {
      members[id].state = .active
      members[id].sessionEnds = .never
      members[id].polledAt = now
      resumeIfWorking(members[id].group)
      if groups[members[id].group].state == .preparing { prepareAgain(id) }
    }
    guard members[id].isAtWork else { return }
    if members[id].isWritingOut { return lookAtOutput(id) }
    if members[id].inHandFrom < members[id].inHand.count {
      work(id)
    } else if members[id].state == .zombie {
      comeBack(id)
    } else {
      wake(ReaderID(id.row))
    }
  }

  /// The session of a member that is held still or cut off is over: others get its partitions, and it
  /// knows nothing of it.
  mutating func expel(_ id: MemberID) {
    members[id].sessionEnds = .never
    if isUnheard(id) { claimAll(id) }
    turnZombie(id)
  }

  /// A member loses its partitions while it has work in hand.
  mutating func turnZombie(_ id: MemberID) {
    members[id].nextAutoCommit = .never
    members[id].hasJoined = false
    members[id].joinsLater = false
    members[id].state = .zombie
    for row in members[id].assigned { groupPartitions[row].overlap = 0..<0 }
    release(id, members[id].assigned)
    left(members[id].group)
  }
}
