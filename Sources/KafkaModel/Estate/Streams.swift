import SimKernel

// What the model draws, each from a stream of its own: two draws with one address would be the same.
// Numbers 1 to 19 are the model's of Kafka, 20 to 29 those of links and plans, 30 and above those of
// scenarios; they are never given anew, since every seed would tell another story.

extension Stream {
  /// When a broker's heartbeats fall; entity = broker.
  package static let heartbeatPhase = Stream(rawValue: 2)
  /// When a controller looks for silent brokers; entity = cluster.
  package static let controllerPhase = Stream(rawValue: 3)
  /// Which key a record has; entity = producer, meaning = record number.
  package static let recordKey = Stream(rawValue: 4)
  /// Which partition a batch without keys goes to; entity = producer, meaning = batch number.
  package static let stickyPartition = Stream(rawValue: 5)
  /// How a pause before a retry is spread; entity = outlet, meaning = first sequence.
  package static let backoff = Stream(rawValue: 6)
  /// Which records are refused; entity = lane, meaning = record number.
  package static let refusedRecord = Stream(rawValue: 7)
  /// When a group's heartbeats fall; entity = member.
  package static let memberPhase = Stream(rawValue: 8)
  /// How waits before a new connection are spread; entity = who waits, meaning = the cut's instant.
  package static let reconnection = Stream(rawValue: 9)
  /// When leaders look for followers that lag; entity = broker.
  package static let lagPhase = Stream(rawValue: 10)
  /// When a client asks for the leaders anew, and whom; entity = producer, meaning = the instant.
  package static let metadataPhase = Stream(rawValue: 11)
  /// How long a broker that starts has fetched when it says so; entity = broker, meaning = the instant.
  package static let firstHeartbeat = Stream(rawValue: 13)
  /// When a source task polls; entity = producer.
  package static let sourcePhase = Stream(rawValue: 12)
  /// How long a write into a write-ahead log takes; entity = broker, meaning = number of the write.
  package static let logWrite = Stream(rawValue: 14)
  /// When the controller looks for a lost broker's partitions; entity = broker.
  package static let takeOverScan = Stream(rawValue: 15)
  /// How long a take-over takes beside the replay; entity = broker, meaning = instant of the loss.
  package static let takeOver = Stream(rawValue: 16)
  /// The pause before a store is asked again; entity = broker, meaning = when the first request failed.
  package static let storeRetry = Stream(rawValue: 17)
  /// The pause before a commit is tried again, and whom a member asks for its coordinator; entity =
  /// member, meaning = when it was tried first.
  package static let commitRetry = Stream(rawValue: 18)
}
