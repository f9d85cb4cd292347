// How entries rest in the wheel and come into the window.
//
// What holds between calls of `next()`:
// - `base` ≤ `current`, and `base` never moves back;
// - every key in the wheel is ≥ `base` and ≥ `windowEnd`;
// - every key in the window is ≥ `current` and < `windowEnd`;
// - `base` and `windowEnd` lie in one slot of the level from which the window was filled (or are
//   equal), so moving `base` forward inside the window changes the level of no stored entry.

extension Agenda {
  /// Inserts behind every entry of the same or an earlier key.
  @inlinable @inline(__always)
  mutating func insertIntoWindow(_ key: Int64, _ payload: UInt32) {
    var i = windowCount
    windowCount &+= 1
    while i > 0, window[i &- 1].key <= key {
      window[i] = window[i &- 1]
      i &-= 1
    }
    window[i] = Node(key: key, payload: payload, link: Self.none)
  }

  @inlinable @inline(__always)
  mutating func addToWheel(_ key: Int64, _ payload: UInt32) {
    let node = Node(key: key, payload: payload, link: Self.none)
    if free != Self.none {
      let i = free
      free = nodes[Int(i)].link
      nodes[Int(i)] = node
      append(i, key)
    } else {
      nodes.append(node)
      append(UInt32(nodes.count - 1), key)
    }
  }

  /// Links node `i` to the end of the slot in which `key` belongs.
  @inlinable @inline(__always)
  mutating func append(_ i: UInt32, _ key: Int64) {
    let difference = UInt64(bitPattern: key ^ base) | 1
    let level = (63 &- difference.leadingZeroBitCount) &>> 3
    let digit = Int(truncatingIfNeeded: key &>> Int64(level &<< 3)) & 255
    let slot = level &<< 8 | digit
    let word = slot &>> 6
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: slot & 63)
    if occupied[word] & bit == 0 {
      occupied[word] |= bit
      slots[slot] = Slot(head: i, tail: i)
    } else {
      nodes[Int(slots[slot].tail)].link = i
      slots[slot].tail = i
    }
  }

  /// Puts a full window back into the wheel: many entries fell into what was once a quiet range.
  ///
  /// They go back earliest first, which keeps the order of equal keys; none of those in the wheel
  /// has a key of theirs.
  @usableFromInline @inline(never)
  mutating func spillWindow() {
    base = current
    windowEnd = current
    while windowCount > 0 {
      windowCount -= 1
      addToWheel(window[windowCount].key, window[windowCount].payload)
    }
  }

  /// Finds what comes next while the window is empty and the wheel is not.
  ///
  /// - Returns: The entry to serve when it comes from a slot of one single key; nil when the window
  ///   has been filled.
  @usableFromInline @inline(never)
  mutating func openNextSlot() -> Entry? {
    while true {
      let (level, digit) = earliestSlot()
      let shift = Int64(level &<< 3)
      base = startOfSlot(level, digit)
      if level == 0 {
        windowEnd = base
        return takeHead(of: digit)
      }
      let slot = level &<< 8 | digit
      occupied[slot &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: slot & 63))
      let head = slots[slot].head
      if isShort(from: head) {
        // The last slot of the last level ends where the keys do.
        let (end, overflows) = base.addingReportingOverflow(1 &<< shift)
        windowEnd = overflows ? .max : end
        fillWindow(from: head)
        return nil
      }
      sink(from: head)
    }
  }

  /// The lowest level that holds anything, and its first occupied slot not before `base`.
  func earliestSlot() -> (level: Int, digit: Int) {
    for level in 0..<8 {
      let from = Int(truncatingIfNeeded: base &>> Int64(level &<< 3)) & 255
      // No entry lies in a slot around `base` except at level 0, where a slot is one key.
      if let digit = firstOccupied(level, from: level == 0 ? from : from + 1) {
        return (level, digit)
      }
    }
    impossible("the agenda counts \(count) entries and holds none")
  }

  @inline(__always)
  func firstOccupied(_ level: Int, from: Int) -> Int? {
    if from > 255 { return nil }
    var word = from &>> 6
    var bits = occupied[level &<< 2 &+ word] & (~0 &<< UInt64(truncatingIfNeeded: from & 63))
    while bits == 0 {
      word &+= 1
      if word == 4 { return nil }
      bits = occupied[level &<< 2 &+ word]
    }
    return word &<< 6 &+ bits.trailingZeroBitCount
  }

  /// The smallest key that falls into a slot, given that it lies after `base`.
  @inline(__always)
  func startOfSlot(_ level: Int, _ digit: Int) -> Int64 {
    let shift = Int64(level &<< 3)
    let above: Int64 = level == 7 ? 0 : ~0 &<< (shift &+ 8)
    return base & above | Int64(digit) &<< shift
  }

  /// Removes and serves the first entry of a slot of level 0.
  mutating func takeHead(of slot: Int) -> Entry {
    let i = slots[slot].head
    let node = nodes[Int(i)]
    if node.link == Self.none {
      occupied[slot &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: slot & 63))
    } else {
      slots[slot].head = node.link
    }
    nodes[Int(i)].link = free
    free = i
    return serve(node.key, node.payload)
  }

  @inline(__always)
  func isShort(from head: UInt32) -> Bool {
    var length = 0
    var i = head
    while i != Self.none, length <= Self.sortedCount {
      i = nodes[Int(i)].link
      length &+= 1
    }
    return length <= Self.sortedCount
  }

  /// Sorts a list into the empty window and frees its nodes.
  @inline(__always)
  mutating func fillWindow(from head: UInt32) {
    var i = head
    while i != Self.none {
      let node = nodes[Int(i)]
      insertIntoWindow(node.key, node.payload)
      nodes[Int(i)].link = free
      free = i
      i = node.link
    }
  }

  /// Spreads a list over the levels below, keeping its order within each slot.
  @inline(__always)
  mutating func sink(from head: UInt32) {
    var i = head
    while i != Self.none {
      let node = nodes[Int(i)]
      nodes[Int(i)].link = Self.none
      append(i, node.key)
      i = node.link
    }
  }

  /// The earliest key while the window is empty and the wheel is not; changes nothing, since what
  /// is scheduled next may come before it.
  func earliestKeyInWheel() -> Int64 {
    let (level, digit) = earliestSlot()
    var i = slots[level &<< 8 | digit].head
    var key = nodes[Int(i)].key
    while i != Self.none {
      key = min(key, nodes[Int(i)].key)
      i = nodes[Int(i)].link
    }
    return key
  }
}
