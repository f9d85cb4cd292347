/// What something costs, line by line.
package struct Bill: Sendable {
  package struct Line: Equatable, Sendable {
    package var item: CostItem
    /// The cluster or link that causes it.
    package var of: String
    package var quantity: Int128
    /// Nil where there is no price for it.
    package var price: Price?
    package var amount: Money
    package var owner: String
  }

  package private(set) var lines: [Line] = []

  package init() {}

  /// Adds a line; of nothing there is none.
  package mutating func add(
    _ item: CostItem, of whom: String, _ quantity: Int128, _ book: PriceBook
  ) {
    guard quantity > 0 else { return }
    let entry = book[item]
    lines.append(
      Line(
        item: item, of: whom, quantity: quantity, price: entry?.price,
        amount: entry?.price.of(quantity) ?? .zero, owner: entry?.owner ?? item.owner))
  }

  /// Adds the lines of another bill.
  package mutating func add(_ other: Bill) { lines += other.lines }

  package var total: Money { lines.reduce(.zero) { $0 + $1.amount } }

  package func total(of component: CostItem.Component) -> Money {
    lines.reduce(.zero) { $1.item.component == component ? $0 + $1.amount : $0 }
  }

  package func total(of whom: String) -> Money {
    lines.reduce(.zero) { $1.of == whom ? $0 + $1.amount : $0 }
  }

  /// What is needed and has no price: not in any sum.
  package var unpriced: [CostItem] {
    CostItem.allCases.filter { item in lines.contains { $0.item == item && $0.price == nil } }
  }
}
