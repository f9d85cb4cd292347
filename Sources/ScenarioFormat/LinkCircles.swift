/// Finds links that would send copies round and round if they ran at the same time.
///
/// Only MirrorMaker 2 under IdentityReplicationPolicy does: other names tell a copy, and the model's
/// copier skips what is one.
struct LinkCircles {
  /// A link on which copies of copies may travel.
  private struct Edge {
    let link: Int
    let from: Int
    let to: Int
    let topics: TopicSet
  }

  private let edges: [Edge]
  private let clusters: Int

  init(_ outline: ScenarioOutline, _ layout: TopicLayout) {
    clusters = outline.clusters.count
    edges = outline.links.enumerated().compactMap { row, link in
      guard let from = link.from, let to = link.to, from != to, link.isCopier == false,
        link.keepsNames == true
      else { return nil }
      var topics = TopicSet(count: outline.topics.count)
      for topic in layout.copied[row] { topics.insert(topic) }
      return Edge(link: row, from: from, to: to, topics: topics)
    }
  }

  /// A topic that a link copies and others bring back to where it was; nil if there is none.
  ///
  /// - Complexity: O(clusters × links × topics / 64).
  func topic(comingBackAlong link: Int, running: [Bool]) -> Int? {
    guard let start = edges.first(where: { $0.link == link }) else { return nil }
    var reached = [TopicSet?](repeating: nil, count: clusters)
    reached[start.to] = start.topics
    var grows = true
    while grows {
      grows = false
      for edge in edges where running[edge.link] {
        guard let here = reached[edge.from] else { continue }
        let arriving = here.intersection(edge.topics)
        guard !arriving.isEmpty else { continue }
        if reached[edge.to] == nil {
          reached[edge.to] = arriving
          grows = true
        } else if reached[edge.to]!.formUnion(arriving) {
          grows = true
        }
      }
    }
    return reached[start.from]?.first
  }

  /// The other links of a circle for a topic.
  func others(than link: Int, copying topic: Int, running: [Bool]) -> [Int] {
    edges.filter { running[$0.link] && $0.link != link && $0.topics.contains(topic) }.map(\.link)
  }
}

/// Some of the topics, 64 to a word.
private struct TopicSet {
  private var words: [UInt64]

  init(count: Int) { words = Array(repeating: 0, count: count / 64 + 1) }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The topic that stands first in the file.
  var first: Int? {
    words.firstIndex { $0 != 0 }.map { $0 * 64 + words[$0].trailingZeroBitCount }
  }

  func contains(_ topic: Int) -> Bool { words[topic / 64] & 1 << UInt64(topic % 64) != 0 }
  mutating func insert(_ topic: Int) { words[topic / 64] |= 1 << UInt64(topic % 64) }

  func intersection(_ other: Self) -> Self {
    var result = self
    for place in words.indices { result.words[place] &= other.words[place] }
    return result
  }

  /// Whether there is more than before.
  mutating func formUnion(_ other: Self) -> Bool {
    var grows = false
    for place in words.indices {
      grows = grows || other.words[place] & ~words[place] != 0
      words[place] |= other.words[place]
    }
    return grows
  }
}
