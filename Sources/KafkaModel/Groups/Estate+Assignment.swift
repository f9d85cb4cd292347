import Accounting
import SimKernel

// Who gets which partition.

extension Estate {
  /// The partitions of each member of a group, by the member's place in the group.
  func shares(_ id: LocalGroupID, among joined: [MemberID]) -> [[GroupPartitionID]] {
    let settings = subscriptions[groups[id].subscription].settings
    let first = groups[id].members[0].row
    var shares = [[GroupPartitionID]](repeating: [], count: groups[id].members.count)
    switch settings.assignor {
    case "range":
      for rows in byTopic(id) { shareRange(rows, joined, first, &shares) }
    case "roundrobin":
      for (turn, row) in groups[id].partitions.enumerated() where exists(row) {
        shares[joined[turn % joined.count].row - first].append(row)
      }
    default:
      shareSticky(id, joined, first, &shares)
    }
    return shares
  }

  func exists(_ row: GroupPartitionID) -> Bool {
    topics[partitions[groupPartitions[row].partition].topic].exists
  }

  /// Somebody creates a topic. Groups that read it by its name have asked for it all the time, and share
  /// it out.
  ///
  /// Source: `Metadata.update`, `ConsumerCoordinator.rejoinNeededOrPending` of Kafka 4.1: an unknown
  /// topic is asked for again after `retry.backoff.ms`; in KIP-848 the coordinator sees it.
  package mutating func create(_ id: LocalTopicID) {
    guard !topics[id].exists else { return }
    topics[id].exists = true
    for group in groups.ids where groups[group].state == .stable {
      let reads = groups[group].partitions.contains {
        partitions[groupPartitions[$0].partition].topic == id
      }
      if reads { prepareRebalance(group) }
    }
  }

  private func byTopic(_ id: LocalGroupID) -> [[GroupPartitionID]] {
    var lists: [[GroupPartitionID]] = []
    var last: LocalTopicID?
    for row in groups[id].partitions where exists(row) {
      let topic = partitions[groupPartitions[row].partition].topic
      if topic == last { lists[lists.count - 1].append(row) } else { lists.append([row]) }
      last = topic
    }
    return lists
  }

  /// Neighbouring partitions of one topic for each member, the first members one more.
  private func shareRange(
    _ rows: [GroupPartitionID], _ joined: [MemberID], _ first: Int,
    _ shares: inout [[GroupPartitionID]]
  ) {
    let each = rows.count / joined.count
    let extra = rows.count % joined.count
    var next = 0
    for (turn, member) in joined.enumerated() {
      let count = each + (turn < extra ? 1 : 0)
      shares[member.row - first] += rows[next..<next + count]
      next += count
    }
  }

  /// Everybody keeps what they have up to an even share; the rest goes to whoever has least.
  func shareSticky(
    _ id: LocalGroupID, _ joined: [MemberID], _ first: Int, _ shares: inout [[GroupPartitionID]]
  ) {
    let rows = groups[id].partitions.filter(exists)
    let most = (rows.count + joined.count - 1) / joined.count
    var withMost = rows.count - (most - 1) * joined.count
    var homeless: [GroupPartitionID] = []
    for member in joined {
      let kept = rows.filter { groupPartitions[$0].owner == member }
      let quota = withMost > 0 && kept.count >= most ? most : most - (withMost > 0 ? 0 : 1)
      if kept.count >= most, withMost > 0 { withMost -= 1 }
      shares[member.row - first] = Array(kept.prefix(max(quota, 0)))
      homeless += kept.dropFirst(max(quota, 0))
    }
    homeless += rows.filter { row in !joined.contains(groupPartitions[row].owner) }
    for row in homeless.sorted() {
      let least = joined.min {
        (shares[$0.row - first].count, $0.row) < (shares[$1.row - first].count, $1.row)
      }
      if let least { shares[least.row - first].append(row) }
    }
  }
}
