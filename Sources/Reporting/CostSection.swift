import Accounting
import Costing
import Documents
import MigrationModel
import Rehearsal
import SimKernel

/// What a rehearsed migration costs: the window line by line, what waiting costs beside what going
/// back would leave, and a month of the traffic on each cluster.
struct CostSection {
  let report: Report
  let bill: MigrationBill

  /// Nil where no prices were given.
  init?(_ report: Report) {
    guard let prices = report.prices else { return nil }
    self.report = report
    bill = MigrationBill(report.outcome, prices)
  }

  private var outcome: Outcome { report.outcome }
  private var prices: PriceFile { bill.prices }

  // MARK: Text

  var title: String {
    let example = prices.isExample ? ", an example: replace it with what you pay" : ""
    return "What it costs, at the prices of \(prices.name) (\(prices.date)\(example))"
  }

  func lines() -> [String] {
    guard let window = bill.window, let span = outcome.usage else {
      return ["  No step began: there is no window to pay for."]
    }
    let from = report.clock.text(span.from.at)
    var lines = [
      "  The window, from \(from) to \(report.clock.text(span.to.at)): \(money(window.total))."
    ]
    lines += BillTable.text(window, currency: prices.currency)
    lines += folded(BillTable.unpriced(window).map { [$0] } ?? [])
    lines += waiting() + folded(months())
    return lines + folded([Self.assumed])
  }

  private func folded(_ sentences: [String]) -> [String] {
    sentences.flatMap { Words.fold("  " + $0, width: 100, indent: "    ") }
  }

  static let assumed =
    "Assumed: clients and link workers spread evenly over zones; readers find what they read in caches."

  /// A row for each rollback point: what it cost to get there, what another hour would, and what
  /// going back would leave then.
  private func waiting() -> [String] {
    guard !outcome.points.isEmpty else { return [] }
    var table = TextTable([
      ("waiting after", false), ("so far", true), ("an hour more", true), ("dup", true),
      ("loss", true), ("reconcile", true), ("an hour later", true),
    ])
    for point in outcome.points {
      let figures = BranchFigures(point.late.judgement)
      let counts = [figures.dup, figures.loss, figures.reconcile].map { Words.count($0) }
      table.add(
        ["\(point.step.row + 1) \(point.name)", money(soFar(point)), money(hourMore(point))]
          + (point.late.noWayBack == nil ? counts : ["–", "–", "–"])
          + [reconcileLater(point).map { Words.count($0) } ?? "–"])
    }
    return table.lines()
      + folded([
        "An hour more is what is paid beyond the cluster in charge. What has to be reconciled an hour "
          + "later grows as it did since the step; what is repeated or lost jumps, and is not carried on."
      ])
  }

  private func soFar(_ point: PointOutcome) -> Money {
    guard let from = outcome.usage?.from else { return .zero }
    return bill.bill(UsageSpan(from: from, to: point.usage.to)).total
  }

  private func hourMore(_ point: PointOutcome) -> Money { bill.hourMore(after: point).total }

  /// How many records have to be reconciled if one goes back an hour after the last instant, and
  /// writers go on as since the step; nil where no time has passed, or there is no way back.
  private func reconcileLater(_ point: PointOutcome) -> Int64? {
    let (early, late) = (BranchFigures(point.early.judgement), BranchFigures(point.late.judgement))
    let passed = (point.late.began - point.early.began).milliseconds
    guard point.late.noWayBack == nil, point.early.noWayBack == nil, passed > 0 else { return nil }
    let more = Int128(late.reconcile - early.reconcile) * 3_600_000 / Int128(passed)
    return Int64(clamping: Int128(late.reconcile) + more)
  }

  private func months() -> [String] {
    let months = bill.months
    guard !months.isEmpty else { return [] }
    let sums = months.map { "\(money($0.bill.total)) on \(name($0.cluster))" }
    var lines = ["A month of all this traffic: \(Words.list(sums))."]
    for month in months where !month.keptForEver.isEmpty {
      let topics = month.keptForEver.map { "`\($0)`" }
      lines.append(
        "\(name(month.cluster)) keeps \(Words.list(topics)) for ever: what that takes is in no sum."
      )
    }
    return lines
  }

  private func name(_ cluster: ClusterID) -> String { report.scenario.clusters[cluster.row].name }
  private func money(_ amount: Money) -> String { Words.money(amount, prices.currency) }

  // MARK: JSON

  func json() -> JSONNode {
    object([
      ("prices", JSONNode(prices.name)), ("date", JSONNode(prices.date)),
      ("isExample", JSONNode(prices.isExample)), ("currency", JSONNode(prices.currency)),
      ("window", bill.window.map(json)),
      ("waiting", JSONNode(outcome.points.map(json))),
      ("months", JSONNode(bill.months.map(json))),
      (
        "unpriced",
        texts(
          ((bill.window.map { [$0] } ?? []) + bill.months.map(\.bill)).flatMap(\.unpriced)
            .map(\.rawValue).unique)
      ),
    ])
  }

  private func json(_ bill: Bill) -> JSONNode {
    ["micros": JSONNode(bill.total.micros), "lines": BillTable.json(bill)]
  }

  private func json(_ point: PointOutcome) -> JSONNode {
    let hour = bill.hourMore(after: point)
    return object([
      ("after", JSONNode(point.name)), ("soFar", JSONNode(soFar(point).micros)),
      ("hourMore", json(hour)),
      ("reconcileLater", reconcileLater(point).map { JSONNode($0) }),
    ])
  }

  private func json(_ month: MigrationBill.Monthly) -> JSONNode {
    [
      "cluster": JSONNode(name(month.cluster)), "bill": json(month.bill),
      "keptForEver": texts(month.keptForEver),
    ]
  }
}

extension [String] {
  /// Without repetitions, in the order of the first of each.
  fileprivate var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
