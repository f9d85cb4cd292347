import SimKernel

/// The agenda's oracle: a 4-ary heap that breaks ties by a sequence number. Slower, and plainly
/// right.
struct HeapAgenda {
  struct Item {
    var key: Int64
    var sequence: UInt64
    var payload: UInt32

    func precedes(_ other: Item) -> Bool { (key, sequence) < (other.key, other.sequence) }
  }

  private var items: [Item] = []
  private var scheduled: UInt64 = 0
  private var served: Int64?

  var pending: Int { items.count }
  var now: Instant { Instant(nanoseconds: (served ?? 0) >> 3) }

  mutating func schedule(_ payload: UInt32, at instant: Instant, phase: Phase) {
    if instant >= .never { return }
    precondition(instant >= now)
    items.append(Item(key: key(instant, phase), sequence: scheduled, payload: payload))
    scheduled += 1
    rise(items.count - 1)
  }

  /// The rules of the agenda, each written as it is said.
  private func key(_ instant: Instant, _ phase: Phase) -> Int64 {
    let key = Agenda.key(instant, phase)
    guard let served, instant == now else { return key }
    if served & 7 == 0 { return served }
    return max(key, served)
  }

  mutating func next() -> Agenda.Entry? {
    guard let first = items.first else { return nil }
    items[0] = items[items.count - 1]
    items.removeLast()
    sink(0)
    served = first.key
    return Agenda.Entry(key: first.key, payload: first.payload)
  }

  func nextInstant() -> Instant? { items.first.map { Instant(nanoseconds: $0.key >> 3) } }

  private mutating func rise(_ start: Int) {
    var i = start
    while i > 0, items[i].precedes(items[(i - 1) / 4]) {
      items.swapAt(i, (i - 1) / 4)
      i = (i - 1) / 4
    }
  }

  private mutating func sink(_ start: Int) {
    var i = start
    while true {
      var least = i
      for child in 4 * i + 1..<4 * i + 5
      where child < items.count && items[child].precedes(items[least]) {
        least = child
      }
      if least == i { return }
      items.swapAt(i, least)
      i = least
    }
  }
}
