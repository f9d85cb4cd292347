import Accounting
import KafkaModel
import SimKernel

extension Compiler {
  mutating func addGroups() {
    for spec in scenario.groups {
      parts.subscriptions.append(
        Subscription(
          name: spec.name, sink: scenario.sinkKind(of: SubscriptionID(parts.subscriptions.count)),
          home: spec.cluster, settings: spec.settings, commits: spec.commits, order: spec.order,
          service: spec.service))
      parts.subscriptions[SubscriptionID(parts.subscriptions.count - 1)].client = spec.client
    }
    for row in scenario.groups.indices {
      for cluster in scenario.clusters.indices {
        addGroup(SubscriptionID(row), on: ClusterID(cluster))
      }
    }
    for row in scenario.groups.indices { addTasks(SubscriptionID(row)) }
    for writer in scenario.producers.indices { addSource(WriterID(writer)) }
  }

  private mutating func addSource(_ id: WriterID) {
    guard let connector = scenario.producers[id.row].connector,
      case .workers(let workers, _) = scenario.groups[connector.workers.row].role,
      let group = workerGroup(connector.workers)
    else { return }
    for producer in writers[id] {
      let task = parts.tasks.append(
        ConnectTask(.source(producer), in: group, isWanted: true))
      parts.producers[producer].source = SourceTask(
        task: task, linesPerPoll: connector.settings.batchSize, flush: workers.offsetFlush,
        isExactlyOnce: workers.exactlyOnce == "enabled")
    }
  }

  /// The group in which the workers of a Connect cluster meet.
  private func workerGroup(_ id: SubscriptionID) -> LocalGroupID? {
    let home = parts.subscriptions[id].home
    return parts.subscriptions[id].groups.first { parts.groups[$0].cluster == home }
  }

  private mutating func addTasks(_ id: SubscriptionID) {
    guard case .connector(let workers, let settings) = scenario.groups[id.row].role,
      let group = workerGroup(workers)
    else { return }
    parts.subscriptions[id].firstTask = TaskID(parts.tasks.count)
    parts.subscriptions[id].connector = settings
    for place in 0..<scenario.groups[id.row].members {
      parts.tasks.append(
        ConnectTask(
          .sink(id, place: place), in: group, isWanted: scenario.groups[id.row].isRunning))
    }
  }

  private mutating func addGroup(_ id: SubscriptionID, on cluster: ClusterID) {
    let spec = scenario.groups[id.row]
    let group = LocalGroupID(parts.groups.count)
    let firstMember = parts.members.count
    for _ in 0..<spec.members { parts.members.append(Member(group: group)) }
    let firstRow = parts.groupPartitions.count
    for local in parts.clusters[cluster].topics
    where spec.topics.contains(parts.topics[local].topic) {
      for partition in parts.topics[local].partitions {
        var row = GroupPartition(subscription: id, group: group, partition: partition)
        place(&row, spec, local, cluster)
        parts.groupPartitions.append(row)
      }
    }
    parts.groups.append(
      LocalGroup(
        subscription: id, cluster: cluster,
        members: IDs(firstMember..<parts.members.count),
        partitions: IDs(firstRow..<parts.groupPartitions.count)))
    parts.subscriptions[id].groups.append(group)
    if case .workers(let settings, let startTime) = spec.role {
      parts.groups[group].sharing = TaskSharing(
        maxDelay: settings.rebalanceDelay, startTime: startTime)
    }
  }

  /// The position that the scenario gives, or, where it gives none, the end of what is there on the
  /// group's own cluster.
  private func place(
    _ row: inout GroupPartition, _ spec: GroupSpec, _ local: LocalTopicID, _ cluster: ClusterID
  ) {
    let number = Int(parts.partitions[row.partition].number)
    let topic = parts.topics[local]
    // What is said of a topic is not said of the copies that come to lie beside it.
    let own = self.local(topic.topic, on: cluster)
    let isBeside = own != nil && own != local
    if !isBeside,
      let given = spec.positions.first(where: {
        $0.cluster == cluster && $0.topic == topic.topic
      })
    {
      guard !given.offsets.isEmpty,
        let offset = given.offsets[min(number, given.offsets.count - 1)]
      else { return }
      row.committed = offset
    } else if cluster == spec.cluster {
      let places = isBeside ? [] : scenario.topics[topic.topic.row].places
      let logs = places.first { $0.cluster == cluster }?.logs ?? []
      row.committed = logs.isEmpty ? 0 : logs[min(number, logs.count - 1)].upperBound
    } else {
      return
    }
    row.wasCommitted = true
  }

  /// Lays out the topic that keeps the positions of a cluster's groups: those of its partitions that
  /// some group of the scenario has its positions in.
  mutating func addOffsetsTopic(to cluster: ClusterID) {
    let settings = parts.clusters[cluster].settings
    let local = LocalTopicID(parts.topics.count)
    let first = parts.partitions.count
    let isShared = scenario.clusters[cluster.row].storage.isShared
    let copies =
      isShared ? 1 : min(Int(settings.offsetsReplicas), parts.clusters[cluster].brokers.count)
    var added: [Int: PartitionID] = [:]
    for group in parts.groups.ids where parts.groups[group].cluster == cluster {
      let name = parts.subscriptions[parts.groups[group].subscription].name
      let number = offsetsPartition(of: name, among: settings.offsetsPartitions)
      if added[number] == nil {
        added[number] = PartitionID(parts.partitions.count)
        addPartition(number, of: local, on: cluster, copies: copies)
      }
      parts.groups[group].offsets = added[number]!
    }
    parts.topics.append(
      LocalTopic(
        topic: .none, cluster: cluster, name: "__consumer_offsets",
        partitions: IDs(first..<parts.partitions.count),
        settings: TopicSettings(inheriting: settings), recordBytes: 1))
  }
}
