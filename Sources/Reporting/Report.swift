import Costing
import MigrationModel
import Rehearsal
import SimKernel

/// An outcome and what a report says besides: which file, which version, how to see it again.
package struct Report: Sendable {
  package var outcome: Outcome
  /// What tells this scenario's content from any other.
  package var scenarioHash: String
  /// The file as the user named it.
  package var file: String
  /// Settings of the scenario that Kafka knows and the model does not use.
  package var notModelled: [String] = []
  /// Defaults that stand for what the file leaves out.
  package var defaults: [String] = []
  /// What things cost; nil to say nothing of it.
  package var prices: PriceFile?

  package init(outcome: Outcome, scenarioHash: String, file: String) {
    self.outcome = outcome
    self.scenarioHash = scenarioHash
    self.file = file
  }

  /// The version of this program. Outcomes of different versions may differ.
  package static let version = "0.1.0"

  var scenario: Scenario { outcome.scenario }
  var clock: DayClock { DayClock(startsAt: scenario.startsAt) }

  /// The line that does it again.
  package var command: String { "migsim run \(Self.quoted(file)) --seed \(outcome.seed)" }

  /// A file name as a shell takes it.
  package static func quoted(_ name: String) -> String {
    let plain = name.utf8.allSatisfy { byte in
      switch UInt8(byte) {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="):
        true
      default: false
      }
    }
    if plain, !name.isEmpty { return name }
    var text = "'"
    for character in name { text += character == "'" ? #"'\''"# : String(character) }
    return text + "'"
  }
}

extension Verdict {
  /// The word that the first screen shows.
  package var word: String {
    switch self {
    case .pass: "PASS"
    case .violated: "FAIL"
    case .inconclusive: "INCONCLUSIVE"
    case .unsettled: "DID NOT SETTLE"
    }
  }
}
