/// What Kafka promises its clients, and what this model therefore must never break.
enum Promise: Int, CaseIterable, Sendable {
  case logOrder
  case watermarkMonotone
  case watermarkWaits
  case acksAllKept
  case cleanLeaders
  case idempotentOnce
  case idempotentKnown
  case idempotentInOrder
  case oneOwner
  case commitsBehind
  case countsAsWritten
  case answeredWhenSafe
  case committedAtomic
  case fencedSilent
  case logBytesKept
  case eligibleHaveAll
  case movedInSync
  case processedOnce

  /// The promise in words, and when a world puts it to the test.
  var words: String {
    switch self {
    case .logOrder:
      "log start ≤ last stable ≤ high watermark ≤ log end, and whoever is in sync has all below it"
    case .watermarkMonotone:
      "a leader's high watermark never goes back (it moved after an election)"
    case .watermarkWaits:
      "from 3.7 on the high watermark stands still below min.insync.replicas (and could have moved)"
    case .acksAllKept:
      "no record acknowledged with acks=all is lost by clean elections (there was one)"
    case .cleanLeaders:
      "a replica that is not in sync leads only where that is allowed (another one lived)"
    case .idempotentOnce:
      "an idempotent producer never duplicates within one identity (it sent again)"
    case .idempotentKnown:
      "what an idempotent producer sends again is recognised after clean elections (it did)"
    case .idempotentInOrder: "an idempotent producer's records lie in their order (it sent again)"
    case .oneOwner: "a partition has one owner in a group (that rebalanced among several)"
    case .commitsBehind:
      "who commits after processing skips nothing when it resumes (it resumed from its commit)"
    case .countsAsWritten:
      "the ledger of ranges counts what the history of records shows (there were anomalies)"
    case .answeredWhenSafe:
      "a write with acks=all is answered once all in sync have it (some had it not yet)"
    case .fencedSilent:
      "a broker whose log another one has taken makes nothing readable (it had something)"
    case .logBytesKept:
      "what only a broker's log has is what came and was not uploaded (there was some)"
    case .eligibleHaveAll:
      "who is remembered as eligible to lead has all below the high watermark (somebody was)"
    case .movedInSync:
      "a partition gives up replicas only once all that stay are in sync (it was moved)"
    case .processedOnce:
      "a record processed in a transaction reaches readers of committed records once, as long as the group "
        + "stays on one cluster (a transaction was aborted, or the group rebalanced)"
    case .committedAtomic:
      "who reads committed records gets those of committed transactions only (others were there)"
    }
  }
}

/// A set of promises.
struct Promises: OptionSet, Sendable {
  let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }
  init(_ promise: Promise) { rawValue = 1 << UInt32(promise.rawValue) }

  func contains(_ promise: Promise) -> Bool { contains(Promises(promise)) }
}
