import Costing
import Documents
import MigrationModel
import Reporting

/// `migsim cost`: what described clusters cost a month.
enum CostCommand: Command {
  static let name = "cost"
  static let about = "Say what described clusters cost a month, line by line."
  static let help = """
    migsim cost DEPLOYMENTS... [options]

    Reads files of deployments: clusters that are to carry the same traffic, with what they
    are made of. Says what each costs a month by formula, line by line and with who answers
    for it, and holds what was published of it against that. What has no price is named and
    not in the sum. For what a rehearsed migration costs: migsim run --prices.

      --prices FILE      prices for what a deployment has no price of its own for
      --format FORMAT    text (default), markdown or json

    Examples:
      migsim cost Scenarios/storage/headlines/H1.json
      migsim cost ours.json --prices Scenarios/prices/example.json

    Exit codes: 0 every line has a price · 2 some have none · 65 a file is wrong · 74 a file
    cannot be read. Keys: migsim reference deployments, migsim reference prices.
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let options = try Options(words, command: name, valued: ["--prices", "--format"])
    guard !options.operands.isEmpty else {
      throw Failure.usage(
        "cost needs a file of deployments: migsim cost Scenarios/storage/headlines/H1.json")
    }
    let format = try options.choice("--format", of: ["text", "markdown", "json"])
    let prices = try options["--prices"].map(prices)
    var codes: [ExitCode] = []
    for (place, path) in options.operands.enumerated() {
      if place > 0, format != "json" { Terminal.print("\n") }
      do {
        codes.append(try cost(path, prices, format))
      } catch let failure as Failure {
        Terminal.tell("migsim: \(failure.message)")
        codes.append(failure.code)
      }
    }
    return ExitCode.worst(codes)
  }

  private static func cost(_ path: String, _ prices: PriceFile?, _ format: String) throws
    -> ExitCode
  {
    let file = DeploymentFile(try Files.read(path), file: path == "-" ? "<stdin>" : path)
    guard file.isValid else {
      Terminal.tell(file.report)
      return .badScenario
    }
    let bills = DeploymentBills(file, prices: prices)
    let report = DeploymentReport(bills, prices: prices)
    switch format {
    case "json": Terminal.print(report.json())
    case "markdown": Terminal.print(report.markdown())
    default: Terminal.print(report.text())
    }
    return bills.bills.allSatisfy(\.unpriced.isEmpty) ? .pass : .inconclusive
  }

  /// Reads a file of prices, or says everything that is wrong with it.
  static func prices(_ path: String) throws -> PriceFile {
    let file = PriceFile(try Files.read(path), file: path == "-" ? "<stdin>" : path)
    guard file.isValid else {
      Terminal.tell(file.report)
      throw Failure(code: .badScenario, message: "\(file.file) is no file of prices")
    }
    return file
  }

  /// Says which clusters of a file of prices a scenario does not have: their prices are not used.
  static func tellUnknownClusters(of prices: PriceFile, in scenario: Scenario) {
    let known = scenario.clusters.map(\.name)
    for name in prices.clusterNames where !known.contains(name) {
      let near = Suggestion.nearest(to: name, among: known)
      Terminal.tell(
        "migsim: \(prices.file) has prices of \(quoted(name)), which the scenario does not have"
          + (near.map { "; did you mean \(quoted($0))?" } ?? ""))
    }
  }
}
