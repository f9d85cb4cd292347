import Documents
import Exploration
import MigrationModel
import Rehearsal
import SimKernel

/// What many seeds came to, for a terminal or as JSON.
package struct SeedReport: Sendable {
  let summary: SeedSummary
  let scenario: Scenario
  let scenarioHash: String
  let file: String

  package init(summary: SeedSummary, scenario: Scenario, scenarioHash: String, file: String) {
    self.summary = summary
    self.scenario = scenario
    self.scenarioHash = scenarioHash
    self.file = file
  }

  private static let verdicts: [Verdict] = [.pass, .violated, .inconclusive, .unsettled]
  private static let columns: [(name: String, value: @Sendable (BranchFigures) -> Int64)] = [
    ("dup", { $0.dup }), ("loss", { $0.loss }), ("reorder", { $0.reorder }),
    ("reconcile", { $0.reconcile }), ("wait ms", { $0.longestStall }),
  ]

  /// Every place that figures are given for: going forward, then each step.
  private var places: [(name: String, figures: [BranchFigures])] {
    [("forward", summary.results.map(\.forward))]
      + scenario.plan.steps.indices.map { row in
        ("\(row + 1) \(scenario.plan.steps[row].name)", summary.figures(after: StepID(row)))
      }
  }

  package func text() -> String {
    let seeds = summary.results.map(\.seed)
    var lines = [
      "migsim \(Report.version) · \(scenario.name) · scenario \(scenarioHash.prefix(12)) · "
        + "seeds \(seeds.first ?? 0) to \(seeds.last ?? 0)", "",
    ]
    let counts = Self.verdicts.map { ($0, summary.count(of: $0)) }.filter { $0.1 > 0 }
    lines.append(
      counts.map { "\($0.0.word) \(Words.count(Int64($0.1)))" }.joined(separator: " · ")
        + " of \(Words.plural(summary.results.count, "seed", "seeds"))")
    lines.append("")
    lines += table()
    lines.append("")
    if let worst = summary.worst {
      lines.append("Worst seed: \(worst.seed)  \(command(worst.seed))")
    }
    lines.append("A pass over seeds is evidence, not proof.")
    if let failing = summary.firstFailing {
      lines.append("First that does not pass: \(command(failing.seed))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func command(_ seed: UInt64) -> String {
    "migsim run \(Report.quoted(file)) --seed \(seed)"
  }

  private func table() -> [String] {
    var table = TextTable(
      [("least / median / most", false), ("seeds", true)] + Self.columns.map { ($0.name, true) })
    for place in places {
      guard !place.figures.isEmpty else {
        table.add([place.name, "0"] + Self.columns.map { _ in "-" })
        continue
      }
      table.add(
        [place.name, "\(place.figures.count)"]
          + Self.columns.map { column in
            let spread = Spread(place.figures.map(column.value))
            return
              "\(Words.count(spread.min)) / \(Words.count(spread.median)) / \(Words.count(spread.max))"
          })
    }
    return table.lines()
  }

  package func json() -> String {
    CanonicalJSON.text(
      object([
        ("migsim", JSONNode(Report.version)), ("scenario", JSONNode(scenario.name)),
        ("scenarioHash", JSONNode(scenarioHash)),
        ("verdict", JSONNode("\(summary.verdict)")),
        (
          "verdicts",
          object(Self.verdicts.map { ("\($0)", JSONNode(summary.count(of: $0))) })
        ),
        ("points", JSONNode(places.map { point($0.name, $0.figures) })),
        ("worst", summary.worst.map { seed($0) }),
        ("firstFailing", summary.firstFailing.map { seed($0) }),
        (
          "seeds",
          JSONNode(
            summary.results.map {
              [
                "seed": JSONNode("\($0.seed)"), "verdict": JSONNode("\($0.verdict)"),
                "fingerprint": JSONNode($0.fingerprint.description),
              ]
            })
        ),
      ]))
  }

  private func point(_ name: String, _ figures: [BranchFigures]) -> JSONNode {
    var members: [(String, JSONNode?)] = [
      ("point", JSONNode(name)), ("seeds", JSONNode(figures.count)),
    ]
    for column in Self.columns where !figures.isEmpty {
      let spread = Spread(figures.map(column.value))
      members.append(
        (
          column.name,
          [
            "min": JSONNode(spread.min), "median": JSONNode(spread.median),
            "max": JSONNode(spread.max),
          ]
        ))
    }
    return object(members)
  }

  private func seed(_ result: SeedResult) -> JSONNode {
    [
      "seed": JSONNode("\(result.seed)"), "verdict": JSONNode("\(result.verdict)"),
      "command": JSONNode(command(result.seed)),
    ]
  }
}
