import Accounting
import Documents
import KafkaModel
import MigrationModel
import SimKernel

// Who writes, who reads, and what comes of it.

extension ScenarioReader {
  mutating func readProducers() {
    for entry in root.entries("producers") {
      let value = entry.value
      let cluster = home(value)
      var spec = ProducerSpec(
        name: entry.name, topic: topic(value.value("topic")), cluster: cluster,
        version: scenario.clusters[cluster.row].version)
      spec.rate = rate(value.value("rate"))
      spec.instances = int(value.value("instances"))
      spec.partitioner = partitioner(value.value("partitioner"))
      spec.settings.read(value.settings("config"))
      spec.settings.raiseDeliveryTimeout()
      spec.onFailure = text(value.value("onFailure")) == "resend" ? .resend : .drop
      spec.principal = value["principal"]?.text
      spec.holdsWhenRefused = text(value.value("onAuthorizationError")) == "hold"
      spec.starts = moment(value.value("starts"))
      spec.stops = value["stops"].map(moment)
      spec.bursts = value.elements("bursts").map(burst)
      spec.transactions = value["transactions"].map(transactions)
      // Transactions turn it on; who turns it off with them has been told.
      if spec.transactions != nil { spec.settings.enableIdempotence = true }
      scenario.producers.append(spec)
    }
  }

  private func partitioner(_ value: CheckedValue) -> PartitionerSpec {
    switch text(value) {
    case "crc32": .crc32
    case "round-robin": .roundRobin
    default: .byKey
    }
  }

  private func transactions(_ value: CheckedValue) -> TransactionSpec {
    var spec = TransactionSpec(records: count(value.value("records")))
    spec.every = duration("every", of: value)
    spec.abortEvery = Int64(int(value.value("abortEvery")))
    spec.retries = text(value.value("afterAbort")) == "retry"
    return spec
  }

  private func burst(_ value: CheckedValue) -> Burst {
    let at = moment(value.value("at"))
    if let records = value["perKey"] { return Burst(at: at, records: count(records), perKey: true) }
    return Burst(at: at, records: count(value.value("records")))
  }

  mutating func readSinks() {
    for entry in root.entries("sinks") {
      var spec = SinkSpec(name: entry.name, kind: word(entry.value.value("kind")))
      spec.looksFirst = text(entry.value.value("recognises")) == "before-effect"
      spec.unit = entry.value["unit"]?.text
      scenario.sinks.append(spec)
    }
  }

  mutating func readGroups() {
    for entry in root.entries("groups") {
      let value = entry.value
      let cluster = home(value)
      var spec = GroupSpec(
        name: entry.name, cluster: cluster,
        version: value["client"].map(version) ?? scenario.clusters[cluster.row].version)
      spec.topics = value.elements("topics").map(topic)
      spec.sink = value["sink"].map { row($0.text, sinks) }
      spec.members = int(value.value("members"))
      spec.settings.read(value.settings("config"))
      spec.commits = word(value.value("commits"))
      spec.service = duration("service", of: value)
      spec.delay = duration("delay", of: value)
      spec.isRunning = value.bool("running")
      spec.order = word(value.value("order"))
      spec.positions = value["positions"].map(positions) ?? []
      spec.output = value["output"].map { output($0, scenario.clusters[cluster.row].version) }
      scenario.groups.append(spec)
    }
  }

  private func output(_ value: CheckedValue, _ version: KafkaVersion) -> OutputSpec {
    var spec = OutputSpec(topic: topic(value.value("topic")), version: version)
    spec.isExactlyOnce = value.bool("exactlyOnce")
    spec.settings.read(value.settings("config"))
    spec.settings.raiseDeliveryTimeout()
    // Transactions turn it on; who turns it off with them has been told.
    if spec.isExactlyOnce { spec.settings.enableIdempotence = true }
    return spec
  }

  private func positions(_ value: CheckedValue) -> [GroupPosition] {
    value.entries.flatMap { cluster in
      cluster.value.entries.map { topic in
        GroupPosition(
          cluster: ClusterID(row(cluster.name, clusters)),
          topic: TopicID(row(topic.name, topics)), offsets: offsets(topic.value))
      }
    }
  }

  /// The next offset of all partitions, or of each; nil where there is none.
  func offsets(_ value: CheckedValue) -> [Int64?] {
    value.elements.map { element in element.node.int.map { Int64($0) } }
  }
}
