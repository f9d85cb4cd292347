import KafkaModel
import MigrationModel

/// The page of the rules in which the model is not Kafka, and of those that depend on a version.
package enum DeparturesPage {
  package static var text: String {
    let opening = """
      # Where the model is not Kafka

      Rules in which the model is knowingly not Kafka, and what a run may get wrong by them. A report
      names those that its scenario touches, and `departures` in `outcome.json` lists them by id.

      """
    let departures = Departure.allCases.map { departure in
      "| `\(departure.rawValue)` | \(departure.what) | \(departure.reason) |"
    }
    let versions = VersionRule.allCases.map { rule in
      let words = rule.words
      let modelled = rule.isModelled ? "yes" : "no"
      return "| `\(rule.rawValue)` | \(rule.since) | \(words.before) | \(words.after) "
        + "| \(modelled) | \(words.source) |"
    }
    let middle = """

      ## By version

      What is not the same in every release. A cluster's `kafka` decides, for its brokers and for the
      clients that write to it and read from it.

      """
    let lines =
      [opening, "| Id | What is different | Why, and what follows |", "|---|---|---|"] + departures
      + [
        middle, "| Id | Since | Before | From then on | Modelled | Source |",
        "|---|---|---|---|---|---|",
      ] + versions
    return lines.joined(separator: "\n") + "\n"
  }
}
