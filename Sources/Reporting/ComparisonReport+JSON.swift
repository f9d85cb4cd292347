import Documents
import Exploration
import Measurement

extension ComparisonReport {
  package func json() -> String {
    CanonicalJSON.text(
      object([
        ("migsim", JSONNode(Report.version)), ("measured", JSONNode(comparison.id)),
        ("groups", JSONNode(comparison.groups.map(json))),
        ("withoutScenario", JSONNode(comparison.unbound.map { JSONNode($0) })),
      ]))
  }

  private func json(_ group: GroupComparison) -> JSONNode {
    object([
      ("group", JSONNode(group.label)), ("scenario", JSONNode(group.scenario)),
      ("samples", JSONNode(group.samples)), ("events", JSONNode(group.events)),
      ("runs", JSONNode(group.runs)), ("verdict", JSONNode(group.verdict.word)),
      ("metrics", JSONNode(group.metrics.map(json))),
      ("departs", JSONNode(group.departs.map { JSONNode($0) })),
      ("notRead", JSONNode(group.unread.map { JSONNode($0) })),
    ])
  }

  private func json(_ row: MetricComparison) -> JSONNode {
    object([
      ("metric", JSONNode(row.metric.name)), ("unit", JSONNode(row.metric.unit)),
      ("exact", JSONNode(row.metric.isExact)), ("samples", JSONNode(row.samples)),
      ("events", JSONNode(row.events)), ("measured", json(row.measured)),
      ("predicted", row.predicted.map(json)), ("tolerance", JSONNode(row.tolerance)),
      ("insideHundredths", JSONNode(row.insideHundredths)),
      (
        "insideBand",
        JSONNode([JSONNode(row.insideBand.lowerBound), JSONNode(row.insideBand.upperBound)])
      ),
      ("medianErrorPercent", row.medianError.map { JSONNode($0) }),
      ("missBySample", row.missBySample.map { JSONNode($0) }),
      (
        "missed",
        JSONNode(
          row.missed.map { miss in
            object([
              ("sample", JSONNode(miss.sample + 1)), ("measured", JSONNode(miss.measured)),
              ("predicted", miss.predicted.map { JSONNode($0) }),
            ])
          })
      ),
      ("verdict", JSONNode(row.verdict.word)),
    ])
  }

  private func json(_ spread: Percentiles) -> JSONNode {
    object([
      ("p5", JSONNode(spread.p5)), ("median", JSONNode(spread.median)),
      ("p95", JSONNode(spread.p95)),
    ])
  }
}
