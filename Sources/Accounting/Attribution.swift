import SimKernel

// From what was seen to whose fault it is: the one place where mechanisms become causes.
// (`mutating` changes nothing here: it lets a ledger be asked in place, at every repeated record.)

extension Ledger {
  /// The cause of a second copy in a log.
  package mutating func causeOfCopy(_ provenance: ProvenanceID) -> Cause {
    switch provenances[provenance].mechanism {
    case .copierReplayed: .replicatorReplay
    case .copierForgot: .replicatorStateMismatch
    case .copiedBack: .replicationLoop
    case .resentUnguarded: .producerRetryUnguarded
    case .resentUnrecognised: .producerDedupReset
    case .rewritten: .producerSendExpired
    case .abortedBefore: .txnStateNotMirrored
    case .madeAgain(let cause): cause
    default: .unattributed
    }
  }

  /// The cause of reading again, on one cluster, what was read and applied there.
  mutating func causeOfRereading(_ position: ProvenanceID) -> Blame {
    switch provenances[position].mechanism {
    case .resumed, .ordinary, .found: Blame(.rebalanceReplay)
    // A position that lies behind has not overshot, whatever its version may do.
    case .translated: Blame(.offsetSyncStale)
    default: causeOfStart(position)
    }
  }

  /// The cause of never reading what a position jumped over.
  ///
  /// Whoever translates a position, by pairs or exactly, takes one place in the target's log for one
  /// in the source's. While writers and copier both append there, records that only the target has
  /// lie before copies of what the reader has done: no place is after the ones and before the
  /// others, and every translated position is ahead of something unread. Nothing lagged then, and a
  /// position that is merely old skips nothing; of the words for positions, the one for a position
  /// ahead of the next record is the true one.
  mutating func causeOfSkip(_ position: ProvenanceID) -> Blame {
    switch provenances[position].mechanism {
    case .resumed, .committedAhead: Blame(.commitBeforeApply)
    case .ordinary, .found, .translated, .setExactly: Blame(.offsetOvertranslated)
    default: causeOfStart(position)
    }
  }

  /// The cause of starting where a position stands rather than after the last effect.
  mutating func causeOfStart(_ position: ProvenanceID) -> Blame {
    switch provenances[position].mechanism {
    case .resumed, .setToDeparture: return Blame(.rollbackOffsetFrozen)
    case .translated(let origin):
      return Blame(origin.mayOvershoot ? .offsetOvertranslated : .offsetSyncStale)
    case .found: return Blame(.offsetTranslationCoarse)
    case .setExactly: return Blame(.replicationLagAtSwitch)
    case .setByHand: return Blame(.operatorOffsetError)
    case .external: return Blame(.externalOffsetNonportable)
    case .committedAhead: return Blame(.commitBeforeApply)
    case .reset(let reset): return causeOfReset(reset)
    default: return Blame(.unattributed)
    }
  }

  /// The cause of having no place to begin at, where no policy finds another.
  package mutating func causeOfNoPlace(_ reset: Mechanism.Reset) -> Cause {
    if case .refused = reset.because { return .brokerUnavailable }
    return causeOfReset(reset).cause
  }

  /// A reset is the amplifier of what made it necessary, and a root only for a reader that is new.
  private mutating func causeOfReset(_ reset: Mechanism.Reset) -> Blame {
    switch reset.because {
    case .new, .neverWritten:
      return Blame(.offsetNotMirrored, via: [reset.policy])
    case .vanished:
      return Blame(.committedOffsetLost, via: [reset.policy])
    case .belowStart:
      return Blame(.retentionBelowWindow, via: [reset.policy])
    case .refused:
      return Blame(reset.policy == .resetLatest ? .resetLatest : .resetEarliest)
    case .aboveEnd:
      let position = causeOfStart(reset.position)
      let isPosition = position.cause != .unattributed && position.cause != .rollbackOffsetFrozen
      return Blame(isPosition ? position.cause : .replicationLagAtSwitch, via: [reset.policy])
    }
  }
}
