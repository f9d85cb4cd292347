import Documents

/// What the deployments of a file cost a month.
package struct DeploymentBills: Sendable {
  package let file: DeploymentFile
  /// In the order of the deployments.
  package let bills: [Bill]
  /// The prices that each was made with.
  package let books: [PriceBook]

  /// - Parameter prices: Where a deployment has none of its own.
  package init(_ file: DeploymentFile, prices: PriceFile? = nil) {
    self.file = file
    books = file.deployments.map { row in
      guard let prices else { return row.prices }
      return row.prices.filled(by: prices.prices(of: row.deployment.name))
    }
    bills = zip(file.deployments, books).map { row, book in
      row.deployment.bill(for: [file.traffic], month: file.month, book)
    }
  }

  /// A published sum beside ours.
  package struct Comparison: Sendable {
    package let published: PublishedFigure
    package let ours: Money
    /// By how much ours is more, in hundredths of a percent; nil where nothing was published.
    package let off: Int64?
  }

  package func comparisons(of row: Int) -> [Comparison] {
    file.deployments[row].published.map { figure in
      let ours = figure.component.map { bills[row].total(of: $0) } ?? bills[row].total
      let share = ours.basisPoints(of: figure.amount)
      return Comparison(published: figure, ours: ours, off: share.map { $0 - 10_000 })
    }
  }

  /// What one costs of another, in hundredths of a percent; nil where that costs nothing.
  package func share(_ share: PublishedShare) -> Int64? {
    guard let one = total(share.of), let other = total(share.by) else { return nil }
    return one.basisPoints(of: other)
  }

  private func total(_ name: String) -> Money? {
    file.deployments.firstIndex { $0.deployment.name == name }.map { bills[$0].total }
  }

  /// The parts of a sum of everything that were fitted.
  package func fittedParts(of row: Int) -> [CostItem.Component] {
    file.deployments[row].published.filter(\.isFitted).compactMap(\.component)
  }
}
