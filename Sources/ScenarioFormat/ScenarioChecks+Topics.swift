import Documents
import KafkaModel
import MigrationModel
import SimKernel

// Whether topics can be where they are, with as many copies as they have.

extension ScenarioChecks {
  /// Larger records than this are no records; the model counts bytes in 64 bits.
  private static let recordBytesMax: Int64 = 1 << 30

  mutating func checkTopics() {
    for topic in outline.topics {
      guard let value = topic.value else { continue }
      if let bytes = topic.recordBytes, bytes.upperBound > Self.recordBytesMax {
        report(
          "a record of more than 1GiB is no record", hint: "write a size such as \"1kB\"",
          at: value["recordBytes"] ?? value)
      }
      checkKeys(value["keys"])
      for (row, place) in topic.places.enumerated() {
        if row > 0, place.cluster == topic.places[0].cluster {
          report(
            "\(quoted(outline.clusters[place.cluster].name)) is the home of this topic",
            hint: "say it in the keys of the topic itself", at: place.value)
        }
        checkReplicas(place)
        checkPartitions(place)
        checkRecordSize(topic, place)
        checkSettings(of: place)
      }
    }
  }

  private mutating func checkKeys(_ value: PartialValue?) {
    guard let value, let count = value.counts("count"), let first = value["first"] else { return }
    if Int64(first.value.int).addingReportingOverflow(count.upperBound).overflow {
      report("the numbers of the keys run over 64 bits", at: first)
    }
  }

  private mutating func checkReplicas(_ place: TopicPlaceOutline) {
    let cluster = outline.clusters[place.cluster]
    guard let factor = place.replicationFactor, let brokers = cluster.brokers else { return }
    let at = place.value["replicationFactor"] ?? place.value
    if factor.upperBound > brokers.lowerBound {
      let source = place.value.lacks("replicationFactor") ? ", without a number of its own," : ""
      return report(
        "a replication factor of \(factor.upperBound)\(source) needs as many brokers; "
          + "\(quoted(cluster.name)) has \(brokers.lowerBound)",
        hint: "take \(brokers.lowerBound) or fewer, or add brokers", at: at)
    }
    guard let minimum = place.settings?.minInsyncReplicas, minimum > factor.lowerBound else {
      return
    }
    let topic = topicRow(of: place)
    let writer = topic.flatMap { firstToWaitForAll($0, on: place.cluster) }
    let consequence =
      writer.map { "\(quoted($0)) waits for all of them, and every write fails" }
      ?? "writes with acks=all would fail"
    report(
      "min.insync.replicas is \(minimum) with a replication factor of \(factor.lowerBound): "
        + consequence,
      hint: "take \(factor.lowerBound) or less", as: writer == nil ? .note : .error,
      at: place.value["config"] ?? at)
  }

  private func topicRow(of place: TopicPlaceOutline) -> Int? {
    guard place.value.path.steps.count > 1, case .key(let name) = place.value.path.steps[1] else {
      return nil
    }
    return outline.topicNames[name]
  }

  /// The first producer or link that writes to a topic on a cluster, at some time, with acks=all.
  ///
  /// Links always do. Source: `MirrorMakerConfig` and `ConnectorConfig` of Kafka 4.1, which give
  /// their producers acks=all.
  private func firstToWaitForAll(_ topic: Int, on cluster: Int) -> String? {
    for producer in outline.producers where producer.topic == topic {
      guard producer.waitsForAll == true else { continue }
      if producer.cluster == cluster || producer.isMoved(to: cluster) {
        return producer.name
      }
    }
    return outline.links.indices.first {
      outline.links[$0].to == cluster && layout.isCopied(topic, by: $0)
        && outline.links[$0].keepsNames == true
    }.map { outline.links[$0].name }
  }

  private mutating func checkPartitions(_ place: TopicPlaceOutline) {
    guard let partitions = place.partitions,
      partitions.upperBound > ScenarioShape.partitionsMax
    else { return }
    report(
      "\(partitions.upperBound) partitions, by num.partitions of its cluster, are too many; "
        + "the limit is \(ScenarioShape.partitionsMax)",
      hint: "give it \"partitions\" of its own", at: place.value)
  }

  private mutating func checkRecordSize(_ topic: TopicOutline, _ place: TopicPlaceOutline) {
    guard let bytes = topic.recordBytes?.lowerBound, let limit = place.settings?.maxMessageBytes,
      bytes > limit, bytes <= Self.recordBytesMax
    else { return }
    report(
      "records of \(bytes) bytes are above max.message.bytes, which is \(limit) on "
        + "\(quoted(outline.clusters[place.cluster].name)); Kafka refuses them unless they compress",
      hint: "set max.message.bytes", as: .note, at: place.value["recordBytes"] ?? place.value)
  }
}
