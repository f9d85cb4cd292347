import Accounting
import Documents
import MigrationModel
import SimKernel

// What copies records between clusters.

extension ScenarioReader {
  mutating func readLinks() {
    for entry in root.entries("links") {
      let value = entry.value
      var spec = LinkSpec(
        name: entry.name, from: cluster(value.value("from")), to: cluster(value.value("to")),
        version: version(value.value("version")))
      spec.layer = word(value.value("layer"))
      spec.settings.read(value.settings("config"))
      spec.tasks = int(value.value("tasks"))
      spec.isRunning = value.bool("running")
      spec.delay = duration("delay", of: value)
      spec.positions = value.entries("positions").map { topic in
        GroupPosition(
          cluster: spec.from, topic: TopicID(row(topic.name, topics)),
          offsets: offsets(topic.value))
      }
      spec.history = word(value.value("history"))
      spec.clocks = clocks(value.value("clocks"))
      scenario.links.append(spec)
    }
  }

  private func clocks(_ value: CheckedValue) -> LinkSpec.Clocks {
    var clocks = LinkSpec.Clocks()
    let emits = ticks(value["emit"])
    clocks.emit = emits.first
    clocks.laterEmits = Array(emits.dropFirst())
    let syncs = ticks(value["sync"])
    clocks.sync = syncs.first
    clocks.laterSyncs = Array(syncs.dropFirst())
    clocks.flush = value["flush"].map { duration($0) }
    clocks.refresh = value["refresh"].map { duration($0) }
    return clocks
  }

  /// Known ticks of a clock, each once, in order.
  private func ticks(_ value: CheckedValue?) -> [TimeAmount] {
    (value?.elements.map { duration($0) } ?? []).sorted().reduce(into: []) { ticks, tick in
      if ticks.last != tick { ticks.append(tick) }
    }
  }
}
