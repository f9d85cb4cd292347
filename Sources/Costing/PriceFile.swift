import Documents

/// A file of prices: what is wrong with it, and the prices that it holds.
package struct PriceFile: Sendable {
  package let file: String
  /// Everything there is to say, in the order of the text.
  package let report: Diagnostics
  package let name: String
  package let date: String
  package let currency: String
  package let isExample: Bool
  package let prices: PriceBook
  package let workers: Int
  package let people: Int
  private let clusters: [(name: String, prices: PriceBook, makeup: ClusterMakeup)]

  package var isValid: Bool { !report.hasErrors }

  /// - Parameter file: Its name, for messages.
  package init(_ bytes: [UInt8], file: String) {
    let document = CheckedDocument(bytes, file: file, as: PriceShape.file)
    var report = document.diagnostics
    for entry in document.value?.entries("clusters") ?? []
    where entry.value.factor("diskHeadroom") > Fraction(1_000) {
      report.report(
        "\"diskHeadroom\" is more than 1000", at: entry.value.value("diskHeadroom"))
    }
    self.file = file
    self.report = report
    let root = document.value
    name = root?.text("name") ?? ""
    date = root?.text("date") ?? ""
    currency = root?.text("currency") ?? ""
    isExample = root?.bool("isExample") ?? false
    prices = root.map { PriceBook($0.value("prices")) } ?? PriceBook()
    workers = root?.int("workers") ?? 0
    people = root?.int("people") ?? 0
    clusters =
      root?.entries("clusters").map { entry in
        (entry.name, PriceBook(entry.value.value("prices")), ClusterMakeup(entry.value))
      } ?? []
  }

  /// The clusters of which it says something.
  package var clusterNames: [String] { clusters.map(\.name) }

  /// The prices of a cluster: its own, and those of all where it has none.
  package func prices(of cluster: String) -> PriceBook {
    (clusters.first { $0.name == cluster }?.prices ?? PriceBook()).filled(by: prices)
  }

  package func makeup(of cluster: String) -> ClusterMakeup {
    clusters.first { $0.name == cluster }?.makeup ?? ClusterMakeup()
  }
}
