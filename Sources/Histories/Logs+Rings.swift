// Operations that depend on each other in a ring.

/// Operations each of which must have come before the next, and the last before the first.
package struct Ring: Equatable, Sendable {
  package enum Kind: String, Equatable, Sendable {
    /// By the order of their writes alone.
    case writes = "G0"
    /// Also because one read what another wrote.
    case reads = "G1c"
  }

  package var kind: Kind
  /// Along the ring, from the earliest entry of the history.
  package var operations: [Int]

  package init(kind: Kind, operations: [Int]) {
    self.kind = kind
    self.operations = operations
  }
}

extension History.Logs {
  /// One shortest ring of each kind for every knot of operations.
  ///
  /// - Complexity: O(*edges*²) in the worst case; meant for histories of some thousand operations.
  package func rings(in history: History) -> [Ring] {
    var graph = Precedence(count: history.operations.count)
    addWrites(to: &graph)
    var rings = graph.shortestRings(through: graph.edges).map {
      Ring(kind: .writes, operations: $0)
    }
    let reads = addReads(of: history, to: &graph)
    rings += graph.shortestRings(through: reads).map { Ring(kind: .reads, operations: $0) }
    return rings
  }

  /// The writer of one record comes before the writer of the next.
  private func addWrites(to graph: inout Precedence) {
    for key in keys {
      guard let log = byKey[key] else { continue }
      for (one, next) in zip(log.values, log.values.dropFirst()) {
        if let earlier = writer(of: one[0], in: key), let later = writer(of: next[0], in: key) {
          graph.add(earlier, later)
        }
      }
    }
  }

  /// A writer comes before those that read what it wrote.
  private func addReads(of history: History, to graph: inout Precedence) -> [Precedence.Edge] {
    let known = graph.edges.count
    for (index, operation) in history.operations.enumerated() where hasHappened[index] {
      for answer in operation.reads {
        for read in answer.reads {
          if let writer = writer(of: read.value, in: answer.key) { graph.add(writer, index) }
        }
      }
    }
    return Array(graph.edges[known...])
  }

  private func writer(of value: RecordValue, in key: String) -> Int? {
    writers[key]?[value]?.first { hasHappened[$0] }
  }
}

/// Which operation must have come before which.
private struct Precedence {
  struct Edge: Hashable {
    var from: Int
    var to: Int
  }

  private(set) var edges: [Edge] = []
  private var known = Set<Edge>()
  private var next: [[Int]]

  init(count: Int) { next = Array(repeating: [], count: count) }

  mutating func add(_ from: Int, _ to: Int) {
    let edge = Edge(from: from, to: to)
    guard from != to, known.insert(edge).inserted else { return }
    edges.append(edge)
    next[from].append(to)
  }

  /// Returns rings that each go over one of `wanted`, shortest first, no two with a common
  /// operation.
  func shortestRings(through wanted: [Edge]) -> [[Int]] {
    let rings = wanted.compactMap { edge in path(from: edge.to, to: edge.from).map(Self.turned) }
    var taken = Set<Int>()
    return rings.sorted { ($0.count, $0[0]) < ($1.count, $1[0]) }.filter { ring in
      guard taken.isDisjoint(with: ring) else { return false }
      taken.formUnion(ring)
      return true
    }
  }

  private func path(from start: Int, to end: Int) -> [Int]? {
    var before: [Int: Int] = [start: start]
    var queue = [start]
    var head = 0
    while head < queue.count {
      let here = queue[head]
      head += 1
      if here == end {
        var path = [here]
        while let last = path.last, last != start { path.append(before[last] ?? start) }
        return path.reversed()
      }
      for there in next[here] where before[there] == nil {
        before[there] = here
        queue.append(there)
      }
    }
    return nil
  }

  /// The same ring from its earliest operation on.
  private static func turned(_ ring: [Int]) -> [Int] {
    let least = ring.indices.min { ring[$0] < ring[$1] } ?? 0
    return Array(ring[least...] + ring[..<least])
  }
}
