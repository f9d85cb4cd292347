import Accounting
import SimKernel

// A partition's news reaches its readers, all at once.

extension Estate {
  /// Wakes whoever reads a partition: one event for all whom the news reaches at the same time.
  package mutating func wakeReaders(of id: PartitionID) {
    let arrives = now + profile.client
    var isHeard = false
    for place in 0..<files[id].readers.count {
      let listener = files[id].readers[place]
      news.mark(listener.reader, row: listener.row)
      guard !readers[listener.reader].isWoken else { continue }
      if readers[listener.reader].delay > .zero {
        lookAgain(listener.reader)
      } else {
        readers[listener.reader].wake(by: id, at: arrives)
        isHeard = true
      }
    }
    if isHeard { scheduleTraffic(Event(.newsArrives, id), at: arrives) }
  }

  /// The next reader, from a place on, whom a partition's news reaches now; nil when there is none.
  package mutating func nextWoken(by id: PartitionID, from place: inout Int) -> ReaderID? {
    while place < files[id].readers.count {
      let reader = files[id].readers[place].reader
      place += 1
      if readers[reader].isWoken(by: id, at: now) { return reader }
    }
    return nil
  }
}
