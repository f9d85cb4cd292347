import Costing
import Documents
import SimKernel

/// What deployments cost a month, line by line, and what was published of it: for a terminal, as
/// Markdown, or as JSON.
package struct DeploymentReport: Sendable {
  let bills: DeploymentBills
  /// The prices of others that stand in for missing ones; nil without any.
  let prices: PriceFile?

  package init(_ bills: DeploymentBills, prices: PriceFile? = nil) {
    self.bills = bills
    self.prices = prices
  }

  private var file: DeploymentFile { bills.file }

  package func text() -> String {
    var lines = ["migsim \(Report.version) · \(file.id) · \(file.title)"]
    lines += folded(opening)
    for row in file.deployments.indices {
      let bill = bills.bills[row]
      lines += ["", "\(name(row)): \(money(bill.total)) a month"]
      lines += BillTable.text(bill, currency: file.currency)
      lines += BillTable.unpriced(bill).map { folded(["  " + $0]) } ?? []
      lines += published(row)
    }
    lines += [""] + folded(closing)
    return lines.joined(separator: "\n") + "\n"
  }

  private func folded(_ sentences: [String]) -> [String] {
    sentences.flatMap { Words.fold($0.plain, width: 100, indent: "    ") }
  }

  private func published(_ row: Int) -> [String] {
    let sums = comparisons(row)
    guard !sums.isEmpty else { return [] }
    var table = TextTable([
      ("", false), ("published", true), ("ours", true), ("off by", true), ("", false),
    ])
    for sum in sums { table.add(sum.cells) }
    return table.lines()
      + folded(sums.compactMap { sum in sum.why.map { "  \(sum.cells[0]): \($0)" } })
  }

  package func markdown() -> String {
    var lines = ["## \(file.id): \(file.title)"]
    for sentence in opening { lines += ["", sentence] }
    lines += publishedTable()
    for row in file.deployments.indices {
      let bill = bills.bills[row]
      lines += ["", "\(name(row)), line by line: \(money(bill.total)).", ""]
      lines += BillTable.markdown(bill, currency: file.currency)
      lines += BillTable.unpriced(bill).map { ["", $0] } ?? []
    }
    for sentence in closing { lines += ["", sentence] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What was published beside ours; nothing where nobody published anything.
  private func publishedTable() -> [String] {
    let rows = file.deployments.indices.flatMap { row in
      comparisons(row).map { sum in
        let cells = [name(row)] + sum.cells + [sum.why ?? ""]
        return "| " + cells.joined(separator: " | ") + " |"
      }
    }
    guard !rows.isEmpty else { return [] }
    return [
      "", "| A month of | | Published | Ours | Off by | | |", "|---|---|--:|--:|--:|---|---|",
    ]
      + rows
  }

  // MARK: Sentences

  private var opening: [String] {
    var lines: [String] = []
    if let setting = file.setting { lines.append("\(setting).") }
    if let source = file.source { lines.append("Published by \(source).") }
    if let prices {
      let example = prices.isExample ? ": an example, replace it with what you pay" : ""
      lines.append("Prices of \(prices.name), \(prices.date)\(example).")
    }
    return lines
  }

  /// How they stand to each other, and what else has to be known.
  private var closing: [String] {
    file.shares.compactMap { share -> String? in
      guard let ours = bills.share(share) else { return nil }
      let sentence = "`\(share.of)` costs \(Words.percent(ours)) of `\(share.by)`"
      guard let said = share.share else { return sentence + "." }
      let published = Words.percent(Int64(clamping: said.of(10_000)))
      return "\(sentence); \(published) was published" + (share.why.map { ": \($0)" } ?? "") + "."
    } + file.notes
  }

  // MARK: Published sums

  private struct Sum {
    /// What, published, ours, off by, and whether it counts.
    var cells: [String]
    var why: String?
  }

  private func comparisons(_ row: Int) -> [Sum] {
    bills.comparisons(of: row).map { sum in
      Sum(
        cells: [
          sum.published.component?.rawValue ?? "total", money(sum.published.amount),
          money(sum.ours), sum.off.map(Words.percent) ?? "–",
          standing(sum.published, row),
        ], why: sum.published.why)
    }
  }

  /// Whether agreement says anything.
  private func standing(_ figure: PublishedFigure, _ row: Int) -> String {
    if figure.isFitted { return "fitted: does not count" }
    let parts = bills.fittedParts(of: row).map(\.rawValue)
    guard figure.component == nil, !parts.isEmpty else { return "" }
    return "with fitted \(Words.list(parts))"
  }

  private func name(_ row: Int) -> String { file.deployments[row].deployment.name }
  private func money(_ amount: Money) -> String { Words.money(amount, file.currency) }

  // MARK: JSON

  package func json() -> String {
    CanonicalJSON.text([
      "migsim": JSONNode(Report.version), "id": JSONNode(file.id), "title": JSONNode(file.title),
      "currency": JSONNode(file.currency),
      "deployments": JSONNode(
        file.deployments.indices.map { row in
          [
            "name": JSONNode(name(row)), "micros": JSONNode(bills.bills[row].total.micros),
            "lines": BillTable.json(bills.bills[row]),
            "published": JSONNode(bills.comparisons(of: row).map(object)),
          ]
        }),
    ])
  }

  private func object(_ sum: DeploymentBills.Comparison) -> JSONNode {
    Reporting.object([
      ("what", JSONNode(sum.published.component?.rawValue ?? "total")),
      ("published", JSONNode(sum.published.amount.micros)), ("ours", JSONNode(sum.ours.micros)),
      ("basisPointsOff", sum.off.map { JSONNode($0) }),
      ("fitted", JSONNode(sum.published.isFitted)),
      ("why", sum.published.why.map { JSONNode($0) }),
    ])
  }
}

extension String {
  /// Without the marks that Markdown has for names.
  fileprivate var plain: String { String(filter { $0 != "`" }) }
}
