import Accounting
import SimKernel

// An application that waits at a record that it cannot serialise, and what it has behind it.

extension Estate {
  /// Sends what an application held back, in the order in which it was created.
  mutating func sendHeld(_ id: ProducerID) {
    let held = takeHeld(id)
    for records in held {
      ledger.waitedInVain(records.range.lane, from: producers[id].heldSince, to: now)
      enqueue(records.range, records.outlet, created: now)
    }
    for outlet in producers[id].outlets where !outlets[outlet].queue.isEmpty { pump(outlet) }
  }

  /// An application that is stopped at such a record takes what it held back with it.
  mutating func giveUpHeld(_ id: ProducerID) {
    for records in takeHeld(id) {
      ledger.gaveUp(
        records.range, because: .schemaCompatMismatch, at: now, created: producers[id].heldSince)
    }
  }

  private mutating func takeHeld(_ id: ProducerID) -> [HeldRecords] {
    ledger.disruptions.append(
      Disruption(kind: .unserialisable(id), from: producers[id].heldSince, to: now))
    defer { producers[id].held = [] }
    return producers[id].held
  }
}
