import Accounting
import KafkaModel
import SimKernel

/// The cutover plan: ordered steps, and how a branch of it is observed.
package struct PlanSpec: Equatable, Sendable {
  package var steps: [StepSpec] = []
  /// How long traffic goes on after a rollback, or after going forward, before it is judged.
  package var observe = TimeAmount.minutes(1)
  /// How long draining may take before the branch counts as not converging.
  package var drainLimit = TimeAmount.hours(1)
  /// How long the last step's rollback point stays open.
  package var holdback = TimeAmount.zero
  /// Rehearse a rollback this often as well, whatever the steps; nil for only at the steps.
  package var sampleEvery: TimeAmount?
  /// The last step from which the plan says it can go back without reconciliation.
  package var claimsReversibleUntil: StepID?

  package init() {}
}

/// One step: when, on what condition, what, and how it is undone.
package struct StepSpec: Equatable, Sendable {
  package var name: String
  /// Not before this moment; nil for as soon as the step before it is done.
  package var at: Moment?
  package var gate: GateSpec?
  package var actions: [Action] = []
  /// How this step and all before it are undone; nil for each step's inverse, last first.
  package var rollback: [Action]?
  /// What the plan says about who is in charge after this step; nil to derive it.
  package var authority: Authority?
  package var owner: String?
  package var evidence: String?

  package init(name: String, _ actions: Action...) {
    self.name = name
    self.actions = actions
  }
}

/// What a step does.
package enum Action: Equatable, Sendable {
  case startLink(LinkID)
  /// Gracefully: the layer stores its position before it stops.
  case stopLink(LinkID)
  /// Writers flush, stop and start on the other cluster, all at once or one instance after another.
  case moveProducers([WriterID], to: ClusterID, every: TimeAmount)
  case stopProducers([WriterID])
  case startProducers([WriterID])
  /// Readers stop, and start on the other cluster; one group after another with `every`.
  case moveGroups([SubscriptionID], to: ClusterID, positions: PositionRule, every: TimeAmount)
  case stopGroups([SubscriptionID])
  case startGroups([SubscriptionID])
  /// Writes positions for groups that have no members on that cluster.
  case setPositions([SubscriptionID], on: ClusterID, PositionRule)
  case wait(TimeAmount)
  /// Waits until the link has copied all that its source holds.
  case drainLink(LinkID)
  /// Waits until the groups have read all that they can.
  case drainGroups([SubscriptionID])
  /// Declares which cluster's log decides from now on.
  case promote(ClusterID)
  /// Shuts a cluster down for good: there is no way back to it.
  case retire(ClusterID)
  /// Running writers go on with another cluster's brokers, with all that they have in hand.
  case repointProducers([WriterID], to: ClusterID)
  /// Stops a cluster's brokers, all of them, or starts them again.
  case stopCluster(ClusterID)
  case startCluster(ClusterID)
  /// Lets a cluster take no records from producers, or take them again.
  case fence(ClusterID)
  case unfence(ClusterID)
  /// Gives a right on a cluster that has an authorizer.
  case grant(AccessRule, on: ClusterID)
  /// Moves leadership of a topic's partitions, or of one, to the next replica in sync.
  case moveLeaders(TopicID, on: ClusterID, partition: Int?)
  /// Gives a topic's partitions, or one, to other brokers.
  case reassign(ReassignSpec)
  /// Takes replicas away again that partitions are getting.
  case cancelReassignment(TopicID, on: ClusterID, partition: Int?)
  /// Aborts the transactions that are open in a topic's partitions, or in one.
  case abortTransactions(TopicID, on: ClusterID, partition: Int?)
  /// Deletes the records of a topic's partitions, or of one, before an offset; nil for all that may be
  /// read.
  case deleteRecords(TopicID, on: ClusterID, partition: Int?, before: Int64?)
  /// Gives a sink connector other settings, with which its tasks start again.
  case configure(SubscriptionID, SinkConnectorSettings)
  /// Takes back what groups have done since they came to where they read.
  case discardEffects([SubscriptionID])
}

/// Which brokers a topic's partitions are given to.
package struct ReassignSpec: Equatable, Sendable {
  package var topic: TopicID
  package var cluster: ClusterID
  /// The one that is meant; nil for all.
  package var partition: Int?
  /// Of one partition its replicas, the preferred leader first; of all the brokers among which they are
  /// spread.
  package var brokers: [Int]
  /// Bytes a second that each broker sends, and takes, for it; nil for no throttle.
  package var throttle: Int64?
  /// Whether the step waits until it is done.
  package var waits = true

  package init(_ topic: TopicID, on cluster: ClusterID, partition: Int? = nil, to brokers: [Int]) {
    self.topic = topic
    self.cluster = cluster
    self.partition = partition
    self.brokers = brokers
  }

  /// The brokers of a partition's replicas.
  ///
  /// - Parameter copies: How many it has.
  package func brokers(of number: Int, copies: Int) -> [Int] {
    guard partition == nil else { return brokers }
    return (0..<min(copies, brokers.count)).map { brokers[(number + $0) % brokers.count] }
  }
}

/// Where readers begin on the cluster they move to.
package enum PositionRule: Equatable, Sendable {
  /// Where the group's committed position on that cluster stands.
  case committed
  /// Exactly after the last record that the group has applied, wherever that lies.
  case exact
  /// Where the group stood on that cluster when it left.
  case departure
  /// Given offsets, one a partition (or one for all).
  case offsets([Int64])
  /// Where the log begins, or ends.
  case earliest
  case latest
  /// So many offsets on from the committed position, or back.
  case shifted(by: Int64)
  /// The first record that is at most so old.
  case back(by: TimeAmount)
}

/// Who is in charge.
package enum Authority: String, Equatable, Sendable, CaseIterable, Comparable {
  /// The target only receives copies.
  case mirror
  /// Some readers are on the target; every writer still on the source.
  case dualRead = "dual-read"
  /// Some writers are on the target.
  case writePromotion = "write-promotion"
  /// The target is the truth.
  case targetAuthority = "target-authority"

  /// The name that tables of rollback points use.
  package var point: String {
    switch self {
    case .mirror: "RP1"
    case .dualRead: "RP2"
    case .writePromotion: "RP3"
    case .targetAuthority: "RP4"
    }
  }

  package static func < (a: Self, b: Self) -> Bool { a.point < b.point }
}

/// What must hold, and for how long, before a step begins.
package struct GateSpec: Equatable, Sendable {
  package var metric: Metric
  /// The group or link it looks at; nil for all.
  package var group: SubscriptionID?
  package var link: LinkID?
  /// Holds while the metric is at most this: records, or milliseconds for ages.
  package var max: Int64
  package var dwell = TimeAmount.zero
  package var timeout = TimeAmount.minutes(10)
  package var otherwise = Otherwise.hold
  package var every = TimeAmount.seconds(1)

  /// What a gate can look at.
  package enum Metric: String, Equatable, Sendable, CaseIterable {
    /// Records on the source that are not copied yet.
    case mirrorLag = "mirror-lag"
    /// Records that the group could read and has not.
    case groupLag = "group-lag"
    /// How old the source position is that the group's position on the target stands for.
    case positionAge = "position-age"
    /// Records that the group would read again if it were started on the target now.
    case positionGap = "position-gap"
    /// Partitions with fewer replicas in sync than assigned.
    case underReplicated = "under-replicated"
  }

  /// What happens when the gate has not held by its timeout.
  package enum Otherwise: String, Equatable, Sendable, CaseIterable {
    /// The plan stands still.
    case hold
    case rollBack = "roll-back"
    case proceed
  }

  package init(_ metric: Metric, max: Int64) {
    self.metric = metric
    self.max = max
  }
}

extension Scenario {
  /// All that gives partitions to other brokers.
  var reassignments: [ReassignSpec] {
    plan.steps.flatMap { $0.actions + ($0.rollback ?? []) }.compactMap { action in
      if case .reassign(let spec) = action { spec } else { nil }
    }
  }

  /// Whether the plan, or a way back, takes back what a group has done.
  func takesBackEffects(of group: SubscriptionID) -> Bool {
    plan.steps.contains { step in
      (step.actions + (step.rollback ?? [])).contains { action in
        if case .discardEffects(let groups) = action { groups.contains(group) } else { false }
      }
    }
  }
}
