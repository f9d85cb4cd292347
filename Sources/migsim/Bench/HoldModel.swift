import SimKernel

/// The hold model: an agenda of a fixed size, of which the earliest entry is taken and put back a
/// random while later, over and over. What one such pair costs is what an event costs the kernel.
enum HoldModel {
  /// Nanoseconds for each event.
  static func nanosecondsPerEvent(pending: Int, events: Int) -> Double {
    let draws = Draws(seed: 1)
    let stream = Stream(rawValue: 1)
    var agenda = Agenda(capacity: pending)
    for entry in 0..<pending {
      let wait = draws.bounded(stream, entity: 0, UInt64(entry), below: 1_000_000_000)
      agenda.schedule(
        UInt32(entry), at: .zero + .nanoseconds(Int64(wait)), phase: .delivery)
    }
    // Waits are drawn beforehand: the figure is the agenda's, not the generator's.
    let waits = (0..<4096).map {
      Int64(draws.bounded(stream, entity: 1, UInt64($0), below: 2_000_000_000))
    }
    let began = Terminal.seconds
    var digest = Digest()
    for number in 0..<events {
      guard let entry = agenda.next(until: .never) else { break }
      digest.fold(entry.key, entry.payload)
      agenda.schedule(
        entry.payload, at: agenda.now + .nanoseconds(waits[number & 4095]), phase: .delivery)
    }
    return (Terminal.seconds - began) * 1e9 / Double(events)
  }
}
