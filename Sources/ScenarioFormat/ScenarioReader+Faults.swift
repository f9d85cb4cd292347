import Accounting
import Documents
import KafkaModel
import MigrationModel
import SimKernel

// What goes wrong.

extension ScenarioReader {
  mutating func readFaults() {
    scenario.faults = root.elements("faults").map(fault)
    scenario.chaos = root["chaos"].map { value in
      let counts = value.elements("perRun").map(\.int)
      return ChaosSpec(
        kinds: value.elements("kinds").map(\.text), perRun: counts[0]...max(counts[0], counts[1]))
    }
  }

  private func fault(_ value: CheckedValue) -> FaultSpec {
    var spec = FaultSpec(kind(of: value), at: moment(value.value("at")))
    spec.name = value["name"]?.text
    spec.lasts = value["for"].map(lasting) ?? .instant
    spec.mayMiss = value.bool("mayMiss")
    switch spec.kind {
    case .brokerCrash, .hostLoss, .brokerStop: spec.losesDisk = value.value("disk").isWord("lost")
    default: break
    }
    return spec
  }

  private func lasting(_ value: CheckedValue) -> FaultSpec.Lasting {
    value.isWord("never") ? .never : .amount(duration(value))
  }

  private func kind(of value: CheckedValue) -> FaultSpec.Kind {
    func cluster() -> ClusterID { self.cluster(value.value("cluster")) }
    func group() -> SubscriptionID { self.group(value.value("group")) }
    func workers() -> SubscriptionID { self.workers(value.value("connect")) }
    switch value.variant {
    case "broker-crash": return .brokerCrash(cluster(), broker: int(value.value("broker")))
    case "host-loss": return .hostLoss(cluster(), broker: int(value.value("broker")))
    case "broker-stop": return .brokerStop(cluster(), broker: int(value.value("broker")))
    case "broker-pause": return .brokerPause(cluster(), broker: int(value.value("broker")))
    case "network-cut":
      return .networkCut(cluster(), broker: int(value.value("broker")), from: cut(value))
    case "cluster-down": return .clusterDown(cluster())
    case "disk-full": return .diskFull(cluster(), broker: int(value.value("broker")))
    case "zone-loss": return .zoneLoss(cluster(), zone: text(value.value("zone")))
    case "store-down": return .store(cluster(), .outage)
    case "store-slow":
      return .store(cluster(), .slowdown(times: count(value.value("times"))))
    case "store-throttled":
      return .store(cluster(), .limit(bytesPerSecond: bandwidth(value.value("bandwidth"))))
    case "wal-slow":
      return .slowLog(
        cluster(), broker: int(value.value("broker")), times: count(value.value("times")))
    case "wal-detached":
      return .logAway(cluster(), broker: int(value.value("broker")), isLost: false)
    case "wal-lost":
      return .logAway(cluster(), broker: int(value.value("broker")), isLost: true)
    case "slow-sink": return .slowSink(group(), service: duration("service", of: value))
    case "slow-consumer": return .slowConsumer(group(), service: duration("service", of: value))
    case "burst": return .burst(writer(value.value("producer")), rate(value.value("rate")))
    case "schema-reject": return .schemaReject(schemaReject(value))
    case "link-crash": return .linkCrash(link(value.value("link")))
    case "member-crash": return .memberCrash(group(), member: int(value.value("member")))
    case "member-stop": return .memberStop(group(), member: int(value.value("member")))
    case "member-busy": return .memberBusy(group(), member: int(value.value("member")))
    case "member-cut": return .memberCut(group(), member: int(value.value("member")))
    case "member-pause": return .memberPause(group(), member: int(value.value("member")))
    case "worker-crash": return .memberCrash(workers(), member: int(value.value("worker")))
    case "worker-stop": return .memberStop(workers(), member: int(value.value("worker")))
    case "retention":
      return .retention(
        topic(value.value("topic")), on: cluster(), duration("to", of: value))
    case "ack-lost":
      return .ackLost(writer(value.value("producer")), answers: value["answers"].map(count))
    case "stale-endpoint": return .staleEndpoint(writer(value.value("producer")))
    case "hanging-transaction":
      return .hangingTransaction(
        topic(value.value("topic")), on: cluster(), partition: int(value.value("partition")),
        records: count(value.value("records")))
    case "fetch-out-of-range":
      return .fetchOutOfRange(topic(value.value("topic")), on: cluster())
    case "stale-ownership":
      let topic =
        value["topic"].map(topic) ?? scenario.groups[group().row].topics.first ?? TopicID(0)
      return .staleOwnership(
        group(), member: int(value.value("member")), topic,
        partition: int(value.value("partition")))
    default: fatalError("Internal error: the table has a fault \(value.variant) that nobody reads")
    }
  }

  private func cut(_ value: CheckedValue) -> BrokerCut {
    let from = value.elements("from").map(\.text)
    return BrokerCut(
      controller: from.contains("controller"), brokers: from.contains("brokers"),
      clients: from.contains("clients"), isRefused: value.text("how") == "refused")
  }

  private func schemaReject(_ value: CheckedValue) -> SchemaReject {
    let side: SchemaReject.Side =
      if let producer = value["producer"] {
        .producer(writer(producer))
      } else {
        .sink(group(value.value("group")))
      }
    var reject = SchemaReject(
      side: side, share: share(value.value("share")), then: word(value.value("then")))
    reject.only = value["offset"].map(count) ?? -1
    reject.place = word(value.value("by"))
    return reject
  }
}
