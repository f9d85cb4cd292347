import SimKernel

/// Why a position stands where it does, or why a record is in a log once more: what a bystander
/// saw happen, without a word of whose fault it is.
package struct Provenance: Equatable, Sendable {
  package var mechanism: Mechanism
  package var at: Instant

  package init(_ mechanism: Mechanism, at: Instant) {
    self.mechanism = mechanism
    self.at = at
  }
}

/// The mechanisms by which positions are set and records repeated.
package enum Mechanism: Equatable, Sendable {
  /// The ordinary course of things.
  case ordinary

  // Positions.

  /// The reader went on from its own committed position on that cluster.
  case resumed
  /// It began at a position that a replication layer had translated and published.
  case translated(Translated)
  /// It began at a position that the scenario found there, and nobody knows how it came about.
  case found
  /// It had no usable position, and its policy chose one.
  case reset(Reset)
  /// Somebody computed the exact position and wrote it.
  case setExactly
  /// Somebody wrote an offset.
  case setByHand
  /// It went back to where it stood on that cluster when it left.
  case setToDeparture
  /// It began at a position kept with the sink's data.
  case external
  /// It committed what it had not applied yet, and stopped.
  case committedAhead

  // Second copies in a log.

  /// A copier restarted from its last stored position.
  case copierReplayed
  /// A copier lost its stored position.
  case copierForgot
  /// A copy of a copy came back to where it was written.
  case copiedBack
  /// A producer without idempotence sent again what had been appended.
  case resentUnguarded
  /// A producer sent again, and the broker could not know it any more.
  case resentUnrecognised
  /// The application wrote again what it believed lost.
  case rewritten
  /// It was in a transaction that was aborted, and the application wrote it again.
  case abortedBefore
  /// A group made it of a record of which it had made one before, having read that again for a reason.
  case madeAgain(Cause)

  /// A translated position, as it was when it was published.
  package struct Translated: Equatable, Sendable {
    /// The source position that was translated: of what is read again, records below it are due
    /// to coarse translation, the others to staleness.
    package var upstream: Int64
    /// When the source position was looked up.
    package var taken: Instant
    /// Whether the version of the layer may answer with a position ahead of the true one.
    package var mayOvershoot: Bool

    package init(upstream: Int64, taken: Instant, mayOvershoot: Bool) {
      self.upstream = upstream
      self.taken = taken
      self.mayOvershoot = mayOvershoot
    }
  }

  package struct Reset: Equatable, Sendable {
    package var policy: Amplifier
    package var because: Reason
    /// The provenance of the position that was out of range, or gone.
    package var position: ProvenanceID
    /// Where a position stood that is gone; -1 for the others.
    package var offset: Int64

    package enum Reason: Equatable, Sendable {
      /// The group is new here by plan.
      case new
      /// A position was never written, though the group has one on the other cluster.
      case neverWritten
      /// A position had been written, and is gone.
      case vanished
      /// The position is past the end of the log.
      case aboveEnd
      /// The position is before the start of the log.
      case belowStart
      /// The log has the position, and its store said that it has not.
      case refused
    }

    package init(
      policy: Amplifier, because: Reason, position: ProvenanceID = .ordinary, offset: Int64 = -1
    ) {
      self.policy = policy
      self.because = because
      self.position = position
      self.offset = offset
    }
  }
}
