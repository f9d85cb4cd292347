import Exploration
import KafkaModel
import MigrationModel
import ScenarioFormat
import SimKernel

/// What a fork costs after a long history: a copy of the World, and what its first events pay for
/// tables that are no longer shared.
enum ForkBench {
  /// Milliseconds for one fork: the median of 21.
  ///
  /// - Parameter instant: Until when the scenario runs before it is forked.
  static func milliseconds(_ file: ScenarioFile, at instant: Instant) -> Double {
    var world = World(Trials(file).scenario(seed: nil), seed: 1)
    while world.now < instant, world.run(until: instant) != nil {}
    var times: [Double] = []
    for _ in 0..<21 {
      let began = Terminal.seconds
      var fork = world
      fork.goForward()
      for _ in 0..<firstEvents { step(&fork) }
      let forked = Terminal.seconds - began
      // The same events once more, with nothing left to copy.
      let again = Terminal.seconds
      for _ in 0..<firstEvents { step(&fork) }
      times.append(max(0, forked - (Terminal.seconds - again)))
    }
    return times.sorted()[10] * 1000
  }

  /// So many events touch nearly every table.
  private static let firstEvents = 200

  private static func step(_ world: inout World) {
    if let event = world.estate.next(until: .never) { world.apply(event) }
  }
}
