import SimKernel

/// Where each reader may find something new: a bit for each partition that it can read.
///
/// A reader of a thousand partitions has news of a few at a time; the board saves it the look at the
/// others. A bit stays until the reader has everything of that partition. (Everything here is
/// `mutating`, so that a board that lies in a larger struct is used in place.)
package struct NewsBoard: Sendable {
  private var words: ContiguousArray<UInt64> = []
  private var places: Table<ReaderID, Place> = Table()

  private struct Place: Sendable, BitwiseCopyable {
    /// The row that the first bit stands for, and how many rows there are.
    var first: Int
    var count: Int
    /// Its first word.
    var word: Int
  }

  package init() {}

  /// Adds the next reader, whose own rows (`GroupPartitionID`s or flows) are `rows`; all are news.
  package mutating func append(_ rows: IDs<some DenseID>) {
    places.append(Place(first: rows.first?.row ?? 0, count: rows.count, word: words.count))
    words.append(contentsOf: repeatElement(0, count: (rows.count + 63) / 64))
    markAll(ReaderID(places.count - 1))
  }

  @inline(__always)
  package mutating func mark(_ reader: ReaderID, row: UInt32) {
    let bit = Int(row) - places[reader].first
    words[places[reader].word + bit >> 6] |= 1 &<< UInt64(bit & 63)
  }

  @inline(__always)
  package mutating func clear(_ reader: ReaderID, row: Int) {
    let bit = row - places[reader].first
    words[places[reader].word + bit >> 6] &= ~(1 &<< UInt64(bit & 63))
  }

  package mutating func markAll(_ reader: ReaderID) {
    let place = places[reader]
    for bit in 0..<place.count { mark(reader, row: UInt32(place.first + bit)) }
  }

  package mutating func hasAny(_ reader: ReaderID) -> Bool {
    next(reader, from: places[reader].first) != nil
  }

  /// The first row at or after `row` of which there is news.
  @inline(__always)
  package mutating func next(_ reader: ReaderID, from row: Int) -> Int? {
    let place = places[reader]
    var bit = max(0, row - place.first)
    while bit < place.count {
      let left = words[place.word + bit >> 6] >> UInt64(bit & 63)
      if left != 0 { return place.first + bit + left.trailingZeroBitCount }
      bit = (bit | 63) + 1
    }
    return nil
  }
}
