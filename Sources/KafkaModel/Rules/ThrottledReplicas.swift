/// Which replicas of a topic a replication throttle is for: `leader.replication.throttled.replicas` or
/// `follower.replication.throttled.replicas`.
///
/// - Source: KIP-73; `ThrottledReplicaListValidator` of Kafka 4.1.
package struct ThrottledReplicas: Equatable, Sendable {
  private var isAll = false
  private var listed: [[Int]] = []

  package init() {}

  /// Reads `*`, or partitions and brokers as in `0:1,0:2,1:2`; nothing for none.
  ///
  /// - Returns: `nil` for anything else.
  package init?(_ text: String) {
    let words = text.filter { $0 != " " }
    if words == "*" {
      isAll = true
      return
    }
    guard !words.isEmpty else { return }
    for word in words.split(separator: ",", omittingEmptySubsequences: false) {
      let numbers = word.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
      guard numbers.count == 2, let partition = numbers[0], let broker = numbers[1],
        partition >= 0, broker >= 0
      else { return nil }
      listed.append([partition, broker])
    }
  }

  /// - Parameters:
  ///   - partition: The partition's number.
  ///   - broker: The broker's number in its cluster.
  package func contains(partition: Int, broker: Int) -> Bool {
    isAll || listed.contains([partition, broker])
  }
}
