/// What a family of draws is about: latencies, crashes, keys. The modules above name their own.
///
/// ```swift
/// extension Stream {
///   static let latency = Stream(rawValue: 3)
/// }
/// ```
///
/// Numbers must differ between streams and stay as they are: a stream's number is part of the
/// address of every draw made from it.
@frozen
public struct Stream: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
  public let rawValue: UInt32

  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Randomness with addresses: every draw is a pure function of the seed and of what it is for.
///
/// ```swift
/// let draws = Draws(seed: 42)
/// draws.bits(.latency, entity: broker.index, firstSequence)  // the same whenever it is asked
/// ```
///
/// There is no generator state, so nothing that happens, or stops happening, moves another draw:
/// taking one fault away from a run leaves all others as they were, and a fork need copy nothing.
/// That holds as long as the address says what the draw *means* (record number, tick number, first
/// sequence of a batch) and never how many draws came before.
///
/// **Address.** Stream, entity and meaning are the 128-bit counter of Philox; the seed is its key.
/// Philox permutes counters, so no two addresses share a block. `attempt`, for the second number
/// of addresses like (batch, attempt), changes the key: the seed is xored with a mix of the attempt
/// that is one-to-one and sends 0 to 0. Attempts of one run therefore never meet; attempt *a* of
/// one seed equals attempt 0 of another seed that differs from it by that mix, which no two seeds
/// written or counted by people do.
///
/// **Recording.** `recording(into:)` gives draws that also write each address and value into a
/// log. A copy of recording draws records into the same log.
@frozen
public struct Draws: Sendable {
  public let seed: UInt64
  /// Where draws are recorded; nil, as nearly always, when they are not.
  @usableFromInline let log: DrawLog?

  @inlinable public init(seed: UInt64) {
    self.seed = seed
    log = nil
  }

  @usableFromInline init(seed: UInt64, log: DrawLog) {
    self.seed = seed
    self.log = log
  }

  /// The same draws, each of them recorded in `log`.
  public func recording(into log: DrawLog) -> Draws { Draws(seed: seed, log: log) }

  /// Returns the 64 random bits at an address.
  @inlinable public func bits(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0
  ) -> UInt64 {
    wide(stream, entity: entity, meaning, attempt: attempt).0
  }

  /// Returns the 128 random bits at an address. The first word is the one that `bits` returns.
  @inlinable public func wide(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0
  ) -> (UInt64, UInt64) {
    let block = Philox.block(
      (
        UInt32(truncatingIfNeeded: meaning), UInt32(truncatingIfNeeded: meaning &>> 32),
        entity, stream.rawValue
      ), key: seed ^ Self.spread(attempt))
    let words = (
      UInt64(block.1) &<< 32 | UInt64(block.0), UInt64(block.3) &<< 32 | UInt64(block.2)
    )
    if let log {
      log.append(stream, entity: entity, meaning, attempt: attempt, value: words.0)
    }
    return words
  }

  /// Spreads small numbers over 64 bits, one-to-one and 0 to 0 (the finisher of splitmix64).
  @inlinable @inline(__always)
  static func spread(_ attempt: UInt64) -> UInt64 {
    var z = attempt
    z = (z ^ z &>> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z &>> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z &>> 31
  }
}
