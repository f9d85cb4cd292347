/// A pair of offsets that hold the same record: where it lies on the source, and where its copy does.
package struct OffsetSync: Equatable, Sendable, BitwiseCopyable {
  package var upstream: Int64
  package var downstream: Int64

  package init(upstream: Int64, downstream: Int64) {
    self.upstream = upstream
    self.downstream = downstream
  }

  /// Returns the pair of the record `count` places later in a run that was copied without holes.
  package func advanced(by count: Int64) -> OffsetSync {
    OffsetSync(upstream: upstream + count, downstream: downstream + count)
  }
}
