// How entries rest in the wheel and come into the window.
//
// What holds between calls of `next()`:
// - `base` ≤ `current`, and `base` never moves back;
// - every key in the wheel is ≥ `base` and ≥ `windowEnd`;
// - every key in the window is ≥ `current` and < `windowEnd`;
// - while the window holds entries, `base` and `windowEnd` lie in one slot of the level from which
//   it was filled, or `windowEnd` = `base`; so moving `base` forward to `current` changes the level
//   of no stored entry.

extension Agenda {
  /// Inserts behind every entry of the same or an earlier key.
  @inline(__always)
  mutating func insertIntoWindow(_ entry: Entry) {
    var i = windowCount
    windowCount &+= 1
    while i > 0, window[i &- 1].key <= entry.key {
      window[i] = window[i &- 1]
      i &-= 1
    }
    window[i] = entry
  }

  @inline(__always)
  mutating func addToWheel(_ entry: Entry) {
    if free == Self.none { addFreeCell() }
    let i = free
    free = cells[Int(i)].link
    let slot = slot(of: entry.key)
    occupy(slot)
    let cell = Cell(key: entry.key, payload: entry.payload, link: Self.none)
    Self.append(cell, at: i, to: slot, &cells)
  }

  @inline(never)
  mutating func addFreeCell() {
    invariant(cells.count < Int(Self.none), "more entries are scheduled than 32 bits can number")
    free = UInt32(cells.count)
    cells.append(Cell(key: 0, payload: 0, link: Self.none))
  }

  /// The slot in which a key not before `base` belongs.
  @inline(__always)
  func slot(of key: Int64) -> Int {
    let difference = UInt64(bitPattern: key ^ base) | 1
    let level = (63 &- difference.leadingZeroBitCount) &>> 3
    let digit = Int(truncatingIfNeeded: key &>> Int64(level &<< 3)) & 255
    return level &<< 8 | digit
  }

  /// Writes a cell and links it behind the last one of a slot.
  @inline(__always)
  static func append(_ cell: Cell, at i: UInt32, to slot: Int, _ array: inout ContiguousArray<Cell>)
  {
    var cells = array.mutableSpan
    cells[Int(i)] = cell
    let last = Int(cells[slot].payload)
    cells[last].link = i
    cells[slot].payload = i
    cells[slot].key &+= 1
  }

  @inline(__always)
  mutating func occupy(_ slot: Int) {
    occupied[slot &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: slot & 63)
    occupiedWords |= 1 &<< UInt32(truncatingIfNeeded: slot &>> 6)
  }

  @inline(__always)
  mutating func vacate(_ slot: Int) {
    let word = slot &>> 6
    occupied[word] &= ~(1 &<< UInt64(truncatingIfNeeded: slot & 63))
    if occupied[word] == 0 { occupiedWords &= ~(1 &<< UInt32(truncatingIfNeeded: word)) }
  }

  /// Puts a full window back into the wheel: many entries fell into what was once a quiet range.
  ///
  /// They go back earliest first, which keeps the order of equal keys; none of those in the wheel
  /// has a key of theirs.
  @inline(never)
  mutating func spillWindow() {
    base = current
    windowEnd = current
    while windowCount > 0 {
      windowCount -= 1
      addToWheel(window[windowCount])
    }
  }

  /// Finds what comes next while the window is empty and the wheel is not.
  ///
  /// - Returns: The entry to serve when it comes from a slot of one single key; nil when the window
  ///   has been filled.
  @inline(never)
  mutating func openNextSlot() -> Entry? {
    while true {
      let slot = earliestSlot()
      let shift = Int64((slot &>> 8) &<< 3)
      base = startOfSlot(slot)
      if shift == 0 { return takeFirst(of: slot) }
      vacate(slot)
      if cells[slot].key <= Self.sortedCount {
        // The last slot of the last level ends where the keys do.
        let (end, overflows) = base.addingReportingOverflow(1 &<< shift)
        windowEnd = overflows ? .max : end
        fillWindow(from: slot)
        return nil
      }
      sink(from: slot)
    }
  }

  /// The first occupied slot of the lowest occupied level.
  ///
  /// It is the earliest there is: an entry shares all digits above its level with `base` and has a
  /// later digit at its level, so lower levels come before higher ones.
  @inline(__always)
  func earliestSlot() -> Int {
    let word = occupiedWords.trailingZeroBitCount
    return word &<< 6 | occupied[word].trailingZeroBitCount
  }

  /// The smallest key that falls into a slot, given that it does not lie before `base`.
  @inline(__always)
  func startOfSlot(_ slot: Int) -> Int64 {
    let shift = Int64((slot &>> 8) &<< 3)
    let digitsAbove: Int64 = shift == 56 ? 0 : ~0 &<< (shift &+ 8)
    return base & digitsAbove | Int64(slot & 255) &<< shift
  }

  /// Removes and serves the first entry of a slot of level 0.
  @inline(__always)
  mutating func takeFirst(of slot: Int) -> Entry {
    let i = cells[slot].link
    let cell = cells[Int(i)]
    cells[Int(i)].link = free
    free = i
    if cells[slot].key == 1 {
      cells[slot] = Self.emptySlot(slot)
      vacate(slot)
    } else {
      cells[slot].key &-= 1
      cells[slot].link = cell.link
    }
    return serve(Entry(key: cell.key, payload: cell.payload))
  }

  /// Sorts a slot into the empty window and frees its cells, as a list.
  @inline(__always)
  mutating func fillWindow(from slot: Int) {
    let list = cells[slot]
    cells[slot] = Self.emptySlot(slot)
    cells[Int(list.payload)].link = free
    free = list.link
    var i = list.link
    for _ in 0..<list.key {
      let cell = cells[Int(i)]
      insertIntoWindow(Entry(key: cell.key, payload: cell.payload))
      i = cell.link
    }
  }

  /// Spreads a slot over the levels below, keeping the order of its entries within each.
  @inline(__always)
  mutating func sink(from slot: Int) {
    let list = cells[slot]
    cells[slot] = Self.emptySlot(slot)
    var i = list.link
    for _ in 0..<list.key {
      var cell = cells[Int(i)]
      let next = cell.link
      cell.link = Self.none
      let slot = self.slot(of: cell.key)
      occupy(slot)
      Self.append(cell, at: i, to: slot, &cells)
      i = next
    }
  }

  @inline(__always)
  static func emptySlot(_ slot: Int) -> Cell { Cell(key: 0, payload: UInt32(slot), link: none) }

  /// The earliest key while the window is empty and the wheel is not; changes nothing, since what
  /// is scheduled next may come before it.
  func earliestKeyInWheel() -> Int64 {
    let slot = cells[earliestSlot()]
    var key = Int64.max
    var i = slot.link
    for _ in 0..<slot.key {
      key = min(key, cells[Int(i)].key)
      i = cells[Int(i)].link
    }
    return key
  }
}
