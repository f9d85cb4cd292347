import Documents
import KafkaModel

// Whether faults of storage hit something that is there.

extension ScenarioChecks {
  /// A zone is lost with the brokers that stand in it.
  mutating func checkZone(_ fault: PartialValue) {
    guard let row = outline.row("cluster", of: fault, outline.clusterNames),
      let value = fault["zone"],
      let name = value.text, let zones = zones(of: row), !zones.contains(name)
    else { return }
    // Of names of one letter each is as near as the next.
    let nearest = name.count > 1 ? Suggestion.nearest(to: name, among: zones) : nil
    let there = zones.map(quoted).joined(separator: ", ")
    report(
      "no broker of \(quoted(outline.clusters[row].name)) stands in the zone \(quoted(name))",
      hint: nearest.map { "did you mean \(quoted($0))?" } ?? "its zones are \(there)", at: value)
  }

  /// The zones of a cluster that all its brokers make up, whatever their number; nil if that is wrong.
  private func zones(of row: Int) -> [String]? {
    guard let value = outline.clusters[row].value, let brokers = value["brokers"] else {
      return nil
    }
    if brokers.value.node.array != nil {
      return Set(brokers.elements.compactMap { $0?["zone"]?.text }).sorted()
    }
    return ["a", "b", "c"].prefix(Int(clamping: brokers.counts.lowerBound)).map(\.self)
  }

  /// What brokers keep in shared storage fills none of their disks.
  mutating func checkFullDisk(of fault: PartialValue) {
    guard let row = outline.row("cluster", of: fault, outline.clusterNames),
      let value = fault["cluster"],
      outline.clusters[row].value?["storage"]?.isWord("shared-storage") == true
    else { return }
    report(
      "a broker of \(quoted(outline.clusters[row].name)) keeps its records in shared storage, not on "
        + "its disk",
      hint: "take a fault of the store, such as \"store-throttled\"", at: value)
  }

  /// Only shared storage has a store, and only a log outside of it a volume.
  mutating func checkStore(of fault: PartialValue) {
    guard let row = outline.row("cluster", of: fault, outline.clusterNames),
      let cluster = outline.clusters[row].value, let value = fault["cluster"]
    else { return }
    let isShared = cluster["storage"]?.isWord("shared-storage") == true
    guard isShared else {
      if fault["mayMiss"]?.value.node.bool == true { return }
      return report(
        "\(quoted(outline.clusters[row].name)) keeps its records on the disks of its brokers",
        hint:
          "add \"storage\": \"shared-storage\" to the cluster, or \"mayMiss\": true to the fault",
        at: value)
    }
    let log = WriteAheadLog.all.first { cluster["wal"]?.isWord($0.name) == true } ?? .objectStore
    guard log.isInStore, fault.variant?.hasPrefix("wal-") == true else { return }
    report(
      "the write-ahead log of \(quoted(outline.clusters[row].name)) lies in the object store and has no "
        + "volume",
      hint: "take a fault of the store, such as \"store-slow\", or another \"wal\"", at: value)
  }
}
