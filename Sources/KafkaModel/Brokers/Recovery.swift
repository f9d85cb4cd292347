import Accounting
import SimKernel

/// The loss of a broker, and how its cluster got over it.
package struct BrokerLoss: Equatable, Sendable {
  package var broker: BrokerID
  package var at: Instant
  /// When the controller fenced it.
  package var noticed: Instant?
  /// When it was started again.
  package var started: Instant?
  /// When every partition of the cluster had a leader again.
  package var led: Instant?
  /// When every partition of the cluster had all its replicas in sync again. With shared storage the
  /// store keeps the copies, so that this is when they have leaders.
  package var whole: Instant?
}

extension Estate {
  mutating func noteLoss(of id: BrokerID) { losses.append(BrokerLoss(broker: id, at: now)) }

  mutating func noteFenced(_ id: BrokerID) {
    for row in losses.indices where losses[row].broker == id && losses[row].noticed == nil {
      losses[row].noticed = now
    }
  }

  mutating func noteStart(of id: BrokerID) {
    for row in losses.indices where losses[row].broker == id && losses[row].started == nil {
      losses[row].started = now
    }
  }

  /// Looks whether a cluster is over its losses. Costs a step for each of its partitions, and nothing
  /// while there is no loss to get over.
  mutating func noteRecovery(of cluster: ClusterID) {
    var isLed: Bool?
    for row in losses.indices
    where losses[row].whole == nil && losses[row].noticed != nil
      && brokers[losses[row].broker].cluster == cluster
    {
      if isLed == nil { isLed = isFullyLed(cluster) }
      guard isLed == true else { return }
      if losses[row].led == nil { losses[row].led = now }
      if isWhole(cluster) { losses[row].whole = now }
    }
  }

  private mutating func isFullyLed(_ cluster: ClusterID) -> Bool {
    for id in partitions.ids where partitions[id].cluster == cluster && servingLeader(id) == nil {
      return false
    }
    return true
  }

  private mutating func isWhole(_ cluster: ClusterID) -> Bool {
    for id in partitions.ids
    where partitions[id].cluster == cluster
      && partitions[id].isUnderReplicated(during: files[id].reassignment)
    {
      return false
    }
    return true
  }
}
