/// How the copy of a topic is named on the target, and what a name says about where it came from.
///
/// ```swift
/// let policy = ReplicationPolicy.prefixed(separator: ".")
/// policy.remoteTopic("orders", from: "A")  // "A.orders"
/// policy.source(of: "A.orders")            // "A"
/// ```
///
/// - Source: Kafka 4.1, `ReplicationPolicy`, `DefaultReplicationPolicy`,
///   `IdentityReplicationPolicy`; cases in `mm2_checkpoints`.
package enum ReplicationPolicy: Equatable, Sendable {
  /// `DefaultReplicationPolicy`: the source's alias, a separator, the topic. Any topic with the
  /// separator in its name looks like a copy.
  case prefixed(separator: String)
  /// `IdentityReplicationPolicy`: the same name on both sides, heartbeats excepted. The source
  /// cannot be read off a name; it is the one configured.
  case identity(source: String)

  /// The topic by which a mirror shows that it is alive.
  package static let heartbeats = "heartbeats"

  /// Returns the name on the target of a topic copied from `source`.
  package func remoteTopic(_ topic: String, from source: String) -> String {
    keepsName(of: topic) ? topic : source + separator + topic
  }

  /// Returns the alias of the cluster a topic was copied from, or nil for one that is no copy.
  package func source(of topic: String) -> String? {
    if case .identity(let source) = self, keepsName(of: topic) { return source }
    let parts = split(topic)
    // A name that ends with its only separator names nothing that was copied.
    guard parts.count > 1, parts.dropFirst().contains(where: { !$0.isEmpty }) else { return nil }
    return parts[0]
  }

  /// Returns the name of a copy where it was copied from, or nil for a topic that is no copy.
  package func upstreamTopic(of topic: String) -> String? {
    if keepsName(of: topic) { return topic }
    guard let source = source(of: topic) else { return nil }
    return String(topic.dropFirst(source.count + separator.count))
  }

  /// Returns the name a topic had before it was copied for the first time.
  package func originalTopic(of topic: String) -> String {
    guard let upstream = upstreamTopic(of: topic), upstream != topic else { return topic }
    return originalTopic(of: upstream)
  }

  private var separator: String {
    if case .prefixed(let separator) = self { separator } else { "." }
  }

  private func keepsName(of topic: String) -> Bool {
    if case .identity = self { !topic.hasSuffix(Self.heartbeats) } else { false }
  }

  private func split(_ topic: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var rest = topic[...]
    while let character = rest.first {
      if rest.hasPrefix(separator) {
        parts.append(part)
        part = ""
        rest = rest.dropFirst(separator.count)
      } else {
        part.append(character)
        rest = rest.dropFirst()
      }
    }
    return parts + [part]
  }
}

extension ReplicationPolicy {
  /// Returns whether copying a topic to `target` would bring it back to where it has been.
  ///
  /// With `identity` names do not tell, and only heartbeats are kept from running in circles.
  ///
  /// - Source: Kafka 4.1, `MirrorSourceConnector.isCycle`.
  package func isCycle(_ topic: String, to target: String) -> Bool {
    guard let source = source(of: topic) else { return false }
    if source == target { return true }
    guard let upstream = upstreamTopic(of: topic), upstream != topic else { return false }
    return isCycle(upstream, to: target)
  }

  /// Returns whether a mirror to `target` takes a topic that its filters let pass.
  ///
  /// - Source: Kafka 4.1, `MirrorSourceConnector.shouldReplicateTopic`.
  package func isMirrored(_ topic: String, to target: String) -> Bool {
    !Self.isInternal(topic) && !isCycle(topic, to: target)
  }

  /// Returns whether a topic belongs to Kafka, to Connect or to the mirror itself.
  package static func isInternal(_ topic: String) -> Bool {
    topic.hasPrefix("__") || topic.hasPrefix(".") || topic.hasSuffix("-internal")
      || topic.hasSuffix(".internal")
  }

  /// Returns how many times a topic was copied since it left `source`, or nil if its name does not
  /// say that it ever did.
  ///
  /// - Source: Kafka 4.1, `MirrorClient.countHopsForTopic`.
  package func hops(of topic: String, from source: String) -> Int? {
    var visited: [String] = []
    var topic = topic
    while let next = self.source(of: topic), !visited.contains(next) {
      visited.append(next)
      if next == source { return visited.count }
      topic = upstreamTopic(of: topic) ?? topic
    }
    return nil
  }

  /// Returns the name, on the target, of a topic whose group positions were translated: a topic that
  /// itself came from the target gets its own name back.
  ///
  /// - Source: Kafka 4.1, `MirrorCheckpointTask.renameTopicPartition`.
  package func checkpointedTopic(_ topic: String, from source: String, to target: String) -> String
  {
    self.source(of: topic) == target ? originalTopic(of: topic) : remoteTopic(topic, from: source)
  }
}
