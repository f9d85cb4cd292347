/// What is still to happen, earliest first: the pending events of a simulation.
///
/// ```swift
/// var agenda = Agenda()
/// agenda.schedule(7, at: .zero + .seconds(2), phase: .timer)
/// agenda.schedule(8, at: .zero + .seconds(1), phase: .delivery)
/// agenda.next()  // payload 8, instant 00:00:01
/// agenda.now     // 00:00:01
/// ```
///
/// An agenda knows no event type. It carries a 32-bit payload, which its owner reads as a kind and
/// an entity, or as a row of a table. It is a value: a copy is a fork with a future of its own.
///
/// **Order.** By instant, then by `Phase`, then first scheduled, first served. The first two are
/// packed into one *key* (nanoseconds, then three bits of phase), so that order is one comparison.
/// The third needs no number: every step below keeps entries of equal keys in their order.
///
/// **Structure.** A timing wheel of eight levels with 256 slots each. An entry lies at the level of
/// the highest byte in which its key differs from `base`, in the slot of that byte; a slot is a
/// linked list. The earliest occupied slot of the lowest occupied level holds what comes next. If
/// it holds few entries they are sorted into the *window*, from which events are served, and the
/// levels below are skipped; otherwise its entries sink to lower levels. At level 0 a slot is one
/// single key, and its list is served as it is. What is scheduled inside the window's range is
/// inserted into the window; when that overflows, it *spills* back into the wheel.
///
/// - Complexity: Scheduling and serving take constant time on average, whatever is pending: each
///   entry sinks at most seven times, and an insertion passes at most 64 others.
/// - Source: The hierarchy is Varghese and Lauck's (1987); sorting small slots instead of letting
///   them sink is what calendar queues do.
public struct Agenda: Sendable {
  /// One scheduled thing, as it is served.
  @frozen
  public struct Entry: Hashable, Sendable, BitwiseCopyable {
    /// Instant and phase in one number; see `Agenda.key(_:_:)`.
    public var key: Int64
    public var payload: UInt32

    @inlinable public init(key: Int64, payload: UInt32) {
      self.key = key
      self.payload = payload
    }

    @inlinable public var instant: Instant { Instant(nanoseconds: key >> 3) }
    @inlinable public var phase: Phase { Phase(rawValue: UInt8(key & 7))! }
  }

  /// An entry at rest in the wheel, or the head of a slot: 16 bytes.
  ///
  /// Of an entry, `link` names the next of its slot or of the free list. Of a slot, `key` is how
  /// many entries it holds, `link` the first and `payload` the last of them; the last entry of an
  /// empty slot is the slot itself, so that appending asks no question.
  struct Cell: BitwiseCopyable {
    var key: Int64
    var payload: UInt32
    var link: UInt32
  }

  /// First the slots, 8 levels × 256, then room for entries. One array, because each change of an
  /// array asks whether it is shared, and so many questions would cost a fifth of an event.
  var cells: ContiguousArray<Cell>
  /// The first free cell, or `Agenda.none`.
  var free: UInt32
  /// One bit a slot, four words a level: whether it holds entries.
  var occupied: InlineArray<32, UInt64>
  /// One bit for each word of `occupied`: whether any of its bits is set.
  var occupiedWords: UInt32
  /// The entries served next, *latest first*; those from `windowCount` on are leftovers.
  var window: InlineArray<64, Entry>
  var windowCount: Int
  /// Keys below this one belong into the window, all others into the wheel.
  var windowEnd: Int64
  /// The key from which levels are counted. No entry of the wheel lies before it, and it never
  /// passes `current` except while `next()` is under way.
  var base: Int64
  /// The key last served.
  @usableFromInline var current: Int64
  /// Keys up to this one are scheduled as `current`; the same as `current`, or while a tick is
  /// executed the last key of its instant.
  var joined: Int64
  @usableFromInline var count: Int

  /// Creates an empty agenda at the beginning of the run, with room for `capacity` entries before
  /// it grows.
  public init(capacity: Int = 64) {
    cells = []
    cells.reserveCapacity(Self.slotCount + capacity)
    for slot in 0..<Self.slotCount {
      cells.append(Cell(key: 0, payload: UInt32(slot), link: Self.none))
    }
    free = Self.none
    occupied = InlineArray(repeating: 0)
    occupiedWords = 0
    window = InlineArray(repeating: Entry(key: 0, payload: 0))
    windowCount = 0
    windowEnd = 0
    base = 0
    current = 0
    joined = 0
    count = 0
  }

  /// How many entries are scheduled and not yet served.
  @inlinable public var pending: Int { count }
  @inlinable public var isEmpty: Bool { count == 0 }
  /// The instant of the entry last served; before the first, the beginning of the run.
  @inlinable public var now: Instant { Instant(nanoseconds: current >> 3) }
  /// The phase in which the entry last served was; before the first, `.tick`.
  @inlinable public var phase: Phase { Phase(rawValue: UInt8(current & 7))! }

  /// Instant and phase in one number that sorts as they do.
  @inlinable public static func key(_ instant: Instant, _ phase: Phase) -> Int64 {
    instant.nanoseconds << 3 | Int64(phase.rawValue)
  }

  /// Schedules `payload`, after everything already scheduled for the same instant and phase.
  ///
  /// Time never runs back. What is scheduled for the present instant but for a phase that is over
  /// is served in the present phase. And while a `.tick` is executed, everything scheduled for its
  /// instant joins that phase: a tick of coalesced traffic stands for what happened *before* the
  /// instant, so what follows from it at once must not come after the faults and plan steps of
  /// that instant.
  ///
  /// - Parameter instant: Not before `now`. Nothing is scheduled for `.never`: the call is ignored.
  public mutating func schedule(_ payload: UInt32, at instant: Instant, phase: Phase) {
    guard instant < .never else { return }
    invariant(instant >= now, "scheduled for \(instant), which is before now, \(now)")
    var key = Self.key(instant, phase)
    if key <= joined { key = current }
    count += 1
    if key < windowEnd {
      if windowCount < Self.windowCapacity {
        insertIntoWindow(Entry(key: key, payload: payload))
        return
      }
      spillWindow()
    }
    addToWheel(Entry(key: key, payload: payload))
  }

  /// Removes and returns the earliest entry, and moves `now` and `phase` to it.
  public mutating func next() -> Entry? {
    if windowCount == 0 {
      if count == 0 { return nil }
      if let entry = openNextSlot() { return entry }
    }
    windowCount &-= 1
    return serve(window[windowCount])
  }

  /// Removes and returns the earliest entry if it is due at or before `limit`.
  @inline(__always)
  public mutating func next(until limit: Instant) -> Entry? {
    if limit < .never {
      guard let due = nextInstant(), due <= limit else { return nil }
    }
    return next()
  }

  /// Returns the instant of the earliest entry without removing it; nil when nothing is scheduled.
  ///
  /// - Complexity: O(1) while the window holds entries, else O(*n*) in the size of the next slot,
  ///   which is no more than `next()` then needs.
  public func nextInstant() -> Instant? {
    if windowCount > 0 { return Instant(nanoseconds: window[windowCount - 1].key >> 3) }
    if count == 0 { return nil }
    return Instant(nanoseconds: earliestKeyInWheel() >> 3)
  }

  /// Books an entry as served.
  @inline(__always)
  mutating func serve(_ entry: Entry) -> Entry {
    count &-= 1
    current = entry.key
    joined = entry.key & 7 == 0 ? entry.key | 7 : entry.key
    return entry
  }

  /// Ends a list.
  static var none: UInt32 { .max }
  static var slotCount: Int { 8 * 256 }
  static var windowCapacity: Int { 64 }
  /// A slot with more entries than this sinks rather than being sorted. Measured over eight mean
  /// delays: from 8 to 24 makes no difference, 4 costs a quarter.
  static var sortedCount: Int { 16 }
}
