/// Every draw made by one run, in the order in which they were made; see `Draws.recording(into:)`.
///
/// It answers whether taking one thing out of a run left every other draw as it was:
///
/// ```swift
/// let log = DrawLog()
/// world.draws = world.draws.recording(into: log)
/// // … run …
/// log.records  // compare with another run's, address by address
/// ```
///
/// A class, because draws are asked of a value that does not change, and because forks of a
/// recorded run record into one place. It belongs to one run on one thread: nothing guards it.
public final class DrawLog: @unchecked Sendable {
  /// What a draw is for.
  public struct Address: Hashable, Sendable, BitwiseCopyable {
    public var stream: Stream
    public var entity: UInt32
    public var meaning: UInt64
    public var attempt: UInt64

    public init(_ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0) {
      self.stream = stream
      self.entity = entity
      self.meaning = meaning
      self.attempt = attempt
    }
  }

  /// One draw: its address and the first word of its value.
  public struct Record: Hashable, Sendable, BitwiseCopyable {
    public var address: Address
    public var value: UInt64

    public init(_ address: Address, value: UInt64) {
      self.address = address
      self.value = value
    }
  }

  public private(set) var records: [Record] = []

  public init() {}

  @usableFromInline @inline(never)
  func append(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64, value: UInt64
  ) {
    let address = Address(stream, entity: entity, meaning, attempt: attempt)
    records.append(Record(address, value: value))
  }
}
