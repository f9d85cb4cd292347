import Documents

/// What things cost for a cluster or a link, item by item.
package struct PriceBook: Sendable {
  /// A price with where it comes from and who answers for it.
  package struct Entry: Equatable, Sendable {
    package var price: Price
    package var source: String
    package var owner: String

    package init(price: Price, source: String, owner: String) {
      self.price = price
      self.source = source
      self.owner = owner
    }
  }

  private var entries: [Entry?] = Array(repeating: nil, count: CostItem.allCases.count)

  package init() {}

  init(_ value: CheckedValue) {
    for item in CostItem.allCases {
      guard let row = value[item.rawValue],
        let price = Price(row.text("price"), per: item.dimension)
      else { continue }
      self[item] = Entry(
        price: price, source: row.text("source"), owner: row["owner"]?.text ?? item.owner)
    }
  }

  package subscript(item: CostItem) -> Entry? {
    get { entries[Self.row(item)] }
    set { entries[Self.row(item)] = newValue }
  }

  private static func row(_ item: CostItem) -> Int { CostItem.allCases.firstIndex(of: item)! }

  /// These prices, and `others` where these have none.
  package func filled(by others: PriceBook) -> PriceBook {
    var book = self
    for item in CostItem.allCases where book[item] == nil { book[item] = others[item] }
    return book
  }
}

/// What a bill must know of a cluster beyond its brokers.
package struct ClusterMakeup: Equatable, Sendable {
  /// How much larger disks are than what lies on them.
  package var diskHeadroom = Fraction(2)
  /// Bytes of the block device of a write-ahead log.
  package var logDisk: Int64 = 10_000_000_000
  package var writesInZone = false
  package var readsInZone = false
  /// With shared storage: whether brokers pass on by way of the object store what was written to one
  /// in another zone than the partition's.
  package var zoneRouter = true

  package init() {}

  init(_ value: CheckedValue) {
    diskHeadroom = value.factor("diskHeadroom")
    logDisk = value.size("logDisk")
    writesInZone = value.bool("writesInZone")
    readsInZone = value.bool("readsInZone")
    zoneRouter = value.bool("zoneRouter")
  }
}
