import KafkaModel

/// What MirrorMaker 2 does differently from one release to the next.
///
/// - Source: upgrade notes and issues by number, facts on migration tools, section 1.13.
package struct MirrorVersion: Equatable, Sendable, BitwiseCopyable {
  /// Up to 3.2: a position without any pair is published as it is, the source's number on the
  /// target (KAFKA-12635).
  package var publishesWithoutPair: Bool
  /// Up to 3.4.0: a position is the newest sync's target plus the distance on the source. It skips
  /// records where the source log has holes (KAFKA-12468).
  package var translatesByDistance: Bool
  /// From 3.6.2 and 3.7.0: the newest pair of a partition that is quiet is published with the next
  /// commit of the source task (KAFKA-15906).
  package var publishesIdleTail: Bool
  /// From 3.7.1: a restarted checkpoint task reads its own checkpoints first, and may then use every
  /// pair in the topic, not only the newest (KAFKA-15905, KAFKA-16622).
  package var keepsHistoryOnRestart: Bool
  /// From 3.7.0: without a stored position, `auto.offset.reset=latest` is obeyed (KAFKA-13988).
  package var obeysLatest: Bool

  package init(_ version: KafkaVersion) {
    publishesWithoutPair = version < KafkaVersion(3, 3)
    translatesByDistance = version < KafkaVersion(3, 4, 1)
    publishesIdleTail = version >= KafkaVersion(3, 6, 2)
    keepsHistoryOnRestart = version >= KafkaVersion(3, 7, 1)
    obeysLatest = version >= KafkaVersion(3, 7)
  }
}
