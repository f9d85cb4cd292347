import KafkaModel
import SimKernel

extension Scenario {
  /// The departures that bear on this scenario, in the order of their list.
  package var departures: [Departure] { Departure.allCases.filter(touches) }

  private func touches(_ departure: Departure) -> Bool {
    switch departure {
    case .ticks: fidelity != .batch
    case .idealHosts: profile == .ideal
    case .lagShrink, .promptMetadata: hasBrokerFaults && isReplicated
    case .evenCatchUp:
      hasBrokerFaults && isReplicated && profile != .ideal
        && clusters.contains { !$0.storage.isShared }
    // Where brokers take no time nothing is ever on the way.
    case .fetchedIsHeld: hasBrokerFaults && isReplicated && profile.broker > .zero
    case .wholeDisks:
      hasFaults {
        switch $0 {
        case .hostLoss, .zoneLoss: true
        default: false
        }
      }
    case .steadyController: hasFaults { if case .clusterDown = $0 { true } else { false } }
    case .steadyCoordinator: hasBrokerFaults && !groups.isEmpty
    case .noCompaction:
      topics.contains { $0.places.contains { $0.settings.cleanupPolicy.contains("compact") } }
    case .transactionsAnswerLast: producers.contains { $0.transactions != nil }
    case .looseTransactions:
      faults.count > 1 && groups.contains { $0.output?.isExactlyOnce ?? false }
    case .answersToNobody: producers.contains { $0.settings.acks == "0" }
    case .wholePolls: hasExactlyOnceSources
    case .producersStayKnown:
      producers.contains { $0.settings.isIdempotent }
        && plan.steps.contains { $0.actions.contains(where: \.waitsForDays) }
    case .madeAfresh:
      groups.contains { group in
        group.output != nil
          && group.topics.contains { topic in
            topics[topic.row].places.contains { $0.logs.contains { !$0.isEmpty } }
          }
      }
    case .joinIsOneStep:
      groups.contains { $0.members > 1 }
        && hasFaults {
          switch $0 {
          case .memberCrash, .memberStop, .memberPause, .memberBusy, .memberCut: true
          default: false
          }
        }
    case .noRebootstrap:
      clusters.contains { $0.version.has(.rebootstrap) }
        && hasFaults { if case .clusterDown = $0 { true } else { false } }
    case .safeCopies: links.contains { clusters[$0.to.row].storage.isShared } && hasBrokerFaults
    case .noBalancer: clusters.contains(where: \.storage.isShared) && hasBrokerFaults
    case .steadyStore: clusters.contains(where: \.storage.isShared)
    case .oneDirectory: hasFaults { if case .diskFull = $0 { true } else { false } }
    case .attachedAnywhere:
      clusters.contains { $0.storage.isZonal } && hasBrokerFaults
    case .promptWorkers:
      groups.contains(where: \.hasTasks) || producers.contains { $0.connector != nil }
    case .steadyClocks: topics.contains { $0.places.contains { !$0.logs.isEmpty } }
    }
  }

  private func hasFaults(_ isSuch: (FaultSpec.Kind) -> Bool) -> Bool {
    faults.contains { isSuch($0.kind) }
  }

  private var hasExactlyOnceSources: Bool {
    producers.contains { producer in
      guard let connector = producer.connector,
        case .workers(let workers, _) = groups[connector.workers.row].role
      else { return false }
      return workers.exactlyOnce == "enabled"
    }
  }

  private var hasBrokerFaults: Bool {
    hasFaults { kind in
      switch kind {
      case .brokerCrash, .hostLoss, .brokerStop, .brokerPause, .networkCut, .zoneLoss, .diskFull,
        .logAway:
        true
      default: false
      }
    }
  }

  private var isReplicated: Bool {
    topics.contains { $0.places.contains { $0.replicationFactor > 1 } }
  }
}

extension Action {
  fileprivate var waitsForDays: Bool {
    if case .wait(let amount) = self { amount >= .hours(24) } else { false }
  }
}
