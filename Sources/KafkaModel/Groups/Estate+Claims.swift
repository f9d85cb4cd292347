import Accounting
import SimKernel

// Two members that own the same partition for a while.
// Source: KAFKA-12984, KAFKA-13406: before 2.8.1 and 3.0 the cooperative assignor takes a member's
// word for what it owns, of whatever generation.

extension Estate {
  /// A member comes back with what it owned in an older generation, and reads on where the partition
  /// stands. Clients that compare generations, and assignors that give everything up first, do not
  /// let it.
  package mutating func claim(_ row: GroupPartitionID, by id: MemberID) {
    let subscription = groupPartitions[row].subscription
    guard subscriptions[subscription].isCooperative,
      !subscriptions[subscription].client.has(.ownershipByGeneration),
      members[id].state == .active, groupPartitions[row].owner != id,
      groupPartitions[row].owner != .none, groupPartitions[row].position >= 0
    else { return }
    groupPartitions[row].overlap = 0..<0
    members[id].claims = [Member.Claim(row: row, position: groupPartitions[row].position)]
    wake(ReaderID(id.row))
  }

  /// A member that nobody tells otherwise takes all that it has for its own.
  mutating func claimAll(_ id: MemberID) {
    members[id].claims = members[id].assigned.filter { groupPartitions[$0].position >= 0 }.map {
      Member.Claim(row: $0, position: groupPartitions[$0].position)
    }
  }

  /// The next rebalance settles whose the partitions are.
  package mutating func endClaims(of id: MemberID) { members[id].claims.removeAll() }

  /// Whether there is something to read of what a member takes for its own.
  mutating func hasClaimed(_ id: MemberID) -> Bool {
    members[id].claims.contains {
      $0.position < partitions[groupPartitions[$0.row].partition].highWatermark
    }
  }

  /// Reads what a member takes for its own. What it applies counts for nobody's position.
  mutating func readClaims(_ id: MemberID, _ poll: inout Poll) {
    for place in members[id].claims.indices where poll.left > 0 { readClaim(id, place, &poll) }
  }

  private mutating func readClaim(_ id: MemberID, _ place: Int, _ poll: inout Poll) {
    let claim = members[id].claims[place]
    let partition = groupPartitions[claim.row].partition
    guard servingLeader(partition) != nil, !partitions[partition].isHidden,
      groupPartitions[claim.row].owner != id
    else { return }
    let position = max(claim.position, logs[partition].start)
    let end = readableEnd(partition, committedOnly: poll.committedOnly, delay: poll.delay)
    guard position < end else { return }
    let size = topics[partitions[partition].topic].recordBytes
    let isWhole = poll.left == .max && members[id].state != .zombie
    let chunk = isWhole ? .max : max(1, poll.chunkBytes / size)
    let upTo = position + min(end - position, poll.left, chunk)
    members[id].claims[place].position = upTo
    meters[partitions[partition].topic].fetched(upTo - position)
    let before = poll.taken
    logs[partition].read(position..<upTo, into: &found)
    takeFound(in: claim.row, partition, &poll)
    if poll.left != .max { poll.left -= poll.taken - before }
    members[id].bites += poll.taken - before
  }
}
