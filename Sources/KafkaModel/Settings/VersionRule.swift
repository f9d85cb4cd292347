/// Something that is not the same in every release and that a cutover can notice: since when it is
/// as it is now.
///
/// A cluster's version decides over its brokers' rules and its own defaults, and over those of the
/// clients that write to it or read from it unless they name theirs.
///
/// - Source: the upgrade notes of Apache Kafka 3.0 to 4.1 and the KIPs that each row names.
package enum VersionRule: String, CaseIterable, Sendable {
  case ownershipByGeneration = "ownership-by-generation"
  case idempotenceByDefault = "idempotence-by-default"
  case strictMinimum = "strict-minimum"
  case growingBackoff = "growing-backoff"
  case inFlightRefused = "in-flight-refused"
  case lingerOfFive = "linger-of-five"
  case largeSegments = "large-segments"
  case futureTimestampsRefused = "future-timestamps-refused"
  case rebootstrap = "rebootstrap"
  case transactionProtocol2 = "transaction-protocol-2"
  case resetByDuration = "reset-by-duration"
  case newGroupProtocol = "new-group-protocol"
  case eligibleLeaders = "eligible-leaders"

  /// The release that has it first.
  package var since: KafkaVersion {
    switch self {
    case .ownershipByGeneration: KafkaVersion(2, 8, 1)
    case .idempotenceByDefault: KafkaVersion(3, 0, 1)
    case .strictMinimum, .growingBackoff: KafkaVersion(3, 7)
    case .inFlightRefused, .lingerOfFive, .largeSegments, .futureTimestampsRefused, .rebootstrap,
      .transactionProtocol2, .resetByDuration, .newGroupProtocol:
      KafkaVersion(4, 0)
    case .eligibleLeaders: KafkaVersion(4, 1)
    }
  }

  /// Whether the model follows it. What it does not follow is a departure.
  package var isModelled: Bool {
    switch self {
    case .ownershipByGeneration, .idempotenceByDefault, .strictMinimum, .growingBackoff,
      .inFlightRefused, .lingerOfFive, .largeSegments, .newGroupProtocol, .eligibleLeaders:
      true
    case .futureTimestampsRefused, .rebootstrap, .transactionProtocol2, .resetByDuration:
      false
    }
  }

  /// How it is before that release, how from it on, and where that is written.
  package var words: (before: String, after: String, source: String) {
    switch self {
    case .ownershipByGeneration:
      (
        "cooperative members own what they say they own, of whatever generation",
        "what a member owned in an older generation does not count", "KAFKA-12984, KAFKA-13406"
      )
    case .idempotenceByDefault:
      (
        "`enable.idempotence` is true and has no effect unless it is set, in 3.0.0 and 3.1.0",
        "producers are idempotent unless told otherwise", "KIP-679, KAFKA-13598"
      )
    case .strictMinimum:
      (
        "the high watermark follows whoever is in sync",
        "it stands still while fewer than `min.insync.replicas` are in sync", "KAFKA-15583"
      )
    case .growingBackoff:
      (
        "a client pauses `retry.backoff.ms` before each retry",
        "the pause doubles up to `retry.backoff.max.ms`, spread by a fifth", "KIP-580"
      )
    case .inFlightRefused:
      (
        "more than 5 requests in flight turn idempotence off without a word",
        "such a producer does not start unless it turns idempotence off", "KIP-1030"
      )
    case .lingerOfFive: ("`linger.ms` is 0", "`linger.ms` is 5", "KIP-1030")
    case .largeSegments:
      (
        "`segment.bytes` may be 14", "`segment.bytes` is 1048576 at least", "KIP-1030"
      )
    case .futureTimestampsRefused:
      (
        "any time stamp is taken", "one more than an hour ahead is refused", "KIP-937, KIP-1030"
      )
    case .rebootstrap:
      (
        "a client that knows no living broker waits for one",
        "it begins again with `bootstrap.servers`", "KIP-899, KIP-1102"
      )
    case .transactionProtocol2:
      (
        "a producer's epoch grows when it begins or fails", "it grows with every transaction",
        "KIP-890"
      )
    case .resetByDuration:
      (
        "`auto.offset.reset` is `earliest`, `latest` or `none`", "also `by_duration:…`", "KIP-1106"
      )
    case .newGroupProtocol:
      (
        "the consumer protocol of KIP-848 is a preview, and refused",
        "brokers speak it; clients ask for it",
        "KIP-848"
      )
    case .eligibleLeaders:
      (
        "who was in sync last may lead, whatever it lacks, once it alone is left",
        "new clusters remember who left the in-sync replicas with all that was committed", "KIP-966"
      )
    }
  }
}

extension KafkaVersion {
  /// Whether a release has a rule.
  package func has(_ rule: VersionRule) -> Bool {
    // The mend of 3.0.1 is in 3.1.1 again, not in 3.1.0.
    if rule == .idempotenceByDefault, (major, minor, patch) == (3, 1, 0) { return false }
    return self >= rule.since
  }
}
