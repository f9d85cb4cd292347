import KafkaModel

/// What MirrorMaker 2 makes of a right on its source.
///
/// - Source: Kafka 4.1, `MirrorSourceConnector.syncTopicAcls`, `shouldReplicateAcl`,
///   `targetAclBinding`; facts on migration tools, section 1.12.
package enum RightsSync {
  /// Returns the right that it gives on the target, or nil for one that does not travel: only rights
  /// on topics by their whole name do, none to write, and of a right to everything the one to read.
  ///
  /// - Parameter remoteTopic: What the link calls the copy of a topic; nil for one it does not copy.
  package static func copy(
    of rule: AccessRule, remoteTopic: (String) -> String?
  ) -> AccessRule? {
    guard case .topic(let name) = rule.resource, !rule.isPrefix, let remote = remoteTopic(name)
    else { return nil }
    if !rule.isDenied, rule.operation == .write { return nil }
    var copy = rule
    copy.resource = .topic(remote)
    if !rule.isDenied, rule.operation == .all { copy.operation = .read }
    return copy
  }
}
