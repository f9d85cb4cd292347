import Costing
import Documents
import Reporting
import Testing

@Suite("A published figure")
struct HeadlineTests {
  private func bills(_ id: String) throws -> DeploymentBills {
    let path = "Scenarios/storage/headlines/\(id).json"
    let file = DeploymentFile(try Repository.bytes(path), file: path)
    try #require(file.isValid, "\(file.report.text())")
    return DeploymentBills(file)
  }

  private func sum(
    _ bills: DeploymentBills, _ row: Int, _ component: CostItem.Component?
  ) throws -> DeploymentBills.Comparison {
    try #require(bills.comparisons(of: row).first { $0.published.component == component })
  }

  @Test(arguments: [("H1", 0), ("H1", 1), ("H2", 0)])
  func `of a whole month is met within one percent`(id: String, row: Int) throws {
    let total = try sum(bills(id), row, nil)
    #expect(abs(try #require(total.off)) <= 100, "\(total.ours) for \(total.published.amount)")
  }

  @Test func `is met to the dollar where all its parts are known`() throws {
    let bills = try bills("H1")
    #expect(try sum(bills, 1, .crossZone).ours == Money(micros: 138_240_000_000))
    #expect(try sum(bills, 1, .storage).ours == Money(micros: 69_984_000_000))
    #expect(try sum(bills, 0, .compute).ours == Money(micros: 2_859_264_000))
  }

  @Test func `as a share is met once its own mistake is made as well`() throws {
    let bills = try bills("H9")
    let shares = bills.file.shares.compactMap(bills.share)
    #expect(shares.map { ($0 + 50) / 100 } == [4, 5])
    // Reads priced as writes and writes as reads come to twice as much.
    #expect(try sum(bills, 2, .requests).off.map { abs($0) <= 100 } == true)
    #expect(try sum(bills, 0, .requests).off.map { abs($0) <= 100 } == false)
  }

  @Test(arguments: ["H1", "H2", "H9"])
  func `that something was fitted to is met, and says so`(id: String) throws {
    let bills = try bills(id)
    let page = DeploymentReport(bills).markdown()
    for row in bills.bills.indices {
      for sum in bills.comparisons(of: row) where sum.published.isFitted {
        #expect(abs(try #require(sum.off)) <= 10)
        #expect(page.contains("fitted: does not count"))
      }
    }
  }

  @Test(arguments: ["H1", "H9"])
  func `of a vendor stands beside what an independent review found`(id: String) throws {
    #expect(DeploymentReport(try bills(id)).markdown().contains("H14: an independent review"))
  }

  @Test func `of nobody is ours: disks are cheaper for little traffic, the store for much`() throws
  {
    let example = "Scenarios/prices/example.json"
    let prices = PriceFile(try Repository.bytes(example), file: example)
    let page = try Repository.text("Reports/storage/deployments.md")
    for (id, isCheaper) in [("quiet", false), ("busy", true)] {
      let path = "Scenarios/storage/deployments/\(id).json"
      let file = DeploymentFile(try Repository.bytes(path), file: path)
      try #require(file.isValid, "\(file.report.text())")
      let bills = DeploymentBills(file, prices: prices)
      #expect(bills.bills.allSatisfy { $0.unpriced.isEmpty })
      #expect((bills.bills[1].total < bills.bills[0].total) == isCheaper)
      #expect(page.contains(DeploymentReport(bills, prices: prices).markdown()))
    }
  }

  @Test func `stands on the page as the formulas have it`() throws {
    let page = try Repository.text("Reports/storage/headlines.md")
    for id in ["H1", "H2", "H9"] {
      #expect(page.contains(DeploymentReport(try bills(id)).markdown()))
    }
  }
}
