/// What a read found: a list that is filled again and again without giving its memory back.
package struct RunBuffer: Sendable {
  @usableFromInline var slices: ContiguousArray<RunSlice> = []
  @usableFromInline var length = 0

  package init() {}

  @inlinable package var count: Int { length }
  @inlinable package var isEmpty: Bool { length == 0 }

  @inlinable package mutating func reset() { length = 0 }

  @inlinable @inline(__always)
  package mutating func append(_ slice: RunSlice) {
    if length < slices.count { slices[length] = slice } else { slices.append(slice) }
    length += 1
  }

  @inlinable @inline(__always) package subscript(place: Int) -> RunSlice { slices[place] }
}
