import Accounting
import SimKernel
import Testing

/// A short history that is told to the engine, with the counts that a rule is about.
struct Story {
  let judgement: Judgement

  /// - Parameter width: Partitions on each cluster: S has rows 0 and on, T those after.
  init(
    keys: LaneInfo.Keys = .inTurn(1), width: Int = 1, authority: Int = 0,
    _ operations: Operation...
  ) {
    let setting = Setting(keys: keys, width: width, authority: authority)
    judgement = RangeWorld(History(setting, operations)).judgement()
    #expect(judgement.isConserved)
  }

  var reader: ReaderJudgement { judgement.readers[0] }
  var topic: TopicJudgement { judgement.topics[0] }
  var writer: WriterJudgement { judgement.writers[0] }
}

extension Operation {
  /// The lane's next records, acknowledged.
  static func write(_ count: Int, on cluster: Int = 0, place: Int = 0) -> Operation {
    .write(lane: 0, cluster: cluster, place: place, count: count, .acknowledged)
  }

  static func again(
    _ why: Again, back: Int, count: Int, on cluster: Int = 0, place: Int = 0
  ) -> Operation {
    .writeAgain(lane: 0, back: back, count: count, cluster: cluster, place: place, why)
  }

  static func read(_ count: Int, of partition: Int = 0) -> Operation {
    .read(reader: 0, partition: partition, count: count)
  }

  static func put(_ put: Put, in partition: Int = 0) -> Operation {
    .put(reader: 0, partition: partition, put)
  }

  static func copy(_ count: Int) -> Operation { .copy(flow: 0, count: count) }
  static func truncate(_ count: Int, of partition: Int = 0) -> Operation {
    .truncate(partition: partition, count: count)
  }
  static func retain(_ count: Int, of partition: Int = 0) -> Operation {
    .retain(partition: partition, count: count)
  }
  static var commit: Operation { .commit(reader: 0, partition: 0) }
  static var move: Operation { .move(reader: 0) }
}

/// The rows of a tally by cause, for comparing whole tallies at once.
func counts(_ tally: Tally) -> [Blame: Int64] {
  Dictionary(uniqueKeysWithValues: tally.rows.map { ($0.blame, $0.count) })
}
