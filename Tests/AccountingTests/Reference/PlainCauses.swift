import Accounting

// Section 4 of the page of causes, for single records.

extension Again {
  /// The cause of a second copy.
  var cause: Cause {
    switch self {
    case .unguarded: .producerRetryUnguarded
    case .unrecognised: .producerDedupReset
    case .rewritten: .producerSendExpired
    case .replayed: .replicatorReplay
    case .forgotten: .replicatorStateMismatch
    case .loop: .replicationLoop
    }
  }
}

extension PlainReader.How {
  /// The cause of applying an entry's record once more.
  ///
  /// Three things can be the matter, asked in this order: the reader had been there already, so its
  /// position went back; the log holds the record twice; or the position does not belong to what
  /// was done on the other cluster.
  func causeOfRepeating(_ entry: PlainEntry, isReread: Bool, byTwoOwners: Bool) -> Blame {
    if isReread { return causeOfGoingBack }
    if let why = entry.why { return Blame(why.cause) }
    if case .translated(let upstream, _) = self {
      // What the translated position stood for was done before it was published; the rest after.
      if let source = entry.source, source < upstream { return Blame(.offsetTranslationCoarse) }
      return Blame(byTwoOwners ? .overlapUnfenced : .offsetSyncStale)
    }
    return byTwoOwners ? Blame(.overlapUnfenced) : causeOfBeginning
  }

  private var causeOfGoingBack: Blame {
    switch self {
    case .ordinary, .resumed: Blame(.rebalanceReplay)
    default: causeOfBeginning
    }
  }

  /// The cause of having records behind without applying them.
  var causeOfPassing: Blame {
    switch self {
    case .resumed: Blame(.commitBeforeApply)
    // Whatever was written down for it, the position is ahead of something unread.
    case .translated, .exactly: Blame(.offsetOvertranslated)
    default: causeOfBeginning
    }
  }

  /// The cause of beginning elsewhere than after the last effect.
  private var causeOfBeginning: Blame {
    switch self {
    case .ordinary: return Blame(.unattributed)
    case .resumed, .departure: return Blame(.rollbackOffsetFrozen)
    case .translated: return Blame(.offsetSyncStale)
    case .byHand: return Blame(.operatorOffsetError)
    case .external: return Blame(.externalOffsetNonportable)
    // The position was right: it is the records that were not there.
    case .exactly: return Blame(.replicationLagAtSwitch)
    case .reset(let policy, .new): return Blame(.offsetNotMirrored, via: [policy])
    case .reset(let policy, .belowStart): return Blame(.retentionBelowWindow, via: [policy])
    case .reset(let policy, .aboveEnd(let how)):
      return Blame(how.causeOfOvershooting, via: [policy])
    }
  }

  /// The cause of a position past the end of the log: the position, unless the log was cut below it.
  private var causeOfOvershooting: Cause {
    switch self {
    case .ordinary, .resumed, .departure, .exactly: .replicationLagAtSwitch
    case .translated(_, let mayOvershoot): mayOvershoot ? .offsetOvertranslated : .offsetSyncStale
    case .byHand: .operatorOffsetError
    case .external: .externalOffsetNonportable
    case .reset: causeOfBeginning.cause
    }
  }
}
