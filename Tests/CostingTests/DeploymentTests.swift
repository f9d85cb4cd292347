import Costing
import Documents
import KafkaModel
import SimKernel
import Testing

@Suite("A deployment's bill")
struct DeploymentTests {
  private func book() -> PriceBook {
    var book = PriceBook()
    for item in CostItem.allCases where item != .licence {
      let unit = item.dimension.units[0].name
      book[item] = Price("1/\(unit)", per: item.dimension).map {
        PriceBook.Entry(price: $0, source: "test", owner: item.owner)
      }
    }
    return book
  }

  private let traffic = Traffic(
    writes: Fraction(100_000_000), fanOut: Fraction(2), retention: .seconds(86_400))

  private func bill(_ change: (inout Deployment) -> Void = { _ in }) -> Bill {
    var deployment = Deployment(name: "x")
    change(&deployment)
    return deployment.bill(for: [traffic], month: Month(), book())
  }

  private func gigabytes(_ bill: Bill, _ item: CostItem) -> Int128 {
    bill.lines.first { $0.item == item }.map { $0.quantity / 1_000_000_000 } ?? 0
  }

  /// What is written in a month of 730 hours.
  private let month: Int128 = 100_000_000 * 730 * 3_600 / 1_000_000_000

  @Test func `counts what followers, producers and consumers carry between zones`() {
    #expect(gigabytes(bill(), .crossZone) == month * 2 + month * 2 / 3 + month * 4 / 3)
    let near = bill { $0.makeup.readsInZone = true }
    #expect(gigabytes(near, .crossZone) == month * 2 + month * 2 / 3)
    #expect(gigabytes(bill { $0.zones = 1 }, .crossZone) == 0)
  }

  @Test
  func `has nothing of followers with shared storage, and of producers only without a router`() {
    let shared = bill { $0.storage = .sharedStorage(.objectStore) }
    #expect(gigabytes(shared, .crossZone) == month * 4 / 3)
    let plain = bill {
      $0.storage = .sharedStorage(.objectStore)
      $0.makeup.zoneRouter = false
    }
    #expect(gigabytes(plain, .crossZone) == month * 2 / 3 + month * 4 / 3)
  }

  @Test func `knows the followers elsewhere of every even spread`() {
    for zones in 1...5 {
      for replicas in 1...7 {
        var outside = 0
        for leader in 0..<replicas {
          outside += (0..<replicas).count { $0 % zones != leader % zones }
        }
        var deployment = Deployment(name: "x")
        deployment.zones = zones
        #expect(
          deployment.followersElsewhere(replicas)
            == Fraction(Int128(outside), over: Int128(replicas)))
      }
    }
  }

  @Test func `has four writes a second and broker at least with a log in the store`() {
    let quiet = Traffic(writes: Fraction(1), fanOut: .one, retention: .seconds(1))
    var deployment = Deployment(name: "x")
    deployment.storage = .sharedStorage(.objectStore)
    var month = Month()
    month.traffic = .seconds(100)
    let lines = deployment.bill(for: [quiet], month: month, book()).lines
    #expect(lines.first { $0.item == .put }?.quantity == 1_200)
    #expect(lines.first { $0.item == .get }?.quantity == 1_200)
    #expect(
      Deployment(name: "x").bill(for: [traffic], month: Month(), book()).lines.allSatisfy {
        $0.item != .put && $0.item != .get
      })
  }

  @Test func `adds up, and every line has an owner`() {
    let bill = bill { $0.storage = .sharedStorage(.blockDevice) }
    let parts = CostItem.Component.allCases.map(bill.total(of:))
    #expect(parts.reduce(.zero, +) == bill.total)
    #expect(bill.total > .zero)
    #expect(bill.lines.allSatisfy { !$0.owner.isEmpty })
  }

  @Test func `names what has no price and leaves it out`() {
    var prices = book()
    prices[.disk] = nil
    let bill = Deployment(name: "x").bill(for: [traffic], month: Month(), prices)
    #expect(bill.unpriced == [.disk])
    #expect(bill.total(of: .storage) == .zero)
  }

  @Test func `grows with traffic, retention, copies and room`() {
    let least = bill().total
    #expect(bill { $0.replicationFactor = 4 }.total > least)
    #expect(bill { $0.makeup.diskHeadroom = Fraction(3) }.total > least)
    #expect(bill { $0.brokers = 4 }.total > least)
    for more in [
      Traffic(writes: Fraction(100_000_001), fanOut: Fraction(2), retention: .seconds(86_400)),
      Traffic(writes: Fraction(100_000_000), fanOut: Fraction(3), retention: .seconds(86_400)),
      Traffic(writes: Fraction(100_000_000), fanOut: Fraction(2), retention: .seconds(86_401)),
    ] {
      #expect(Deployment(name: "x").bill(for: [more], month: Month(), book()).total > least)
    }
  }
}
