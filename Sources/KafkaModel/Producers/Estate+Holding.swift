import Accounting
import SimKernel

// An application that waits at a record that it cannot serialise, or may not write, and what it has
// behind it.

extension Estate {
  /// Sends what an application held back, in the order in which it was created.
  mutating func sendHeld(_ id: ProducerID) {
    let held = takeHeld(id)
    for records in held {
      ledger.waitedInVain(records.range.lane, from: producers[id].heldSince, to: now)
      enqueue(records.range, records.outlet, created: now, again: records.again)
    }
    for outlet in producers[id].outlets where !outlets[outlet].queue.isEmpty { pump(outlet) }
  }

  /// An application that is stopped for good at such a record takes what it held back with it.
  package mutating func giveUpHeld(_ id: ProducerID) {
    guard !producers[id].held.isEmpty else { return }
    let refused: Cause = producers[id].isAstray ? .staleClientEndpoint : .aclMissing
    let cause = producers[id].holdsForRights ? refused : .schemaCompatMismatch
    for records in takeHeld(id) {
      ledger.gaveUp(records.range, because: cause, at: now, created: producers[id].heldSince)
    }
  }

  private mutating func takeHeld(_ id: ProducerID) -> [HeldRecords] {
    tellHeld(id)
    defer {
      producers[id].held = []
      producers[id].holdsForRights = false
    }
    return producers[id].held
  }

  private mutating func tellHeld(_ id: ProducerID) {
    let since = producers[id].heldSince
    if let maker = producers[id].maker {
      return ledger.disruptions.append(refusal(of: maker, since: since))
    }
    let kind: Disruption.Kind =
      producers[id].holdsForRights
      ? .unauthorised(id, isAstray: producers[id].isAstray) : .unserialisable(id)
    ledger.disruptions.append(Disruption(kind: kind, from: since, to: now))
  }
}
