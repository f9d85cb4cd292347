import Documents
import KafkaModel
import SimKernel

/// A file of deployments: what is wrong with it, and what it holds.
package struct DeploymentFile: Sendable {
  package let file: String
  /// Everything there is to say, in the order of the text.
  package let report: Diagnostics
  package let id: String
  package let title: String
  package let source: String?
  package let setting: String?
  package let currency: String
  package let notes: [String]
  package let traffic: Traffic
  package let month: Month
  /// Empty if anything in the file is wrong.
  package let deployments: [DescribedDeployment]
  package let shares: [PublishedShare]

  package var isValid: Bool { !report.hasErrors }

  /// - Parameter file: Its name, for messages.
  package init(_ bytes: [UInt8], file: String) {
    let document = CheckedDocument(bytes, file: file, as: DeploymentShape.file)
    var report = document.diagnostics
    let root = document.value
    if let root { DeploymentChecks.check(root, reportingTo: &report) }
    self.file = file
    self.report = report
    id = root?.text("id") ?? ""
    title = root?.text("title") ?? ""
    source = root?["source"]?.text
    setting = root?["setting"]?.text
    currency = root?.text("currency") ?? ""
    notes = root?.elements("notes").map(\.text) ?? []
    let load = report.hasErrors ? nil : root?.value("traffic")
    traffic = Traffic(
      writes: load?.bandwidth("writes") ?? .zero, fanOut: load?.factor("fanOut") ?? .zero,
      retention: load?.duration("retention") ?? .zero)
    var month = Month()
    month.traffic = load?.duration("month") ?? .zero
    self.month = month
    let zones = load?.int("zones") ?? 1
    deployments =
      report.hasErrors
      ? []
      : (root?.entries("deployments") ?? []).map {
        DescribedDeployment($0.name, $0.value, zones: zones)
      }
    shares = report.hasErrors ? [] : Self.shares(root, deployments)
  }
}

extension DeploymentFile {
  private static func shares(
    _ root: CheckedValue?, _ deployments: [DescribedDeployment]
  ) -> [PublishedShare] {
    if let given = root?["shares"] { return given.elements.map(PublishedShare.init) }
    let names = deployments.map(\.deployment.name)
    return names.dropFirst().map { PublishedShare(of: $0, by: names[0]) }
  }
}

/// A deployment with its prices, and what others say of its cost.
package struct DescribedDeployment: Sendable {
  package let deployment: Deployment
  package let prices: PriceBook
  package let published: [PublishedFigure]

  init(_ name: String, _ value: CheckedValue, zones: Int) {
    var deployment = Deployment(name: name)
    if value.text("storage") == "shared-storage" {
      let word = value["wal"]?.text ?? WriteAheadLog.objectStore.name
      let log = WriteAheadLog.all.first { $0.name == word } ?? .objectStore
      deployment.storage = .sharedStorage(log)
    }
    deployment.brokers = value.int("brokers")
    deployment.zones = zones
    deployment.replicationFactor = value.int("replicationFactor")
    deployment.makeup = ClusterMakeup(value)
    deployment.puts = value["puts"]?.rate
    deployment.gets = value["gets"]?.rate
    self.deployment = deployment
    prices = PriceBook(value.value("prices"))
    published = value.entries("published").map { PublishedFigure(of: $0.name, $0.value) }
  }
}

/// A sum that somebody published.
package struct PublishedFigure: Sendable {
  /// What it is the sum of; nil for everything.
  package let component: CostItem.Component?
  package let amount: Money
  package let isFitted: Bool
  package let why: String?

  /// The word for the sum of everything.
  static let total = "total"
  static let names = CostItem.Component.allCases.map(\.rawValue) + [total]

  init(of name: String, _ value: CheckedValue) {
    component = CostItem.Component(rawValue: name)
    amount = Money(parsing: value.text("is")) ?? .zero
    isFitted = value.bool("fitted")
    why = value["why"]?.text
  }
}

/// What a deployment costs as a share of another, as it was published.
package struct PublishedShare: Sendable {
  package let of: String
  package let by: String
  package let share: Fraction?
  package let why: String?

  init(of: String, by: String) {
    self.of = of
    self.by = by
    share = nil
    why = nil
  }

  init(_ value: CheckedValue) {
    of = value.text("of")
    by = value.text("by")
    share = value["is"]?.factor
    why = value["why"]?.text
  }
}

/// What only the meaning of a file of deployments forbids.
enum DeploymentChecks {
  static func check(_ root: CheckedValue, reportingTo report: inout Diagnostics) {
    let traffic = root.value("traffic")
    if traffic.bandwidth("writes") > Fraction(1_000_000_000_000) {
      report.report("no cluster takes more than 1TB/s", at: traffic.value("writes"))
    }
    checkFactor("fanOut", of: traffic, reportingTo: &report)
    let names = root.entries("deployments").map(\.name)
    if names.isEmpty {
      report.report(
        "there is no deployment", hint: "describe one at least", at: root.value("deployments"))
    }
    for entry in root.entries("deployments") { checkOne(entry.value, reportingTo: &report) }
    for share in root["shares"]?.elements ?? [] {
      for key in ["of", "by"] where !names.contains(share.text(key)) {
        let near = Suggestion.nearest(to: share.text(key), among: names)
        report.report(
          "there is no deployment \(quoted(share.text(key)))"
            + (near.map { "; did you mean \(quoted($0))?" } ?? ""),
          hint: "deployments: \(names.joined(separator: ", "))", at: share.value(key))
      }
    }
  }

  private static func checkOne(_ deployment: CheckedValue, reportingTo report: inout Diagnostics) {
    checkFactor("diskHeadroom", of: deployment, reportingTo: &report)
    if deployment.text("storage") != "shared-storage" {
      for key in ["wal", "puts", "gets"] {
        guard let value = deployment[key] else { continue }
        report.report("only shared-storage has \(quoted(key))", at: value)
      }
    }
    for entry in deployment.entries("published") where !PublishedFigure.names.contains(entry.name) {
      let near = Suggestion.nearest(to: entry.name, among: PublishedFigure.names)
      report.report(
        .rule(
          "no bill has a sum \(quoted(entry.name))"
            + (near.map { "; did you mean \(quoted($0))?" } ?? ""),
          hint: "write one of \(PublishedFigure.names.joined(separator: ", "))"),
        at: entry.keyPlace, path: entry.value.path)
    }
  }

  private static func checkFactor(
    _ key: String, of value: CheckedValue, reportingTo report: inout Diagnostics
  ) {
    if value.factor(key) > Fraction(1_000) {
      report.report("\(quoted(key)) is more than 1000", at: value.value(key))
    }
  }
}
