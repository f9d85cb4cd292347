import Accounting
import SimKernel

/// Whom a network keeps a broker from, and whether it says so.
package struct BrokerCut: Equatable, Sendable, BitwiseCopyable {
  package var controller = false
  package var brokers = false
  package var clients = false
  /// Whether connections are refused at once, rather than packets lost.
  package var isRefused = false

  package init(
    controller: Bool = false, brokers: Bool = false, clients: Bool = false, isRefused: Bool = false
  ) {
    self.controller = controller
    self.brokers = brokers
    self.clients = clients
    self.isRefused = isRefused
  }
}

// Brokers that live and are not heard: held still, or cut off by the network.

extension Estate {
  /// A broker's process is held still: it answers nobody and forgets nothing. Its host goes on taking
  /// what comes.
  package mutating func pause(_ id: BrokerID) {
    if brokers[id].isReached { brokers[id].downSince = now }
    brokers[id].pauses += 1
    guard brokers[id].pauses == 1 else { return }
    stopFetching(id)
    loseTouch(id)
    noteUnreachable(id)
  }

  /// It goes on with what had been sent to it, and hears of the controller's decisions a little
  /// later: what the controller had sent by then answers what was asked before, so that it takes a
  /// second exchange.
  package mutating func resume(_ id: BrokerID) {
    brokers[id].pauses -= 1
    guard brokers[id].pauses == 0, brokers[id].isUp else { return }
    redeliver(to: id, at: now)
    touchAgain(id, at: now + profile.broker * 4)
    reachedAgain(id)
    for partition in partitions.ids where isLed(partition, by: id) {
      publish(partition)
      wakeReaders(of: partition)
    }
    noteBehind(of: id)
    fetchEverywhere(id)
    commitsGoOn(in: brokers[id].cluster)
  }

  /// The network parts a broker from others.
  package mutating func cut(_ id: BrokerID, from cut: BrokerCut) {
    if brokers[id].isReached { brokers[id].downSince = now }
    if cut.controller {
      brokers[id].controllerCuts += 1
      loseTouch(id)
    }
    if cut.brokers {
      stopFetching(id)
      brokers[id].brokerCuts += 1
      for other in clusters[brokers[id].cluster].brokers { armLaggards(other) }
    }
    guard cut.clients else { return }
    brokers[id].clientCuts += 1
    if cut.isRefused {
      loseConnections(to: id, silently: false)
    } else {
      brokers[id].silentCuts += 1
      noteUnreachable(id)
      for partition in partitions.ids where isLed(partition, by: id) {
        partitions[partition].isHidden = true
      }
    }
  }

  /// The network lets them through again.
  package mutating func heal(_ id: BrokerID, from cut: BrokerCut) {
    let silence = SilentCut(from: brokers[id].downSince, to: now)
    func over(_ who: UInt32, _ timeout: TimeAmount) -> Instant {
      cut.isRefused ? now : isOver(silence, for: who, giveUpAfter: timeout)
    }
    if cut.controller {
      brokers[id].controllerCuts -= 1
      touchAgain(id, at: over(id.index, .seconds(2)))
    }
    if cut.brokers { schedule(Event(.brokersMeet, id), at: over(id.index, .seconds(30)), .timer) }
    guard cut.clients else { return }
    brokers[id].clientCuts -= 1
    if !cut.isRefused { brokers[id].silentCuts -= 1 }
    guard brokers[id].answers else { return }
    reachedAgain(id)
    if !cut.isRefused { redeliver(to: id, after: silence) }
    schedule(Event(.readersMove, id), at: over(id.index, .seconds(30)), .timer)
  }

  /// When one of those whom a cut parted gets through to the other again.
  func isOver(_ cut: SilentCut, for who: UInt32, giveUpAfter timeout: TimeAmount) -> Instant {
    if profile == .ideal { return cut.healed }
    let meaning = UInt64(bitPattern: cut.began.nanoseconds)
    return cut.isOver(giveUpAfter: timeout) { attempt in
      let bits = draws.bits(
        .reconnection, entity: who, meaning, attempt: UInt64(attempt))
      return Sampling.uniform(bits, in: -200...200)
    }
  }

  // MARK: Controller

  /// The controller hears no more of a broker, and fences it when its session is over.
  private mutating func loseTouch(_ id: BrokerID) {
    brokers[id].learnsAt = .never
    guard brokers[id].fencesAt == .never, !brokers[id].isFenced else { return }
    brokers[id].fencesAt = fencingInstant(of: id)
    schedule(Event(.brokerFenced, id), at: brokers[id].fencesAt, .timer)
  }

  private mutating func touchAgain(_ id: BrokerID, at instant: Instant) {
    guard brokers[id].isInTouch else { return }
    brokers[id].learnsAt = instant
    schedule(Event(.brokerLearns, id), at: instant, .timer)
  }

  /// A broker hears of the controller again: in time, or that it was fenced and others lead.
  package mutating func brokerLearns(_ id: BrokerID) {
    guard brokers[id].learnsAt == now, brokers[id].isInTouch else { return }
    brokers[id].learnsAt = .never
    guard brokers[id].isFenced else {
      brokers[id].fencesAt = .never
      return
    }
    endStaleLead(of: id)
    brokers[id].returnsAt = now + profile.metadata
    schedule(Event(.brokerReturns, id), at: brokers[id].returnsAt, .timer)
  }

  // MARK: Other brokers

  /// Counts records that do not reach a follower.
  mutating func noteApart(_ follower: BrokerID, _ leader: BrokerID) {
    brokers[brokers[follower].replicates ? leader : follower].bites += 1
  }

  /// Brokers that were kept apart exchange records again.
  package mutating func brokersMeet(_ id: BrokerID) {
    brokers[id].brokerCuts -= 1
    guard brokers[id].replicates else { return }
    noteBehind(of: id)
    fetchEverywhere(id)
    commitsGoOn(in: brokers[id].cluster)
  }

  /// A broker and those that it exchanges records with fetch what they lack of each other.
  private mutating func fetchEverywhere(_ id: BrokerID) {
    for partition in partitions.ids where partitions[partition].cluster == brokers[id].cluster {
      guard let own = place(of: id, in: partition) else { continue }
      let inSync = partitions[partition].inSync
      if inSync.contains(own), inSync.count > 1 {
        noteBlocked(partition, since: brokers[id].downSince)
      }
      for place in 0..<Int(partitions[partition].replicaCount)
      where partitions[partition].leader != Int32(place) { followAgain(partition, place) }
    }
  }

  /// Makes sure that a leader looks for followers that lag: twice in `replica.lag.time.max.ms`, while
  /// something keeps brokers apart.
  private mutating func armLaggards(_ id: BrokerID) {
    guard brokers[id].dropsLaggardsAt == .never else { return }
    let period = max(1, clusters[brokers[id].cluster].settings.replicaLagMax.nanoseconds / 2)
    let phase = profile == .ideal ? 0 : uniform(.lagPhase, id.index, below: period)
    let due = phase + ((now.nanoseconds - phase) / period + 1) * period
    brokers[id].dropsLaggardsAt = Instant(nanoseconds: due)
    schedule(Event(.laggardsDropped, id), at: brokers[id].dropsLaggardsAt, .timer)
  }

  /// A leader asks the controller to drop followers that have not kept up for
  /// `replica.lag.time.max.ms`.
  ///
  /// Source: `ReplicaManager.maybeShrinkIsr`, `Partition.getOutOfSyncReplicas` of Kafka 4.1; facts
  /// section 2.1.
  package mutating func dropLaggards(of id: BrokerID) {
    guard brokers[id].dropsLaggardsAt == now else { return }
    brokers[id].dropsLaggardsAt = .never
    let all = clusters[brokers[id].cluster].brokers
    guard all.contains(where: { brokers[$0].brokerCuts > 0 }) else { return }
    armLaggards(id)
    guard brokers[id].mayLead else { return }
    let limit = clusters[brokers[id].cluster].settings.replicaLagMax
    for partition in partitions.ids where isLed(partition, by: id) {
      for place in partitions[partition].inSync where partitions[partition].leader != Int32(place) {
        let replica = partitions[partition].replica(place)
        let follower = replicas[replica].broker
        guard !brokers[id].replicates || !brokers[follower].replicates else { continue }
        let apart = brokers[id].replicates ? follower : id
        let since = brokers[apart].downSince
        // Of commits nothing is kept but what they say: they are there all the time.
        let lacks =
          replicas[replica].end < logs[partition].end
          || topics[partitions[partition].topic].isInternal
        guard lacks, now - since > limit else { continue }
        setInSync(partition, to: partitions[partition].inSync.subtracting([place]))
        noteBlocked(partition, since: since)
        advanceWatermark(partition)
      }
    }
    commitsGoOn(in: brokers[id].cluster)
  }

  // MARK: Clients

  /// Notes that requests to what a broker leads go unanswered.
  private mutating func noteUnreachable(_ id: BrokerID) {
    for batch in batches.ids where batches[batch].state == .inFlight {
      if isLed(batches[batch].partition, by: id) { brokers[id].bites += 1 }
    }
    for partition in partitions.ids where isLed(partition, by: id) {
      if files[partition].leaderlessSince == .never { files[partition].leaderlessSince = now }
    }
  }

  private mutating func reachedAgain(_ id: BrokerID) {
    guard brokers[id].serves else { return }
    for partition in partitions.ids where isLed(partition, by: id) { hasLeaderAgain(partition) }
  }

  /// What clients had sent into a silent cut gets through, each client's when its connection does.
  private mutating func redeliver(to id: BrokerID, after cut: SilentCut) {
    for producer in producers.ids where hasSent(producer, to: id) {
      let timeout = producers[producer].settings.requestTimeout
      let over = isOver(cut, for: producer.index &+ 0x8000_0000, giveUpAfter: timeout)
      for outlet in producers[producer].outlets where writes(outlet, to: id) {
        outlets[outlet].retryAt = max(outlets[outlet].retryAt, over)
        scheduleTraffic(Event(.outletRetries, outlet), at: outlets[outlet].retryAt)
      }
      redeliver(to: id, at: over, of: producer)
    }
  }

  private func hasSent(_ producer: ProducerID, to id: BrokerID) -> Bool {
    producers[producer].outlets.contains { outlets[$0].inFlight > 0 && writes($0, to: id) }
  }

  /// Whether a queue's requests go to a broker.
  private func writes(_ outlet: OutletID, to id: BrokerID) -> Bool {
    outlets[outlet].isUsed && destination(of: outlet) == id
  }

  /// Lets requests that a broker has not taken yet reach it at an instant.
  private mutating func redeliver(
    to id: BrokerID, at instant: Instant, of producer: ProducerID? = nil
  ) {
    for batch in batches.ids where batches[batch].state == .inFlight {
      let outlet = batches[batch].outlet
      guard writes(outlet, to: id), producer == nil || outlets[outlet].producer == producer,
        !files[batches[batch].partition].waiting.contains(where: { $0.batch == batch })
      else { continue }
      batches[batch].sentAt = instant - profile.client
      scheduleTraffic(Event(.batchArrives, batch), at: instant)
    }
  }
}
