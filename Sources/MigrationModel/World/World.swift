import Accounting
import KafkaModel
import SimKernel

/// A simulation at one instant, whole: both clusters and their clients, the links between them, the
/// plan and where it stands, the faults and which are on. Copying it is a fork.
package struct World: Sendable {
  package let scenario: Scenario
  package var estate: Estate
  package var links: Table<LinkID, MirrorLink>
  package var flows: Table<FlowID, Flow>
  package var plan: PlanState
  package var faults: Table<FaultID, FaultState>
  package var branch: BranchState
  /// Groups that read where some writer's records do not come.
  package var separations: Table<SubscriptionID, Separation?>
  /// What the plan wanted of producers that do not hear of it; nil for all others.
  package var deafProducers: Table<ProducerID, UnheardWish?>
  /// Groups of which the plan takes back what they have done.
  let takesBack: Table<SubscriptionID, Bool>
  /// The lane of records of each transaction that a fault leaves open, and the others' none.
  let hangingLanes: [LaneID?]
  /// Which instances write for each application.
  package let writers: Table<WriterID, IDs<ProducerID>>
  /// What happened that a journal would tell, in order.
  package var journal: [JournalEntry] = []
  /// Why the run loop should hand over to whoever runs it; nil to go on.
  package var stop: Stop?
  /// What was assumed where the scenario says nothing, in words.
  package let assumptions: [String]

  @inline(__always) package var now: Instant { estate.agenda.now }

  /// Runs until something asks for attention or `limit` has passed.
  package mutating func run(until limit: Instant) -> Stop? {
    while stop == nil, let event = estate.next(until: limit) { apply(event) }
    defer { stop = nil }
    return stop
  }
}

/// What a run stops for.
package enum Stop: Equatable, Sendable {
  /// A step is done: its rollback point opens.
  case early(StepID)
  /// The next step, or the end of the holdback, is at hand: the last instant of the point before.
  case late(StepID)
  /// Time to rehearse a rollback for the curve.
  case sample
  /// The plan is through, or stands still for good.
  case planEnded(PlanEnd)
  /// The branch has come to rest, or could not.
  case settled
  case unsettled(String)
}

/// How a plan ended.
package enum PlanEnd: Equatable, Sendable {
  case done
  /// A gate did not hold in time, and the plan stands still.
  case held(StepID)
  /// A gate did not hold in time, and the plan says to go back.
  case rolledBack(StepID)
  /// A step could not be finished.
  case stuck(StepID)
}

/// Something that happened, for the journal and the report's lanes.
package struct JournalEntry: Equatable, Sendable {
  package var at: Instant
  package var kind: Kind
  package var text: String

  package enum Kind: String, Equatable, Sendable {
    case step, gate, fault, link, group, producer, broker, branch
  }
}

extension World {
  package mutating func note(_ kind: JournalEntry.Kind, _ text: String) {
    journal.append(JournalEntry(at: now, kind: kind, text: text))
  }
}
