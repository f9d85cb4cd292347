/// Features of a cluster that `kafka-features.sh` turns on and off, by their level: 0 is off.
///
/// A new cluster has those of its release; one that was upgraded keeps what it had until somebody raises
/// them.
///
/// Source: `Feature`, `EligibleLeaderReplicasVersion` of Apache Kafka 4.1; facts section 0.
package struct ClusterFeatures: KafkaSettings {
  package var eligibleLeaders: Int64

  package init(defaultsOf version: KafkaVersion) {
    eligibleLeaders = version.has(.eligibleLeaders) ? 1 : 0
  }

  /// The release whose brokers can keep eligible leaders at all.
  package static let eligibleLeadersSince = KafkaVersion(4, 0)

  package static let modelled: [Setting<Self>] = [
    Setting(
      "eligible.leader.replicas.version", .integer(\.eligibleLeaders), allowed: 0...1,
      "1 if a cluster remembers who left the in-sync replicas with all that was committed (KIP-966); 0 "
        + "before 4.1, and after an upgrade to it")
  ]

  package static let known = [
    "group.version", "kraft.version", "metadata.version", "share.version", "streams.version",
    "transaction.version",
  ]
}
