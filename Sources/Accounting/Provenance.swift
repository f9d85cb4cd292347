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

  /// A translated position, as it was when it was published.
  package struct Translated: Equatable, Sendable {
    /// The target offset that stands exactly for the source position that was translated: below
    /// it the translation was coarse, from it on the position was stale.
    package var exact: Int64
    /// How old the source position was when the reader began.
    package var age: TimeAmount
    /// Whether the distance in source offsets was added (versions up to 3.4.0).
    package var addedDistance: Bool

    package init(exact: Int64, age: TimeAmount, addedDistance: Bool) {
      self.exact = exact
      self.age = age
      self.addedDistance = addedDistance
    }
  }

  package struct Reset: Equatable, Sendable {
    package var policy: Amplifier
    package var because: Reason
    /// The provenance of the position that was out of range.
    package var position: ProvenanceID

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
    }

    package init(policy: Amplifier, because: Reason, position: ProvenanceID = .ordinary) {
      self.policy = policy
      self.because = because
      self.position = position
    }
  }
}
