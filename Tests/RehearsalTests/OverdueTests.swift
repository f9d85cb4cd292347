import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Members that take longer over a batch than `max.poll.interval.ms`: half a minute here, where a
/// batch is fifty records of a second each.
@Suite("Members that poll too late")
struct OverdueTests {
  private func estates(members: Int, slowFor seconds: Int64, interval: Int64 = 30) -> Estates {
    var e = Estates(tick: nil)
    e.topic(partitions: 2, onT: false)
    e.scenario.topics[0].places[0].logs = [0..<100, 0..<0]
    e.group { group in
      group.members = members
      group.commits = .afterBatch
      group.settings.maxPollRecords = 50
      group.settings.maxPollInterval = .seconds(interval)
      group.positions = [GroupPosition(cluster: Estates.s, topic: TopicID(0), offsets: [0])]
    }
    e.fault(
      .slowSink(SubscriptionID(0), service: .seconds(1)), at: 0, .amount(.seconds(seconds)))
    return e
  }

  /// It loses the partition at 30 s, works on, is done with its batch when the sink is well again at
  /// 40 s, may not commit, joins anew, and does the batch again.
  @Test func `lose their partitions and do the batch again`() {
    let forward = estates(members: 1, slowFor: 40).run().forward
    let reader = forward.judgement.readers[0]
    #expect(reader.dup[.rebalanceReplay] == 50)
    #expect(reader.dup.total == 50)
    #expect(reader.loss == 0)
    #expect(forward.unrest == nil)
    #expect(forward.judgement.isConserved)
  }

  /// The other member hears of it at its heartbeat at 33 s and begins at the commit. The first goes
  /// on as a zombie and applies the record that it is at then, and the 17 after it, up to 50 s.
  @Test func `work beside those who have their partitions now`() {
    let forward = estates(members: 2, slowFor: 55).run().forward
    let reader = forward.judgement.readers[0]
    #expect(reader.dup[.rebalanceReplay] == 32)
    #expect(reader.dup[.overlapUnfenced] == 18)
    #expect(reader.dup.total == 50)
    #expect(reader.loss == 0)
    #expect(forward.judgement.isConserved)
    #expect(forward.judgement.unattributed == 0)
  }

  @Test func `stay members if they poll in time`() {
    let reader = estates(members: 2, slowFor: 40, interval: 50).run().forward.judgement.readers[0]
    #expect(reader.dup.total == 0)
    #expect(reader.loss == 0)
  }

  /// Each life of the member is too short for a batch: nothing is ever committed.
  @Test func `never get on if each batch takes too long`() {
    var e = estates(members: 1, slowFor: 1)
    e.scenario.faults = []
    e.scenario.groups[0].service = .seconds(1)
    e.scenario.plan.drainLimit = .minutes(10)
    let forward = e.run().forward
    #expect(forward.unrest == "g still reads" || forward.unrest == "g still rebalances")
    #expect(forward.judgement.readers[0].applied == 50)
  }
}
