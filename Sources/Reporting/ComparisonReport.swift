import Exploration
import Measurement
import SimKernel

/// Measured runs against predicted ones, for a terminal, as Markdown, or as JSON.
package struct ComparisonReport: Sendable {
  let comparison: FileComparison

  package init(_ comparison: FileComparison) { self.comparison = comparison }

  private static let columns = [
    ("metric", false), ("samples", true), ("measured", true), ("predicted", true),
    ("inside", true), ("median", true), ("", false),
  ]

  package func text() -> String {
    var lines = ["migsim \(Report.version) · measured \(comparison.id)"]
    if let title = comparison.title { lines += Words.fold(title, width: 100, indent: "") }
    for group in comparison.groups {
      lines += ["", heading(group)]
      var table = TextTable(Self.columns)
      for metric in group.metrics { table.add(cells(metric)) }
      lines += table.lines()
      lines += notes(group).flatMap { Words.fold("  " + $0, width: 100, indent: "    ") }
    }
    if !comparison.unbound.isEmpty {
      lines += ["", unbound]
    }
    lines += ["", Self.legend]
    return lines.joined(separator: "\n") + "\n"
  }

  package func markdown() -> String {
    var lines = ["## \(comparison.id)"]
    if let title = comparison.title {
      lines += ["", "\(title.prefix(1).uppercased())\(title.dropFirst())."]
    }
    for group in comparison.groups {
      lines += ["", "**\(group.label)**: \(counts(group))", ""]
      lines += ["| Metric | Samples | Measured | Predicted | Inside | Median | |"]
      lines += ["|---|--:|--:|--:|--:|--:|---|"]
      for metric in group.metrics {
        lines.append("| " + cells(metric).joined(separator: " | ") + " |")
      }
      let notes = notes(group)
      for note in notes { lines += ["", note] }
    }
    if !comparison.unbound.isEmpty { lines += ["", unbound] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// How to read the tables.
  package static let legend =
    "measured, predicted: 5 / 50 / 95 %. inside: events within the predicted 90 %, and the band that "
    + "chance allows.\nmedian: by how much the predicted one is off."

  private func heading(_ group: GroupComparison) -> String {
    "\(group.label) · \(counts(group)) · \(group.scenario)"
  }

  private func counts(_ group: GroupComparison) -> String {
    let samples = Words.plural(group.samples, "sample", "samples")
    let events =
      group.events == group.samples
      ? "" : " of \(Words.plural(group.events, "event", "events"))"
    return "\(samples)\(events), \(Words.plural(group.runs, "run", "runs"))"
  }

  private var unbound: String {
    "No scenario stands for \(Words.list(comparison.unbound))."
  }

  private func cells(_ row: MetricComparison) -> [String] {
    let unit = row.metric.isTime ? "\(row.metric.name) (ms)" : row.metric.name
    return [
      unit, "\(row.samples)", figures(row.measured), row.predicted.map(figures) ?? "-",
      inside(row), row.metric.isExact ? "" : median(row), row.verdict.words,
    ]
  }

  private func figures(_ spread: Percentiles) -> String {
    if spread.p5 == spread.p95 { return Words.count(spread.median) }
    return [spread.p5, spread.median, spread.p95].map { Words.count($0) }.joined(separator: " / ")
  }

  private func inside(_ row: MetricComparison) -> String {
    let (whole, part) = row.insideHundredths.quotientAndRemainder(dividingBy: 100)
    let tenths = part / 10
    let share = tenths == 0 ? "\(whole)" : "\(whole).\(tenths)"
    if row.metric.isExact { return "\(share) of \(row.samples)" }
    return "\(share) of \(row.events) (\(row.insideBand.lowerBound)–\(row.insideBand.upperBound))"
  }

  private func median(_ row: MetricComparison) -> String {
    guard let predicted = row.predicted else { return "" }
    let difference = predicted.median - row.measured.median
    if difference == 0 { return "0" }
    let sign = difference > 0 ? "+" : "−"
    let amount = "\(sign)\(Words.count(abs(difference)))"
    guard let error = row.medianError, error != 0 else { return amount }
    return "\(amount) (\(sign)\(Words.count(abs(error))) %)"
  }

  private func notes(_ group: GroupComparison) -> [String] {
    var notes: [String] = []
    for row in group.metrics {
      if !row.missed.isEmpty {
        let misses = row.missed.prefix(8).map {
          "sample \($0.sample + 1) has \(Words.count($0.measured)), predicted "
            + ($0.predicted.map { Words.count($0) } ?? "nothing")
        }
        let more = row.missed.count > 8 ? ", and \(row.missed.count - 8) more" : ""
        notes.append("\(row.metric.name): \(misses.joined(separator: "; "))\(more).")
      }
    }
    let given = group.metrics.compactMap { row -> String? in
      guard !row.metric.isExact, let miss = row.missBySample, miss > 0 else { return nil }
      return "\(row.metric.name) by \(Words.count(miss))\(row.metric.isTime ? " ms" : "")"
    }
    if !given.isEmpty {
      notes.append(
        "Given what was drawn for it, a sample is missed (in the median): \(Words.list(given)).")
    }
    if !group.unread.isEmpty {
      notes.append("The scenario does not say how to read \(Words.list(group.unread)).")
    }
    return notes + group.departs
  }
}

extension MetricComparison.Verdict {
  /// As tables say it.
  package var words: String {
    switch self {
    case .agrees: "agrees"
    case .agreesByChance: "agrees, by so few samples"
    case .tooFew: "too few samples to say"
    case .outside(.samplesDiffer): "OUTSIDE: samples differ"
    case .outside(.median): "OUTSIDE: median"
    case .outside(.narrow): "OUTSIDE: too few inside"
    case .outside(.wide): "OUTSIDE: spreads less than predicted"
    case .outside(.neverReached): "OUTSIDE: never reached"
    }
  }

  /// As machines read it.
  package var word: String {
    switch self {
    case .agrees: "agrees"
    case .agreesByChance: "agrees-by-chance"
    case .tooFew: "too-few-samples"
    case .outside(.samplesDiffer): "samples-differ"
    case .outside(.median): "median-outside"
    case .outside(.narrow): "too-few-inside"
    case .outside(.wide): "too-many-inside"
    case .outside(.neverReached): "never-reached"
    }
  }
}
