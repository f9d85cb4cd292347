/// A rule in which the model is knowingly not Kafka, and why.
///
/// A report names those that its scenario touches; what no scenario can express yet is not listed.
package enum Departure: String, CaseIterable, Sendable {
  case ticks
  case idealHosts = "ideal-hosts"
  case lagShrink = "lag-shrink"
  case evenCatchUp = "even-catch-up"
  case fetchedIsHeld = "fetched-is-held"
  case wholeDisks = "whole-disks"
  case steadyController = "steady-controller"
  case steadyCoordinator = "steady-coordinator"
  case promptMetadata = "prompt-metadata"
  case noCompaction = "no-compaction"
  case transactionsAnswerLast = "transactions-answer-last"
  case producersStayKnown = "producers-stay-known"
  case madeAfresh = "made-afresh"
  case joinIsOneStep = "join-is-one-step"
  case noRebootstrap = "no-rebootstrap"
  case steadyClocks = "steady-clocks"
  case safeCopies = "safe-copies"
  case noBalancer = "no-balancer"
  case steadyStore = "steady-store"
  case attachedAnywhere = "attached-anywhere"
  case oneDirectory = "one-directory"
  case promptWorkers = "prompt-workers"
  case wholePolls = "whole-polls"
  case answersToNobody = "answers-to-nobody"
  case looseTransactions = "loose-transactions"

  /// What is different, as a report says it.
  package var what: String {
    switch self {
    case .ticks: "what a producer sends within a tick is written at its end"
    case .idealHosts: "nothing takes time, and pauses before a retry are not spread"
    case .lagShrink:
      "a follower leaves the in-sync replicas when it is fenced or cut off, never because it is slow"
    case .evenCatchUp: "what is behind is fetched at an even rate, whatever else brokers carry"
    case .fetchedIsHeld: "what has left a leader for a follower is not lost with the leader"
    case .wholeDisks: "a host that is lost keeps all that it had written, or loses its disk"
    case .steadyController: "the controller is always there"
    case .steadyCoordinator: "a coordinator keeps every commit, and a new one knows them at once"
    case .promptMetadata:
      "clients know a new leader as soon as brokers do, unless the old one is cut off or held still"
    case .noCompaction: "compaction takes nothing away"
    case .transactionsAnswerLast:
      "a commit is answered when its markers are written, and ids of transactions fence nobody"
    case .producersStayKnown: "brokers do not forget idle producers"
    case .madeAfresh: "what groups had made of records before the run is not known as such"
    case .joinIsOneStep:
      "joining and getting an assignment are one step of a rebalance, and take members no time"
    case .noRebootstrap: "a client goes to another cluster only when a step moves or repoints it"
    case .steadyClocks: "time stamps are those of one right clock"
    case .safeCopies: "with shared storage, what a link has written is safe at once"
    case .noBalancer: "with shared storage, partitions stay where a take-over has put them"
    case .steadyStore:
      "reads from the object store take no time, and uploads do not get slower by themselves"
    case .oneDirectory: "a broker has one log directory, and does not outlive it"
    case .attachedAnywhere:
      "with a write-ahead log in one zone, brokers of any zone take a lost broker's partitions over"
    case .looseTransactions:
      "what a group writes in transactions may be counted wrongly where several faults meet"
    case .answersToNobody: "with acks=0 a producer hears what became of a batch, as with acks=1"
    case .wholePolls: "a source task's transaction is written or not, and never cut in two"
    case .promptWorkers: "workers start and stop tasks at once, and always have their own topics"
    }
  }

  /// Why, and what a run may therefore get wrong.
  package var reason: String {
    switch self {
    case .ticks:
      "Traffic costs an event a tick rather than one a batch. Off by at most rate × tick where "
        + "something cuts a tick in two; `\"fidelity\": \"batch\"` is exact."
    case .idealHosts:
      "Chosen by the scenario (`\"profile\": \"ideal\"`), to count by hand what a rule alone does."
    case .lagShrink:
      "A follower that is not behind is as fast as its leader. One that is behind and still in sync, or "
        + "that holds acks=all back for `replica.lag.time.max.ms`, stays until it has caught up."
    case .evenCatchUp:
      "`catchUp` is what brokers have left for it: producers, readers and links neither slow it down nor "
        + "are slowed down. A throttle lets single fetches through and then waits; evened out, replicas "
        + "are in sync up to a second or two sooner or later."
    case .fetchedIsHeld:
      "A record on its way to a follower counts as arrived. Fewer acks=1 records are lost with a "
        + "leader than in fact, by at most what is on the way at that instant."
    case .wholeDisks:
      "Kafka leaves flushing to the operating system. Replicas of several hosts that lose power "
        + "together lose what was not flushed; here they lose that only with all of the disk."
    case .steadyController:
      "A quorum of controllers survives what a scenario can do to it. Elections take no longer than "
        + "the failure of a broker takes to be noticed."
    case .steadyCoordinator:
      "The topic `__consumer_offsets` has leaders and replicas here, and no log: a commit that only a "
        + "lost broker had is not lost, and reading the log anew takes no time."
    case .promptMetadata:
      "Kafka's clients ask anew when a request fails, which takes a round trip more. From a leader that "
        + "does not know that it was replaced they part as in Kafka; readers do so together, whatever "
        + "their own `request.timeout.ms` and `metadata.max.age.ms`."
    case .noCompaction:
      "A record that a newer one of its key replaces stays readable. Counts of records in a "
        + "compacted topic are those of a cleaner that never ran."
    case .transactionsAnswerLast:
      "A coordinator answers a moment before, and the next transaction waits for the markers instead. Two "
        + "producers with one `transactional.id` go on side by side here, also on one cluster; the "
        + "coordinator keeps its log however its broker fares."
    case .producersStayKnown:
      "`producer.id.expiration.ms` is a day; a producer that pauses longer and repeats its last batch "
        + "would write it again."
    case .madeAfresh:
      "Records that lay in a log at the start are read as any others, but what was made of them then has no "
        + "number here. If a group makes it again, the group's own count says so; readers of what it "
        + "writes take it for new."
    case .joinIsOneStep:
      "A member that fails between the two makes the rest wait for `rebalance.timeout.ms`. What a "
        + "cooperative member processes between the two it does not commit, so that it comes twice: as "
        + "much as the slowest member is late."
    case .noRebootstrap:
      "Addresses do not change hands here, so a client that lost all brokers of one cluster cannot "
        + "find those of another by itself; `repoint-producers` says when it does."
    case .steadyClocks:
      "Retention by wrong time stamps, old ones of a back-fill and future ones alike, is not seen."
    case .safeCopies:
      "A link writes again what was not safe when a broker was lost. Here that is not needed: copies "
        + "come as late as they would, but none comes twice by that."
    case .noBalancer:
      "A balancer would move some of them back within a minute or two, with a pause of about a second "
        + "for each."
    case .steadyStore:
      "A reader far behind waits when the store is away, and never because it has to fetch much; a store "
        + "that is asked for too much does not begin to refuse. Both are faults that a scenario states."
    case .oneDirectory:
      "With several, only the replicas in the full one go offline, and the broker leads on in the others "
        + "(KIP-112, KIP-858)."
    case .attachedAnywhere:
      "A volume of one zone can be attached in that zone only. A zone with one broker would keep its "
        + "partitions away until that broker is back; here its neighbours take them over, unless the "
        + "zone itself is lost. A lost broker whose log nobody can read lets others be taken over first."
    case .looseTransactions:
      "Of random worlds with several faults, about one in twenty that put it to the test has output twice "
        + "that Kafka's transactions keep from being so."
    case .answersToNobody:
      "A client with acks=0 takes a batch for written once it is in the socket, and sends nothing twice: "
        + "what was on its way to a broker that is lost is gone, where here it is sent again."
    case .wholePolls:
      "With `exactly.once.source.support` a worker that dies in the milliseconds before a commit leaves "
        + "an aborted poll in the log, which readers of uncommitted records see twice. Other values of "
        + "`transaction.boundary` than `poll` make transactions longer."
    case .promptWorkers:
      "A real worker reads its topics, starts one task after the other, and gives each "
        + "`task.shutdown.graceful.timeout.ms` to stop: waits come out shorter, by about a second on a "
        + "quiet host. A connector whose tasks take longer to stop than that commits nothing."
    }
  }
}
