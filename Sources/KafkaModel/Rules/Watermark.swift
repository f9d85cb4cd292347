/// How far a partition may be read.
///
/// - Source: Kafka 4.1, `UnifiedLog`, `Partition.fetchOffsetForTimestamp`; cases `watermark` and
///   `latest` in `replication`, `read` in `consumer_position`.
package enum Watermark {
  /// Returns a follower's high watermark after its leader told it `leaders`: within its own log.
  package static func follow(_ leaders: Int64, logStart: Int64, logEnd: Int64) -> Int64 {
    min(max(leaders, logStart), logEnd)
  }

  /// Whether a leader's high watermark may move at all.
  ///
  /// - Parameter minimum: The effective `min.insync.replicas`; from 3.7 on the watermark stands still
  ///   below it. Give 0 for older versions.
  @inlinable
  package static func mayMove(inSync: Int, minimum: Int) -> Bool { inSync >= minimum }

  /// Returns a leader's high watermark after its replicas reached `reached`: it never goes back.
  package static func advance(_ current: Int64, to reached: Int64) -> Int64 {
    max(current, reached)
  }
}

/// Who reads, and so how far.
package enum ReadIsolation: Equatable, Sendable, BitwiseCopyable {
  /// A follower, or a tool that looks at the log itself.
  case logEnd
  case readUncommitted
  case readCommitted

  /// Returns the offset at which such a reader stops, which is its "latest".
  @inlinable
  package func end(logEnd: Int64, highWatermark: Int64, lastStable: Int64) -> Int64 {
    switch self {
    case .logEnd: logEnd
    case .readUncommitted: highWatermark
    case .readCommitted: min(lastStable, highWatermark)
    }
  }
}

/// What a fetch at an offset finds.
package enum FetchOutcome: Equatable, Sendable {
  case records(Range<Int64>)
  /// Nothing new yet; not an error.
  case empty
  /// OFFSET_OUT_OF_RANGE: before the log or beyond its end.
  case outOfRange

  /// - Parameters:
  ///   - log: From the log's start to its end.
  ///   - readableEnd: Where this reader stops.
  package init(at offset: Int64, in log: Range<Int64>, readableEnd: Int64) {
    if offset < log.lowerBound || offset > log.upperBound {
      self = .outOfRange
    } else {
      self = offset < readableEnd ? .records(offset..<readableEnd) : .empty
    }
  }
}
