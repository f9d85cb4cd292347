import Costing
import Documents
import Exploration
import MigrationModel
import SimKernel

/// Variants of a scenario beside each other: for a terminal, as Markdown, or as JSON.
///
/// Every figure of a variant stands beside the same figure of the first, seed by seed.
package struct PairReport: Sendable {
  let comparison: PairedComparison
  let title: String
  /// What is written for each variant to run it alone.
  let commands: [String]
  /// What costs are told in; nil without prices.
  let prices: PriceFile?

  package init(
    _ comparison: PairedComparison, title: String, commands: [String], prices: PriceFile? = nil
  ) {
    self.comparison = comparison
    self.title = title
    self.commands = commands
    self.prices = prices
  }

  private typealias Pair = PairedComparison.Pair

  package func text() -> String {
    var lines = [heading, ""]
    for other in others {
      lines += answers(other).flatMap { Words.fold("  " + $0, width: 100, indent: "    ") }
      lines.append("")
      var table = TextTable(columns(other).enumerated().map { ($1, $0 > 1) })
      for row in rows(other) { table.add(row) }
      lines += table.lines()
      lines.append("")
    }
    lines += commands.map { "  \($0)" }
    lines += ["", Self.legend] + (priceLine.map { [$0] } ?? [])
    return lines.joined(separator: "\n") + "\n"
  }

  private var priceLine: String? {
    prices.map { prices in
      "Costs are at the prices of \(prices.name), \(prices.date)"
        + (prices.isExample ? ", an example: replace it with what you pay." : ".")
    }
  }

  package func markdown() -> String {
    var lines = ["# \(title)", "", "\(heading)."]
    for other in others {
      lines += [""] + answers(other).map { "- \($0)" }
      lines += ["", "| " + columns(other).joined(separator: " | ") + " |"]
      lines.append("|---|---|" + String(repeating: "--:|", count: columns(other).count - 2))
      lines += rows(other).map { "| " + $0.joined(separator: " | ") + " |" }
    }
    lines += ["", "```sh"] + commands + ["```", "", Self.legend] + (priceLine.map { [$0] } ?? [])
    return lines.joined(separator: "\n") + "\n"
  }

  package static let legend =
    "Figures are the 5th, 50th and 95th percentile over the seeds; a difference is taken seed by seed. "
    + "Both variants of\na seed have the same traffic, keys and faults, so that it is due to the "
    + "variant. Times are in seconds."

  private var heading: String {
    let seeds = comparison.seeds
    return
      "migsim \(Report.version) · \(title) · \(comparison.variants.joined(separator: " | ")) · "
      + "seeds \(seeds.first ?? 0) to \(seeds.last ?? 0)"
  }

  /// The variants that are held against the first.
  private var others: Range<Int> { 1..<comparison.variants.count }

  private func columns(_ other: Int) -> [String] {
    [
      "Where", "What", comparison.variants[0], comparison.variants[other], "difference", "less",
      "same", "more",
    ]
  }

  // MARK: Answers

  /// A line for each question: which variant does better, and the evidence.
  private func answers(_ other: Int) -> [String] {
    PairedMetric.allCases.compactMap { metric in
      guard let pair = comparison.pair(metric, at: .worst, other), !pair.isNothing else {
        return nil
      }
      return "\(metric.question) \(answer(pair, metric, other))"
    }
  }

  private func answer(_ pair: Pair, _ metric: PairedMetric, _ other: Int) -> String {
    let names = (comparison.variants[0], comparison.variants[other])
    let value = { amount($0, metric) }
    let seeds = Words.plural(pair.count, "seed", "seeds")
    if pair.less == 0, pair.more == 0 {
      return "Both alike: \(value(pair.first.median)) in the median of \(seeds)."
    }
    // A difference in a few seeds does not move the medians.
    if min(pair.less, pair.more) == 0, pair.first.median == pair.second.median {
      let better = pair.more == 0 ? names.1 : names.0
      return "\(better), in \(pair.less + pair.more) of \(seeds); alike in the others."
    }
    let medians = "\(value(pair.second.median)) against \(value(pair.first.median)) in the median"
    if pair.more == 0 { return "\(names.1), in \(pair.less) of \(seeds): \(medians)." }
    if pair.less == 0 { return "\(names.0), in \(pair.more) of \(seeds): \(medians)." }
    return
      "It depends: \(names.1) in \(pair.less), \(names.0) in \(pair.more) of \(seeds): \(medians)."
  }

  // MARK: Figures

  private func rows(_ other: Int) -> [[String]] {
    comparison.places.filter { $0 != .worst }.flatMap { place in
      PairedMetric.allCases.compactMap { metric -> [String]? in
        guard let pair = comparison.pair(metric, at: place, other), !pair.isNothing else {
          return nil
        }
        return [
          place.name, metric.rawValue, spread(pair.first, metric), spread(pair.second, metric),
          spread(pair.difference, metric), "\(pair.less)", "\(pair.same)", "\(pair.more)",
        ]
      }
    }
  }

  private func spread(_ values: Percentiles, _ metric: PairedMetric) -> String {
    let all = [values.p5, values.median, values.p95].map { figure($0, metric) }
    return all[0] == all[2] ? all[0] : all.joined(separator: " / ")
  }

  /// A figure without its unit: seconds with a tenth, or records.
  private func figure(_ value: Int64, _ metric: PairedMetric) -> String {
    switch metric.unit {
    case .records: return (value < 0 ? "−" : "") + Words.count(abs(value))
    case .money: return Words.money(Money(micros: value), prices?.currency ?? "")
    case .milliseconds: break
    }
    let tenths = (abs(value) + 50) / 100
    return "\(value < 0 && tenths > 0 ? "−" : "")\(Words.count(tenths / 10)).\(tenths % 10)"
  }

  private func amount(_ value: Int64, _ metric: PairedMetric) -> String {
    metric.unit == .milliseconds ? "\(figure(value, metric)) s" : figure(value, metric)
  }

  // MARK: JSON

  package func json() -> String {
    CanonicalJSON.text([
      "migsim": JSONNode(Report.version), "title": JSONNode(title),
      "variants": JSONNode(
        zip(comparison.variants, commands).map { ["name": JSONNode($0), "command": JSONNode($1)] }),
      "seeds": JSONNode(comparison.seeds.map { JSONNode("\($0)") }),
      "comparisons": JSONNode(others.map(object)),
    ])
  }

  private func object(_ other: Int) -> JSONNode {
    [
      "first": JSONNode(comparison.variants[0]), "second": JSONNode(comparison.variants[other]),
      "answers": JSONNode(answers(other).map { JSONNode($0) }),
      "figures": JSONNode(
        comparison.places.flatMap { place in
          PairedMetric.allCases.compactMap { metric in
            comparison.pair(metric, at: place, other).map { object($0, metric, place) }
          }
        }),
    ]
  }

  private func object(
    _ pair: Pair, _ metric: PairedMetric, _ place: PairedComparison.Place
  ) -> JSONNode {
    [
      "point": JSONNode(place.name), "metric": JSONNode(metric.rawValue),
      "unit": JSONNode(metric.unit.rawValue), "first": object(pair.first),
      "second": object(pair.second), "difference": object(pair.difference),
      "less": JSONNode(pair.less), "same": JSONNode(pair.same), "more": JSONNode(pair.more),
    ]
  }

  private func object(_ values: Percentiles) -> JSONNode {
    [
      "p5": JSONNode("\(values.p5)"), "p50": JSONNode("\(values.median)"),
      "p95": JSONNode("\(values.p95)"),
    ]
  }
}

extension PairedMetric {
  /// What it answers; the name of a variant follows.
  fileprivate var question: String {
    switch self {
    case .dup: "Fewer records twice?"
    case .loss: "Fewer records lost?"
    case .reorder: "Fewer out of order?"
    case .reconcile: "Less to reconcile?"
    case .unsent: "Fewer never written?"
    case .wait: "Shorter waits for readers?"
    case .writeWait: "Shorter waits for writers?"
    case .detect: "A lost broker noticed sooner?"
    case .failOver: "Everything led again sooner?"
    case .redundancy: "All copies back sooner?"
    case .windowCost: "A cheaper window?"
    case .monthCost: "Cheaper to keep, a month?"
    }
  }
}
