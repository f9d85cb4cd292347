import Accounting
import KafkaModel
import SimKernel

/// Lays a scenario out as the rows of a world. Everything is given its number here, in the order in
/// which the scenario names it.
struct Compiler {
  let scenario: Scenario
  let draws: Draws
  var parts = EstateParts()
  var lanes = Table<LaneID, LaneInfo>()
  var links = Table<LinkID, MirrorLink>()
  var flows = Table<FlowID, Flow>()
  var writers = Table<WriterID, IDs<ProducerID>>()
  var assumptions: [String] = []
  /// The lane of records that were in a partition before the run, by topic and partition number.
  var historyLanes: [[LaneID]] = []
  /// First lane of each producer instance.
  var producerLanes: [LaneID] = []
  /// A group's positions that were found, to be noted once there is a ledger.
  var foundPositions: [GroupPartitionID] = []
  /// How many partitions hold records of somebody: those before Kafka's own.
  var recordPartitions = 0
  /// By group: the lane of its output for each lane that it reads.
  var outputLanes: [ContiguousArray<LaneID?>] = []
  /// By fault: the lane of the records of a transaction that it leaves open.
  var hangingLanes: [LaneID?] = []

  init(_ scenario: Scenario, draws: Draws) {
    self.scenario = scenario
    self.draws = draws
  }

  mutating func rows() {
    addClusters()
    for topic in scenario.topics.indices { addTopic(TopicID(topic)) }
    addLinks()
    addLanes()
    for writer in scenario.producers.indices { addProducers(WriterID(writer)) }
    addGroups()
    addMakers()
    addReaders()
    recordPartitions = parts.partitions.count
    for cluster in parts.clusters.ids { addOffsetsTopic(to: cluster) }
  }

  // MARK: Clusters and topics

  private mutating func addClusters() {
    for spec in scenario.clusters {
      let first = parts.brokers.count
      let id = parts.clusters.append(
        Cluster(
          name: spec.name, version: spec.version, settings: spec.settings,
          brokers: IDs(first..<first + spec.zones.count), storage: spec.storage,
          features: spec.features))
      parts.clusters[id].catchUpRate =
        spec.catchUpRate ?? (scenario.profile == .ideal ? nil : ClusterSpec.defaultCatchUpRate)
      parts.clusters[id].startTime = spec.startTime ?? scenario.profile.processStart
      parts.clusters[id].rights = spec.rights.map { AccessControl($0) }
      var zones: [String] = []
      for zone in spec.zones {
        if !zones.contains(zone) { zones.append(zone) }
        parts.brokers.append(Broker(cluster: id, zone: UInt32(zones.firstIndex(of: zone)!)))
      }
    }
  }

  private mutating func addTopic(_ id: TopicID) {
    let spec = scenario.topics[id.row]
    for place in spec.places { addPlace(place, id, name: spec.name, exists: true) }
  }

  /// Lays a topic out on a cluster: partitions, replicas, and the records that are there already.
  @discardableResult
  private mutating func addPlace(
    _ place: TopicPlace, _ id: TopicID, name: String, exists: Bool
  ) -> LocalTopicID {
    let spec = scenario.topics[id.row]
    let first = parts.partitions.count
    let local = LocalTopicID(parts.topics.count)
    // With shared storage one broker has a partition, and the store keeps the copies.
    let isShared = scenario.clusters[place.cluster.row].storage.isShared
    let copies = isShared ? 1 : place.replicationFactor
    for number in 0..<place.partitions {
      let start = place.logs.isEmpty ? 0 : place.logs[min(number, place.logs.count - 1)].lowerBound
      let reserved = isShared ? 1 : most(place, number, of: id)
      addPartition(
        number, of: local, on: place.cluster, copies: copies, reserved: reserved, at: start)
    }
    var topic = LocalTopic(
      topic: id, cluster: place.cluster, name: name,
      partitions: IDs(first..<parts.partitions.count), settings: place.settings,
      recordBytes: spec.recordBytes)
    topic.exists = exists
    parts.topics.append(topic)
    parts.clusters[place.cluster].topics.append(local)
    return local
  }

  /// How many replicas a partition may have at once: on the brokers that have it, and on all that the plan
  /// gives it to.
  private func most(_ place: TopicPlace, _ number: Int, of topic: TopicID) -> Int {
    let brokers = scenario.clusters[place.cluster.row].zones.count
    let given = scenario.reassignments.filter { $0.topic == topic && $0.cluster == place.cluster }
    return Set((0..<place.replicationFactor).map { (number + $0) % brokers })
      .union(given.flatMap(\.brokers)).count
  }

  /// Adds the next partition, with its replicas on one broker after the other.
  mutating func addPartition(
    _ number: Int, of topic: LocalTopicID, on cluster: ClusterID, copies: Int,
    reserved: Int = 0, at start: Int64 = 0
  ) {
    let brokers = parts.clusters[cluster].brokers
    let first = parts.replicas.count
    for place in 0..<max(copies, reserved) {
      parts.replicas.append(Replica(broker: brokers[(number + place) % brokers.count], at: start))
    }
    parts.partitions.append(
      Partition(
        cluster: cluster, topic: topic, number: number, firstReplica: first, replicas: copies,
        reserved: reserved, at: start))
    parts.logs.append(RunLog(at: start))
    var files = PartitionFiles(at: start)
    files.epochs.assign(epoch: 0, at: start)
    parts.files.append(files)
  }

  /// The topic of that name on a cluster.
  func local(_ topic: TopicID, on cluster: ClusterID, named name: String? = nil) -> LocalTopicID? {
    let name = name ?? scenario.topics[topic.row].name
    return parts.clusters[cluster].topics.first {
      parts.topics[$0].topic == topic && parts.topics[$0].name == name
    }
  }

  // MARK: Links

  private mutating func addLinks() {
    for (row, spec) in scenario.links.enumerated() {
      let first = flows.count
      let id = LinkID(row)
      for topic in scenario.topics.indices { addFlows(id, spec, TopicID(topic)) }
      var link = MirrorLink(
        spec: spec, rules: MirrorVersion(spec.version), reader: ReaderID(0),
        flows: IDs(first..<flows.count))
      link.groups = translatedGroups(spec)
      link.seenEmpty = link.groups.map { _ in false }
      let cells = link.groups.count * link.flows.count
      link.checkpoints = CheckpointStore(cells: cells)
      link.checkpointTimes = ContiguousArray(repeating: .zero, count: cells)
      links.append(link)
    }
    addTopicsToWriteTo()
  }

  private func translatedGroups(_ spec: LinkSpec) -> [SubscriptionID] {
    guard spec.layer == .mirrorMaker2 else { return [] }
    let filter = NameFilter(include: spec.settings.groups, exclude: spec.settings.groupsExclude)
    return scenario.groups.indices.filter { filter.takes(scenario.groups[$0].name) }
      .map { SubscriptionID($0) }
  }

  private mutating func addFlows(_ id: LinkID, _ spec: LinkSpec, _ topic: TopicID) {
    let filter = NameFilter(include: spec.settings.topics, exclude: spec.settings.topicsExclude)
    guard filter.takes(scenario.topics[topic.row].name),
      let source = local(topic, on: spec.from)
    else { return }
    let target = targetTopic(spec, topic, source)
    let sources = parts.topics[source].partitions
    let targets = parts.topics[target].partitions
    for (place, partition) in sources.enumerated() where place < targets.count {
      flows.append(
        Flow(
          link: id, source: partition, target: targets[place],
          writer: OffsetSyncWriter(
            lagMax: spec.settings.offsetLagMax, version: MirrorVersion(spec.version))))
    }
  }

  /// The topic that receives copies; made here, to exist once the link finds it missing.
  private mutating func targetTopic(
    _ spec: LinkSpec, _ topic: TopicID, _ source: LocalTopicID
  ) -> LocalTopicID {
    let name = scenario.topics[topic.row].name
    let isPrefixed =
      spec.layer == .mirrorMaker2 && !spec.settings.policy.contains("IdentityReplicationPolicy")
    let alias = scenario.clusters[spec.from.row].name
    let remote = isPrefixed ? alias + spec.settings.separator + name : name
    if let target = local(topic, on: spec.to, named: remote) { return target }
    let brokers = scenario.clusters[spec.to.row].zones.count
    var place = TopicPlace(
      cluster: spec.to, settings: TopicSettings(inheriting: scenario.clusters[spec.to.row].settings)
    )
    place.partitions = parts.topics[source].partitions.count
    place.replicationFactor = min(brokers, Int(spec.settings.replicationFactor))
    if spec.settings.syncTopicConfigs { copySettings(from: source, to: &place.settings) }
    return addPlace(place, topic, name: remote, exists: false)
  }

  /// What a link copies of a topic's settings; min.insync.replicas, unclean election and the type of
  /// time stamps stay the target's own. Source: facts on migration tools, section 1.12.
  private func copySettings(from source: LocalTopicID, to target: inout TopicSettings) {
    let settings = parts.topics[source].settings
    let cluster = parts.topics[source].cluster
    let defaults = TopicSettings(inheriting: scenario.clusters[cluster.row].settings)
    if settings.retention != defaults.retention { target.retention = settings.retention }
    if settings.retentionBytes != defaults.retentionBytes {
      target.retentionBytes = settings.retentionBytes
    }
    if settings.segmentBytes != defaults.segmentBytes {
      target.segmentBytes = settings.segmentBytes
    }
    if settings.segmentAge != defaults.segmentAge { target.segmentAge = settings.segmentAge }
    if settings.cleanupPolicy != defaults.cleanupPolicy {
      target.cleanupPolicy = settings.cleanupPolicy
    }
    if settings.maxMessageBytes != defaults.maxMessageBytes {
      target.maxMessageBytes = settings.maxMessageBytes
    }
  }

  /// Topics that the plan moves writers to, where nobody has made them.
  private mutating func addTopicsToWriteTo() {
    for (topic, origin, cluster) in destinations() {
      guard local(topic, on: cluster) == nil, let home = local(topic, on: origin) else { continue }
      var place = TopicPlace(
        cluster: cluster,
        settings: TopicSettings(inheriting: scenario.clusters[cluster.row].settings))
      place.partitions = parts.topics[home].partitions.count
      place.replicationFactor = min(
        scenario.clusters[cluster.row].zones.count,
        Int(parts.partitions[parts.topics[home].partitions[0]].replicaCount))
      addPlace(place, topic, name: scenario.topics[topic.row].name, exists: false)
      assumptions.append(
        "topic \(scenario.topics[topic.row].name) is made on \(scenario.clusters[cluster.row].name) "
          + "with \(place.partitions) partitions, as many as where its writers come from")
    }
  }

  /// What somebody writes whom the plan moves, from where, and to where.
  private func destinations() -> [(TopicID, from: ClusterID, to: ClusterID)] {
    let actions = scenario.plan.steps.flatMap { $0.actions + ($0.rollback ?? []) }
    return actions.flatMap { action -> [(TopicID, from: ClusterID, to: ClusterID)] in
      switch action {
      case .moveProducers(let writers, let cluster, _), .repointProducers(let writers, let cluster):
        return writers.map {
          (scenario.producers[$0.row].topic, scenario.producers[$0.row].cluster, cluster)
        }
      case .moveGroups(let groups, let cluster, _, _):
        return groups.compactMap { id in
          let group = scenario.groups[id.row]
          return group.output.map { ($0.topic, group.cluster, cluster) }
        }
      default: return []
      }
    }
  }

  // MARK: Lanes and producers

  /// A topic's lanes lie together. Those of what a group makes come after those of what it reads.
  private mutating func addLanes() {
    historyLanes = Array(repeating: [], count: scenario.topics.count)
    parts.slots = Table(repeating: SlotMap(), count: scenario.topics.count)
    outputLanes = Array(repeating: [], count: scenario.groups.count)
    let makers = scenario.groups.filter { $0.output != nil }
    var hasLanes = scenario.topics.map { _ in false }
    func isReady(_ topic: TopicID) -> Bool {
      makers.allSatisfy { group in
        group.output?.topic != topic || group.topics.allSatisfy { hasLanes[$0.row] }
      }
    }
    var open = scenario.topics.indices.map { TopicID($0) }
    while !open.isEmpty {
      let ready = open.filter(isReady)
      // Those of a circle, which a sound scenario has not got, as they come.
      for topic in ready.isEmpty ? open : ready {
        addLanes(topic)
        hasLanes[topic.row] = true
      }
      open.removeAll { hasLanes[$0.row] }
    }
  }

  private mutating func addLanes(_ id: TopicID) {
    let spec = scenario.topics[id.row]
    let history =
      spec.places.filter { place in place.logs.contains { !$0.isEmpty } }
      .map(\.partitions).max() ?? 0
    historyLanes[id.row] = (0..<history).map {
      lanes.append(LaneInfo(topic: id, keys: .none, producer: nil, slot: UInt32($0)))
    }
    let own = scenario.producers.indices.filter { scenario.producers[$0].topic == id }
    var used: [Partitioner] = []
    for row in own {
      let partitioner = partitioner(of: scenario.producers[row])
      if !used.contains(partitioner) { used.append(partitioner) }
    }
    let counts: [Int?] = scenario.clusters.indices.map { row in
      local(id, on: ClusterID(row)).map { parts.topics[$0].partitions.count }
    }
    addHangingLanes(id)
    let instances = own.reduce(0) { $0 + scenario.producers[$1].instances }
    let map = SlotBuilder(counts: counts, partitioners: used, instances: instances).slots(for: spec)
    parts.slots[id] = map
    for row in own {
      let instances = scenario.producers[row].instances
      for instance in 0..<instances { addLanes(map, id, row, instance, of: instances) }
    }
    var slots = map.slotCount
    for row in scenario.groups.indices where scenario.groups[row].output?.topic == id {
      addOutputLanes(of: row, to: id, &slots)
    }
  }

  /// A lane for each that a group reads. Keys of different origin are different keys.
  private mutating func addOutputLanes(of group: Int, to topic: TopicID, _ slots: inout Int) {
    var made = ContiguousArray<LaneID?>(repeating: nil, count: lanes.count)
    for input in scenario.groups[group].topics {
      let read = lanes.ids.filter { lanes[$0].topic == input && input != topic }
      let width = read.map { Int(lanes[$0].slot) + 1 }.max() ?? 0
      for lane in read {
        var info = lanes[lane]
        info.topic = topic
        info.producer = nil
        info.slot += UInt32(slots)
        info.origin = LaneInfo.Origin(lane: lane, reader: SubscriptionID(group))
        made[lane.row] = lanes.append(info)
      }
      slots += width
    }
    outputLanes[group] = made
  }

  /// Records of transactions that nobody ends are nobody's, and have no key.
  private mutating func addHangingLanes(_ id: TopicID) {
    if hangingLanes.isEmpty { hangingLanes = scenario.faults.map { _ in nil } }
    for (row, fault) in scenario.faults.enumerated() {
      guard case .hangingTransaction(id, _, let number, _) = fault.kind else { continue }
      hangingLanes[row] = lanes.append(
        LaneInfo(topic: id, keys: .none, producer: nil, slot: UInt32(number)))
    }
  }

  private func partitioner(of spec: ProducerSpec) -> Partitioner {
    switch spec.partitioner {
    case .byKey: scenario.topics[spec.topic.row].keys.count > 0 ? .murmur2 : .sticky
    case .crc32: .crc32
    case .roundRobin: .roundRobin
    }
  }

  private mutating func addLanes(
    _ map: SlotMap, _ topic: TopicID, _ writer: Int, _ instance: Int, of instances: Int
  ) {
    let producer = ProducerID(
      scenario.producers[..<writer].reduce(0) { $0 + $1.instances } + instance)
    while producerLanes.count <= producer.row { producerLanes.append(LaneID(index: 0)) }
    producerLanes[producer.row] = LaneID(lanes.count)
    var keysOf = [Int64](repeating: 0, count: map.slotCount)
    for (key, slot) in map.slotOfKey.enumerated()
    where key % instances == instance % instances
      || map.keyCount % Int64(instances) != 0
    {
      keysOf[Int(slot)] += 1
    }
    var sizes = [Int64](repeating: 0, count: map.slotCount)
    for slot in map.slotOfKey { sizes[Int(slot)] += 1 }
    let isKeyed = scenario.topics[topic.row].keys.count > 0
    for slot in 0..<map.slotCount {
      let keys: LaneInfo.Keys =
        !isKeyed
        ? .none : map.drawn == nil ? .inTurn(max(1, keysOf[slot])) : .drawn(max(1, keysOf[slot]))
      lanes.append(
        LaneInfo(
          topic: topic, keys: keys, producer: producer, slot: UInt32(slot),
          keysInSlot: isKeyed ? sizes[slot] : 0))
    }
  }

  private mutating func addProducers(_ id: WriterID) {
    let spec = scenario.producers[id.row]
    let first = parts.producers.count
    guard let local = local(spec.topic, on: spec.cluster) else {
      writers.append(IDs(first..<first))
      return
    }
    let widest =
      parts.topics.ids.filter { parts.topics[$0].topic == spec.topic }
      .map { parts.topics[$0].partitions.count }.max() ?? 1
    for instance in 0..<spec.instances {
      let producer = ProducerID(parts.producers.count)
      let outlets = parts.outlets.count
      let partitions = parts.topics[local].partitions
      for number in 0..<widest {
        parts.outlets.append(
          Outlet(producer: producer, partition: partitions[min(number, partitions.count - 1)]))
      }
      parts.producers.append(
        Producer(
          topic: spec.topic, cluster: spec.cluster, local: local,
          partitioner: partitioner(of: spec),
          settings: spec.settings, resends: spec.onFailure == .resend,
          recordBytes: scenario.topics[spec.topic.row].recordBytes,
          outlets: IDs(outlets..<parts.outlets.count), firstLane: producerLanes[producer.row],
          instance: Int64(instance), instances: Int64(spec.instances),
          clock: clock(of: spec, instance)))
      parts.producers[producer].principal = spec.principal ?? spec.name
      parts.producers[producer].holdsWhenRefused = spec.holdsWhenRefused
      parts.producers[producer].transactions = spec.transactions.map {
        ProducerTransactions(
          size: $0.records, abortEvery: $0.abortEvery, retries: $0.retries,
          timeout: spec.settings.transactionTimeout)
      }
    }
    writers.append(IDs(first..<parts.producers.count))
  }

  private func clock(of spec: ProducerSpec, _ instance: Int) -> RecordClock {
    var tick: TimeAmount?
    // A tick cannot stand for a transaction: where it ends is what counts.
    if case .coalesced(let length) = scenario.fidelity, spec.transactions == nil { tick = length }
    var clock = RecordClock(
      anchor: .zero, records: spec.rate.records, per: spec.rate.per, instance: Int64(instance),
      instances: Int64(spec.instances), tick: tick)
    if let turns = spec.transactions, turns.every > .zero {
      clock.takeTurns(of: turns.records, each: turns.every)
    }
    return clock
  }

  // MARK: Members that write

  /// Whoever writes what it makes has a producer for each member, on each cluster that has the topic.
  private mutating func addMakers() {
    parts.firstMaker = parts.producers.count
    for row in scenario.groups.indices {
      guard let spec = scenario.groups[row].output else { continue }
      parts.subscriptions[SubscriptionID(row)].output = GroupOutput(
        topic: spec.topic, isExactlyOnce: spec.isExactlyOnce, lanes: outputLanes[row])
      for group in parts.subscriptions[SubscriptionID(row)].groups {
        guard let local = local(spec.topic, on: parts.groups[group].cluster) else { continue }
        parts.groups[group].firstOutput = ProducerID(parts.producers.count)
        for member in parts.groups[group].members { addMaker(member, local, scenario.groups[row]) }
      }
    }
  }

  private mutating func addMaker(_ member: MemberID, _ local: LocalTopicID, _ group: GroupSpec) {
    guard let spec = group.output else { return }
    let producer = ProducerID(parts.producers.count)
    let outlets = parts.outlets.count
    for partition in parts.topics[local].partitions {
      parts.outlets.append(Outlet(producer: producer, partition: partition))
    }
    var settings = spec.settings
    // A full buffer keeps it waiting, as it keeps everybody; it has nothing else to do.
    settings.bufferMemory = .max
    var tick: TimeAmount?
    if case .coalesced(let length) = scenario.fidelity, !spec.isExactlyOnce { tick = length }
    parts.producers.append(
      Producer(
        topic: spec.topic, cluster: parts.topics[local].cluster, local: local, partitioner: .sticky,
        settings: settings, resends: true, recordBytes: scenario.topics[spec.topic.row].recordBytes,
        outlets: IDs(outlets..<parts.outlets.count), firstLane: LaneID(index: 0), instance: 0,
        instances: 1, clock: RecordClock(anchor: .zero, records: 0, per: .seconds(1), tick: tick)))
    parts.producers[producer].state = .running
    parts.producers[producer].principal = group.name
    parts.producers[producer].holdsWhenRefused = true
    parts.producers[producer].maker = Maker(
      member: member, number: UInt16(producer.row - parts.firstMaker + 1),
      isExactlyOnce: spec.isExactlyOnce)
    guard spec.isExactlyOnce else { return }
    parts.producers[producer].transactions = ProducerTransactions(
      size: .max, abortEvery: 0, retries: false, timeout: settings.transactionTimeout)
  }

  private mutating func addReaders() {
    for member in parts.members.ids {
      let spec = scenario.groups[parts.groups[parts.members[member].group].subscription.row]
      parts.readers.append(Reader(delay: spec.delay))
      parts.news.append(parts.groups[parts.members[member].group].partitions)
    }
    for link in links.ids {
      links[link].reader = parts.readers.append(Reader(delay: links[link].spec.delay))
      parts.news.append(links[link].flows)
    }
    for row in parts.groupPartitions.ids {
      let group = parts.groups[parts.groupPartitions[row].group]
      for member in group.members {
        parts.files[parts.groupPartitions[row].partition].readers.append(
          Listener(ReaderID(member.row), row: row.index))
      }
    }
    for flow in flows.ids {
      let reader = links[flows[flow].link].reader
      if !parts.files[flows[flow].source].readers.contains(where: { $0.reader == reader }) {
        parts.files[flows[flow].source].readers.append(Listener(reader, row: flow.index))
      }
    }
  }
}
