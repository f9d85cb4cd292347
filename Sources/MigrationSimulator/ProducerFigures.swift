import Accounting
import MigrationModel
import SimKernel

/// What became of what one instance of a producer meant to write.
public struct ProducerFigures: Equatable, Sendable {
  public let producer: String
  /// The number of the instance, from 0.
  public let instance: Int
  public let topic: String
  /// Records acknowledged to it.
  public let acked: Int64
  /// Records that it gave up on.
  public let unsent: CauseCount
  /// Records that it believes failed, or whose transaction it aborted, and that a log has to read.
  public let phantom: Int64
  /// Milliseconds with something to send and nothing acknowledged.
  public let stall: CauseCount
  /// The longest such time.
  public let longestStall: Duration

  init(_ row: WriterJudgement, in scenario: Scenario) {
    let owners = scenario.producers.flatMap { spec in
      (0..<spec.instances).map { (name: spec.name, instance: $0) }
    }
    producer = owners[row.producer.row].name
    instance = owners[row.producer.row].instance
    topic = scenario.topics[row.topic.row].name
    acked = row.acked
    unsent = CauseCount(row.unsent)
    phantom = row.phantom
    stall = CauseCount(row.stall)
    longestStall = .milliseconds(row.longestStall)
  }
}
