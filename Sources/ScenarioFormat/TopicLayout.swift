import KafkaModel
import MigrationModel
import SimKernel

/// Where each topic is, or will be once links and moved writers have made it; laid out in the order in
/// which the model does it, so that both find the same.
struct TopicLayout {
  /// A topic on a cluster.
  struct Cell {
    /// Under its own name.
    var own: Presence?
    /// Links that copy it there under another name.
    var copies: [Int] = []

    var exists: Bool { own != nil || !copies.isEmpty }
  }

  /// How a topic comes to be on a cluster under its own name.
  enum Presence {
    /// The file says so.
    case declared
    /// A link makes it.
    case copied(by: Int)
    /// Nobody has made it when writers are moved there.
    case written
  }

  /// By topic × cluster.
  private var cells: [Cell]
  private let clusters: Int
  /// The topics that each link copies.
  private(set) var copied: [[Int]]
  /// The same by link × topic.
  private var isCopied: [Bool]
  private let topics: Int
  /// Whether nothing that is wrong in the file could bring a topic to a cluster.
  private(set) var isCertain: Bool
  /// Partitions by topic × cluster, the most there may be.
  private var partitions: [Int64?]

  subscript(topic: Int, cluster: Int) -> Cell { cells[topic * clusters + cluster] }

  func isCopied(_ topic: Int, by link: Int) -> Bool { isCopied[link * topics + topic] }

  /// The most partitions that a topic may have on a cluster.
  func partitions(of topic: Int, on cluster: Int) -> Int64? {
    partitions[topic * clusters + cluster]
  }

  init(_ outline: ScenarioOutline, named: [[Bool]?]) {
    clusters = outline.clusters.count
    topics = outline.topics.count
    cells = Array(repeating: Cell(), count: outline.topics.count * clusters)
    partitions = Array(repeating: nil, count: cells.count)
    copied = Array(repeating: [], count: outline.links.count)
    isCopied = Array(repeating: false, count: outline.links.count * outline.topics.count)
    isCertain =
      outline.isSound("topics") && outline.isSound("links") && outline.isSound("clusters")
    for (topic, row) in outline.topics.enumerated() {
      isCertain = isCertain && row.isComplete
      for place in row.places {
        add(topic, on: place.cluster, .declared, place.partitions?.upperBound)
      }
    }
    for (link, row) in outline.links.enumerated() {
      guard let from = row.from, let to = row.to, let keepsNames = row.keepsNames,
        let names = named[link]
      else {
        isCertain = false
        continue
      }
      for topic in outline.topics.indices
      where self[topic, from].own != nil && names[topic] {
        copied[link].append(topic)
        isCopied[link * topics + topic] = true
        if keepsNames {
          add(topic, on: to, .copied(by: link), partitions(of: topic, on: from))
        } else {
          cells[topic * clusters + to].copies.append(link)
        }
      }
    }
    addDestinations(outline)
  }

  /// The clusters that writers are moved to.
  private mutating func addDestinations(_ outline: ScenarioOutline) {
    for producer in outline.producers {
      guard let topic = producer.topic, let from = producer.cluster else { continue }
      for cluster in outline.clusters.indices where producer.isMoved(to: cluster) {
        add(topic, on: cluster, .written, partitions(of: topic, on: from))
      }
    }
    for group in outline.groups {
      guard let topic = group.output, let from = group.cluster else { continue }
      for cluster in outline.clusters.indices where group.isEver(on: cluster) && cluster != from {
        add(topic, on: cluster, .written, partitions(of: topic, on: from))
      }
    }
    // Where a wrong action would move somebody is not known.
    let actions = outline.steps.flatMap { $0.actions + ($0.rollback ?? []) }
    for action in actions
    where ["move-producers", "repoint-producers"].contains(action?.kind ?? "move-producers") {
      if action?.producers == nil || action?.cluster == nil { isCertain = false }
    }
  }

  private mutating func add(
    _ topic: Int, on cluster: Int, _ presence: Presence, _ count: Int64?
  ) {
    let cell = topic * clusters + cluster
    guard cells[cell].own == nil else { return }
    cells[cell].own = presence
    // More are refused elsewhere; here they must not overflow.
    partitions[cell] = count.map { min($0, ScenarioShape.partitionsMax) }
  }
}
