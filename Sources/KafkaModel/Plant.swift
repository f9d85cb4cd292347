#if MIGSIM_PLANT
  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// Deliberate bugs, by which the suite of promises is tested itself. They are in a build only if
  /// `MIGSIM_PLANT` was set for it, and one is at work only if `MIGSIM_PLANT` names it at run time.
  package enum Plant: String, CaseIterable, Sendable {
    /// A new leader cuts its log one record too far down.
    case truncatesTooFar
    /// A partition is not taken from its old owner when it gets a new one.
    case keepsOldOwner
    /// The high watermark moves although too few replicas are in sync.
    case watermarkBelowMinimum
    /// Four batches of a producer are remembered, not five.
    case remembersFourBatches
    /// A commit names the offset after the next one.
    case commitsOneTooMany
    /// The high watermark is where the leader's log ends.
    case watermarkWithoutFollowers
    /// Whoever lives may lead.
    case uncleanAlways
    /// Readers of committed records read on where a transaction is open.
    case readsOpenTransactions
    /// A batch to be sent again queues behind later ones.
    case retriesLast
    /// A write with acks=all is answered when its leader has it.
    case answersAtOnce
    /// Who is eligible to lead stays so when enough are in sync again.
    case remembersEligible
    /// Replicas that are to go do so when the first of the new ones is in sync.
    case movesTooSoon
    /// A transaction commits what a member has written, and not its positions.
    case forgetsPositions

    package static let chosen = getenv("MIGSIM_PLANT").flatMap {
      Plant(rawValue: String(cString: $0))
    }
  }
#endif
