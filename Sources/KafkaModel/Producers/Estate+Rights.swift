import Accounting
import SimKernel

// Clusters that refuse writers: a right is missing, or the cluster is fenced.

extension Estate {
  /// Fences a cluster, so that it takes no records of any producer, or lifts the fence.
  package mutating func fenceWrites(_ id: ClusterID, _ isFenced: Bool) {
    clusters[id].fences += isFenced ? 1 : -1
    rightsChanged(id)
  }

  /// Adds a right to those of a cluster that has an authorizer.
  package mutating func grant(_ rule: AccessRule, on id: ClusterID) {
    guard clusters[id].rights?.add(rule) == true else { return }
    rightsChanged(id)
  }

  /// Every producer of a cluster learns what it may do. One that held its records back tries again.
  package mutating func rightsChanged(_ id: ClusterID) {
    for producer in producers.ids where producers[producer].cluster == id {
      noteRights(producer)
      if !producers[producer].isUnauthorised { stopHoldingForRights(producer) }
    }
  }

  mutating func stopHoldingForRights(_ id: ProducerID) {
    guard producers[id].state == .stuck, producers[id].holdsForRights else { return }
    producers[id].state = .stopped
    startProducer(id)
  }

  /// Asks whether a producer may write where it is.
  package mutating func noteRights(_ id: ProducerID) {
    let local = topics[producers[id].local]
    let isAllowed =
      clusters[local.cluster].rights?.allows(
        producers[id].principal, .write, .topic(local.name)) ?? true
    producers[id].isUnauthorised = clusters[local.cluster].fences > 0 || !isAllowed
  }

  /// A producer hears that it may not write. That is no error to try again: its application drops
  /// what was in the batch, or keeps it until it may write.
  ///
  /// Source: `TopicAuthorizationException` is no `RetriableException`; `Sender.completeBatch`.
  mutating func refuse(_ id: BatchID) {
    let producer = outlets[batches[id].outlet].producer
    producers[producer].bites += batches[id].count
    if producers[producer].refusedSince == .never {
      producers[producer].refusedSince = batches[id].created
    }
    if producers[producer].isIdempotent { renumber(producer) }
    if producers[producer].holdsWhenRefused {
      holdForRights(id, producer)
    } else {
      let cause: Cause = producers[producer].isAstray ? .staleClientEndpoint : .aclMissing
      for range in [batches[id].range] + batches[id].more {
        ledger.gaveUp(range, because: cause, at: now, created: batches[id].created)
      }
    }
    finish(id)
  }

  /// The application keeps a refused batch and all that waits behind it, and creates nothing more.
  private mutating func holdForRights(_ id: BatchID, _ producer: ProducerID) {
    if producers[producer].held.isEmpty { producers[producer].heldSince = batches[id].created }
    keep(id)
    for outlet in producers[producer].outlets {
      let waiting = outlets[outlet].queue
      outlets[outlet].queue = []
      for batch in waiting {
        keep(batch)
        finish(batch)
      }
    }
    producers[producer].holdsForRights = true
    if producers[producer].state == .running { producers[producer].state = .stuck }
  }

  private mutating func keep(_ id: BatchID) {
    let outlet = batches[id].outlet
    let again = batches[id].again
    for range in [batches[id].range] + batches[id].more {
      producers[outlets[outlet].producer].held.append(
        HeldRecords(range: range, outlet: outlet, again: again))
    }
  }

  /// A producer is refused no longer: it stops, goes elsewhere, or was answered.
  mutating func endRefusal(_ id: ProducerID) {
    let since = producers[id].refusedSince
    guard since != .never else { return }
    producers[id].refusedSince = .never
    if let maker = producers[id].maker {
      return ledger.disruptions.append(refusal(of: maker, since: since))
    }
    ledger.waitedInVain(producers[id].firstLane, from: since, to: now)
    ledger.disruptions.append(
      Disruption(
        kind: .unauthorised(id, isAstray: producers[id].isAstray), from: since, to: now))
  }
}
