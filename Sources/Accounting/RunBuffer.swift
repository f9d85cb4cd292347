/// What a read found: a list that is filled again and again without giving its memory back.
package struct RunBuffer: Sendable {
  private var slices: ContiguousArray<RunSlice> = []
  package private(set) var count = 0

  package init() {}

  package var isEmpty: Bool { count == 0 }

  package mutating func reset() { count = 0 }

  @inline(__always)
  package mutating func append(_ slice: RunSlice) {
    if count < slices.count { slices[count] = slice } else { slices.append(slice) }
    count += 1
  }

  @inline(__always) package subscript(place: Int) -> RunSlice { slices[place] }
}
