/// Work that can be done in any order, done by several at once.
package enum Parallel {
  /// The results of some pieces of work, in their order, however many run at once.
  ///
  /// - Parameter progress: Told how many are done after each.
  package static func map<Result: Sendable>(
    count: Int, jobs: Int, progress: (@Sendable (Int) -> Void)? = nil,
    _ work: @escaping @Sendable (Int) -> Result
  ) async -> [Result] {
    await withTaskGroup(of: (Int, Result).self) { group in
      var results = [Result?](repeating: nil, count: count)
      var next = 0
      func start(_ group: inout TaskGroup<(Int, Result)>) {
        guard next < count else { return }
        let place = next
        group.addTask { (place, work(place)) }
        next += 1
      }
      for _ in 0..<max(1, min(jobs, count)) { start(&group) }
      var done = 0
      while let (place, result) = await group.next() {
        results[place] = result
        done += 1
        progress?(done)
        start(&group)
      }
      return results.compactMap { $0 }
    }
  }
}
