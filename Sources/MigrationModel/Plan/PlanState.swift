import Accounting
import KafkaModel
import SimKernel

/// Where the plan stands.
package struct PlanState: Sendable {
  package var phase = Phase.idle
  /// The step that is at hand or under way.
  package var current = StepID(index: 0)
  package var began: [Instant?]
  package var done: [Instant?]
  /// What is left to do of the step, or of a rollback procedure.
  package var moves: [Move] = []
  /// When the current move is over if nothing else ends it.
  package var waitsUntil = Instant.never
  package var gate = GateState()
  package var gates: [GateRecord] = []
  /// What had been used when the first step began; nil before.
  package var usageAtBegin: Usage?
  /// Bursts of the scenario, with how many records they are of all instances.
  package let bursts: [BurstRecords]
  /// Who was in charge after each step.
  package let authorities: [Authority]
  /// Where each application wrote and each group read before the plan.
  package let writersAt: [ClusterID]
  package let readersAt: [ClusterID]
  /// Groups whose start a move waits for.
  package var awaited: [LocalGroupID] = []

  package enum Phase: Equatable, Sendable {
    /// Nothing is planned, or nothing more.
    case idle
    /// Waits for the moment of the current step.
    case awaitingMoment
    case awaitingGate
    /// Everything holds; whoever runs the world has been told, and the step begins next.
    case ready
    case acting
    /// The last step is done; its rollback point stays open for a while.
    case holding
  }

  package var isWaiting: Bool { phase == .acting }

  package init(
    steps: Int, bursts: [BurstRecords], authorities: [Authority], writersAt: [ClusterID],
    readersAt: [ClusterID]
  ) {
    began = Array(repeating: nil, count: steps)
    done = began
    self.bursts = bursts
    self.authorities = authorities
    self.writersAt = writersAt
    self.readersAt = readersAt
  }
}

package struct BurstRecords: Equatable, Sendable {
  package var writer: WriterID
  package var at: Moment
  package var records: Int64
}

/// The gate at hand.
package struct GateState: Equatable, Sendable {
  package var since = Instant.never
  package var holdsSince = Instant.never
  package var nextCheck = Instant.never
}

/// What a gate saw when it let its step through, or did not.
package struct GateRecord: Equatable, Sendable {
  package var step: StepID
  package var metric: GateSpec.Metric
  package var value: Int64
  package var at: Instant
  package var passed: Bool
}

/// One thing that a step does; a step is a list of them.
package enum Move: Equatable, Sendable {
  case startLink(LinkID)
  case stopLink(LinkID)
  case closeProducers([ProducerID])
  case awaitClosed([ProducerID])
  /// Nil for wherever they are by then: a step may have moved them before.
  case startProducers([ProducerID], on: ClusterID?)
  case stopGroups([SubscriptionID])
  case setPositions([SubscriptionID], on: ClusterID, PositionRule)
  case startGroups([SubscriptionID], on: ClusterID?)
  case awaitGroups
  case wait(TimeAmount)
  case drainLink(LinkID)
  case drainGroups([SubscriptionID])
  /// Waits until partitions are where they were to go.
  case awaitReplicas(ReassignSpec)
  case promote(ClusterID)
  case retire(ClusterID)
  case repointProducers([ProducerID], to: ClusterID)
  /// Something that is done as soon as it is begun.
  case once(Action)
}
