import Accounting
import KafkaModel
import MigrationModel
import SimKernel

// What groups write in transactions of what they read.

extension PromiseWatch {
  /// Number n of a lane of the output is made of number n of a lane that was read.
  mutating func judgeProcessing(_ world: World) {
    let estate = world.estate
    guard !allowsUnclean(estate), !losesVolumes else { return }
    for (row, group) in scenario.groups.enumerated() {
      guard let output = group.output, output.isExactlyOnce, stays(SubscriptionID(row), world)
      else { continue }
      for topic in estate.clusters[group.cluster].topics
      where estate.topics[topic].topic == output.topic
        && estate.topics[topic].name == scenario.topics[output.topic.row].name
      {
        judge(SubscriptionID(row), writingTo: topic, world)
      }
    }
  }

  /// Whether a group has only ever gone on from its own commits on the cluster where it began.
  private func stays(_ id: SubscriptionID, _ world: World) -> Bool {
    let home = scenario.groups[id.row].cluster
    return world.estate.ledger.placements.allSatisfy { placement in
      guard placement.subscription == id else { return true }
      let mechanism = world.estate.ledger.provenances[placement.provenance].mechanism
      return world.estate.partitions[placement.partition].cluster == home
        && (mechanism == .resumed || mechanism == .ordinary)
    }
  }

  private mutating func judge(_ id: SubscriptionID, writingTo topic: LocalTopicID, _ world: World) {
    let estate = world.estate
    let ledger = estate.ledger
    let cluster = estate.topics[topic].cluster
    var made: [LaneID: Coverage] = [:]
    for partition in estate.topics[topic].partitions {
      let log = estate.logs[partition]
      guard log.start == 0 else { return }
      log.forEachRun(in: 0..<log.end) { run in
        let isMeant = estate.isMeant(run.slice(0..<log.end), in: partition)
        guard run.source < 0, isMeant, ledger.lanes[run.lane].origin?.reader == id else { return }
        made[run.lane, default: Coverage()].add(run.range.numbers) { _ in }
      }
    }
    let generations = estate.subscriptions[id].groups.map { estate.groups[$0].generation }
    for lane in ledger.lanes.ids {
      guard let origin = ledger.lanes[lane].origin, origin.reader == id,
        // What lies twice in the input is read twice.
        ledger.copies[cluster.row][origin.lane].totals.repeated == 0
      else { continue }
      let written = made[lane] ?? Coverage()
      let cell = ledger.cells[ledger.subscriptions.cell(id, origin.lane)]
      // What was there before the run was processed then.
      guard ledger.lanes[origin.lane].producer != nil else { continue }
      let missing = cell.effects.spans.flatMap { written.missing(in: $0.low..<$0.high) }
      test(
        .processedOnce,
        when: !ledger.withdrawn[lane].isEmpty || generations.contains { $0 > 1 },
        written.totals.repeated == 0 && missing.isEmpty,
        "group \(id.row): \(written.totals.repeated) of lane \(lane.row) twice, \(missing) not")
    }
  }
}
