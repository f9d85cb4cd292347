import Accounting
import SimKernel

/// What exists in a history: topics of one or two partitions a cluster, lanes, readers, copiers.
struct Setting: Sendable {
  struct Lane: Sendable {
    var topic: Int
    var keys: LaneInfo.Keys
  }

  struct Partition: Sendable {
    var cluster: Int
    var topic: Int
    /// Where its log begins: numbers differ between clusters.
    var base: Int
  }

  struct Flow: Sendable {
    var from: Int
    var to: Int
  }

  static let clusters = 2
  /// Where everything comes from.
  static let source = 0

  var seed: UInt64
  var topics: Int
  var lanes: [Lane] = []
  var partitions: [Partition] = []
  /// Rows of partitions, by topic and cluster.
  private var places: [[[Int]]] = []
  /// The topics of each reader.
  var readers: [[Int]] = []
  var flows: [Flow] = []
  var authority = 0

  init(_ dice: inout Dice, seed: UInt64) {
    self.seed = seed
    topics = 1 + dice.below(2)
    for topic in 0..<topics { addTopic(topic, &dice) }
    readers = [Array(0..<topics)]
    if dice.below(2) == 0 { readers.append([dice.below(topics)]) }
    authority = dice.below(Self.clusters)
  }

  /// One topic of one lane, and one reader. On T offsets are greater by 100.
  init(keys: LaneInfo.Keys = .inTurn(1), width: Int = 1, authority: Int = 0) {
    seed = 1
    topics = 1
    lanes = [Lane(topic: 0, keys: keys)]
    readers = [[0]]
    self.authority = authority
    addPartitions(of: 0, width) { $0 * 100 }
  }

  private mutating func addTopic(_ topic: Int, _ dice: inout Dice) {
    let keys: [LaneInfo.Keys] = [.inTurn(1), .inTurn(2), .inTurn(3), .drawn(2), .drawn(3), .none]
    for _ in 0...dice.below(2) {
      lanes.append(Lane(topic: topic, keys: keys[dice.below(keys.count)]))
    }
    addPartitions(of: topic, 1 + dice.below(2)) { $0 == 0 ? 0 : dice.below(9) }
  }

  /// Adds `width` partitions on each cluster, and copiers both ways.
  private mutating func addPartitions(of topic: Int, _ width: Int, base: (Int) -> Int) {
    for cluster in 0..<Self.clusters {
      for _ in 0..<width {
        partitions.append(Partition(cluster: cluster, topic: topic, base: base(cluster)))
      }
    }
    let first = partitions.count - 2 * width
    places.append([Array(first..<first + width), Array(first + width..<first + 2 * width)])
    for place in 0..<width {
      flows.append(Flow(from: first + place, to: first + width + place))
      flows.append(Flow(from: first + width + place, to: first + place))
    }
  }

  /// The partitions of a topic on a cluster.
  func places(of topic: Int, on cluster: Int) -> [Int] { places[topic][cluster] }

  /// The partition that a lane's records go to.
  func partition(of lane: Int, on cluster: Int, _ place: Int) -> Int {
    let places = places(of: lanes[lane].topic, on: cluster)
    return places[place % places.count]
  }

  /// The partition on the other cluster that a partition is copied to.
  func partner(of partition: Int) -> Int {
    flows.first { $0.from == partition }!.to
  }

  /// Whether a reader reads a partition's topic.
  func reads(_ reader: Int, _ partition: Int) -> Bool {
    readers[reader].contains(partitions[partition].topic)
  }
}
