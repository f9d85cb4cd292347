import Documents
import KafkaModel
import MigrationModel
import SimKernel

// What a step does.

extension ScenarioReader {
  func action(_ value: CheckedValue) -> Action {
    let kind = value.variant
    let object = value.value(kind)
    switch kind {
    case "start-link": return .startLink(link(object))
    case "stop-link": return .stopLink(link(object))
    case "drain-link": return .drainLink(link(object))
    case "move-producers":
      return .moveProducers(
        some(object, producers), to: cluster(value.value("to")),
        every: duration("every", of: value))
    case "stop-producers": return .stopProducers(some(object, producers))
    case "start-producers": return .startProducers(some(object, producers))
    case "repoint-producers":
      return .repointProducers(some(object, producers), to: cluster(value.value("to")))
    case "stop-cluster": return .stopCluster(cluster(object))
    case "start-cluster": return .startCluster(cluster(object))
    case "fence": return .fence(cluster(object))
    case "unfence": return .unfence(cluster(object))
    case "grant": return .grant(acl(object), on: cluster(value.value("on")))
    case "move-leaders":
      return .moveLeaders(
        topic(object), on: cluster(value.value("on")), partition: value["partition"].map(int))
    case "reassign":
      var spec = ReassignSpec(
        topic(object), on: cluster(value.value("on")), partition: value["partition"].map(int),
        to: value.value("to").elements.map(int))
      spec.throttle = value["throttle"].map { bytesPerSecond($0) }
      spec.waits = value.bool("waits")
      return .reassign(spec)
    case "cancel-reassignment":
      return .cancelReassignment(
        topic(object), on: cluster(value.value("on")), partition: value["partition"].map(int))
    case "abort-transactions":
      return .abortTransactions(
        topic(object), on: cluster(value.value("on")), partition: value["partition"].map(int))
    case "delete-records":
      let before = value.value("before")
      return .deleteRecords(
        topic(object), on: cluster(value.value("on")), partition: value["partition"].map(int),
        before: before.isWord("end") ? nil : Int64(before.int))
    case "wait": return .wait(duration(object))
    case "promote": return .promote(cluster(object))
    case "retire": return .retire(cluster(object))
    default: return groupAction(kind, object, value)
    }
  }

  private func groupAction(_ kind: String, _ object: CheckedValue, _ value: CheckedValue)
    -> Action
  {
    switch kind {
    case "move-groups":
      return .moveGroups(
        some(object, groups), to: cluster(value.value("to")),
        positions: positionRule(value.value("positions")), every: duration("every", of: value))
    case "stop-groups": return .stopGroups(some(object, groups))
    case "start-groups": return .startGroups(some(object, groups))
    case "drain-groups": return .drainGroups(some(object, groups))
    case "configure":
      let group = self.group(object)
      var settings =
        scenario.groups[group.row].connector ?? SinkConnectorSettings(defaultsOf: .newest)
      settings.read(value.settings("config"))
      return .configure(group, settings)
    case "discard-effects": return .discardEffects(some(object, groups))
    case "set-positions":
      return .setPositions(
        some(object, groups), on: cluster(value.value("on")),
        positionRule(value.value("positions")))
    default: fatalError("Internal error: the table has an action \(kind) that nobody reads")
    }
  }

  private func positionRule(_ value: CheckedValue) -> PositionRule {
    switch value.node.string {
    case "committed": .committed
    case "exact": .exact
    case "departure": .departure
    case "earliest": .earliest
    case "latest": .latest
    default: computedPositions(value)
    }
  }

  private func computedPositions(_ value: CheckedValue) -> PositionRule {
    if let distance = value["shiftBy"] { return .shifted(by: Int64(distance.int)) }
    if let age = value["byDuration"] { return .back(by: duration(age)) }
    return .offsets(value.value("offsets").elements.map { Int64($0.int) })
  }
}
