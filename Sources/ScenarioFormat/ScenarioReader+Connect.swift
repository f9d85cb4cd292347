import Accounting
import Documents
import KafkaModel
import MigrationModel
import SimKernel

// Connect: workers, and the connectors that run in them.

extension ScenarioReader {
  /// Workers are groups, too: they come after those that read.
  mutating func readConnect() {
    for entry in root.entries("connect") {
      let value = entry.value
      let cluster = home(value)
      var settings = WorkerSettings(defaultsOf: .newest)
      settings.read(value.settings("config"))
      var spec = GroupSpec(
        workersOf: entry.name, cluster: cluster, settings,
        startTime: value["start"].map { duration($0) },
        version: scenario.clusters[cluster.row].version)
      spec.members = int(value.value("workers"))
      scenario.groups.append(spec)
    }
    for (producer, entry) in root.entries("producers").enumerated() {
      if let connector = entry.value["connector"] { connectSource(producer, connector) }
    }
    for (group, entry) in root.entries("groups").enumerated() {
      if let connector = entry.value["connector"] { connect(group, connector) }
    }
  }

  private mutating func connect(_ group: Int, _ value: CheckedValue) {
    let workers = self.workers(value.value("connect"))
    guard case .workers(let worker, _) = scenario.groups[workers.row].role else { return }
    var settings = SinkConnectorSettings(defaultsOf: .newest)
    settings.read(value.settings("config"))
    scenario.groups[group].settings = .ofConnectors
    scenario.groups[group].settings.read(
      value.settings("config"), after: ScenarioShape.consumerOverride)
    scenario.groups[group].connect(in: workers, settings, flush: worker.offsetFlush)
  }

  private mutating func connectSource(_ producer: Int, _ value: CheckedValue) {
    let workers = self.workers(value.value("connect"))
    guard case .workers(let worker, _) = scenario.groups[workers.row].role else { return }
    var settings = SourceConnectorSettings(defaultsOf: .newest)
    settings.read(value.settings("config"))
    var own = ProducerSettings.ofConnectors(isExactlyOnce: worker.exactlyOnce == "enabled")
    own.read(value.settings("config"), after: ScenarioShape.producerOverride)
    scenario.producers[producer].settings = own
    scenario.producers[producer].connector = .init(in: workers, settings)
  }

  func workers(_ value: CheckedValue) -> SubscriptionID {
    SubscriptionID(groups.names.count + row(value.text, connect))
  }
}
