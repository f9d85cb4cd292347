import Costing
import Exploration
import MigrationModel
import Rehearsal
import Reporting
import ScenarioFormat

/// `migsim compare`: runs scenarios, or variants of one, under the same seeds.
enum CompareCommand: Command {
  static let name = "compare"
  static let about = "Run two scenarios, or variants of one, under the same seeds."
  static let help = """
    migsim compare SCENARIO SCENARIO... [options]
    migsim compare SCENARIO --vary KEY=VALUE,VALUE... [options]

    Traffic, keys, clocks and faults that the scenarios have in common are the same in both
    under a seed, so that a difference between them is due to what they do not have in
    common. For every place, going forward and back from each step, says how much is
    duplicated, lost, out of order, to reconcile and never written, how long readers and
    writers wait, and how soon a lost broker is noticed, its partitions led and all copies
    back. Every scenario is held against the first.

      --vary KEY=V,V...  what differs: storage, wal, kafka or brokers of the target,
                         source.storage and so on, or a place in the file: /faults/0/for
      --prices FILE      say what the window and a month of the traffic on the cluster that
                         stays cost as well (Scenarios/prices/example.json)
      --seeds N          so many seeds (default: 20)
      --seed N           the first of them (default: the first file's seed)
      --jobs N           how many run at once (default: 2); the result is the same
      --format FORMAT    text (default), markdown or json

    Examples:
      migsim compare Scenarios/quickstart.json --vary storage=shared-nothing,shared-storage
      migsim compare rolling.json at-once.json --seeds 100

    Exit codes: 0 compared · 65 a scenario is wrong · 74 a file cannot be read.
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let options = try Options(
      words, command: name,
      valued: ["--vary", "--prices", "--seeds", "--seed", "--jobs", "--format"])
    let format = try options.choice("--format", of: ["text", "markdown", "json"])
    let count = try options.number("--seeds", in: 1...1_000_000) ?? 20
    let jobs = Int(try options.number("--jobs", in: 1...1024) ?? 2)
    let variants = try variants(options)
    let prices = try options["--prices"].map(CostCommand.prices)
    if let prices, let scenario = variants[0].file.scenario() {
      CostCommand.tellUnknownClusters(of: prices, in: scenario)
    }
    let first = try options.number("--seed", in: 0...UInt64.max) ?? variants[0].seed
    guard count <= UInt64.max - first else {
      throw Failure.usage("--seed and --seeds are too large")
    }
    let trials = PairedTrials(variants.map { .init($0.name, Trials($0.file)) })
    let report = PairReport(
      await trials.comparison(
        of: first..<first + count, jobs: jobs, cost: pricing(prices)),
      title: variants[0].file.scenario()?.name ?? "", commands: variants.map(\.command),
      prices: prices)
    switch format {
    case "json": Terminal.print(report.json())
    case "markdown": Terminal.print(report.markdown())
    default: Terminal.print(report.text())
    }
    return .pass
  }

  private static func pricing(_ prices: PriceFile?) -> (@Sendable (Outcome) -> SeedCost)? {
    guard let prices else { return nil }
    return { outcome in MigrationBill(outcome, prices).seedCost }
  }

  private struct Variant {
    var name: String
    var file: ScenarioFile
    var command: String

    var seed: UInt64 { file.scenario()?.seed ?? 0 }
  }

  private static func variants(_ options: Options) throws -> [Variant] {
    guard let text = options["--vary"] else {
      guard options.operands.count > 1 else {
        throw Failure.usage(
          "compare needs two scenarios, or one and --vary storage=shared-nothing,shared-storage")
      }
      return try options.operands.map { path in
        Variant(name: path, file: try read(path), command: "migsim run \(Report.quoted(path))")
      }
    }
    guard options.operands.count == 1 else {
      throw Failure.usage("--vary makes variants of one scenario; give one")
    }
    let path = options.operands[0]
    let change = try ScenarioChange(text, option: "--vary")
    guard change.values.count > 1 else {
      throw Failure.usage("--vary needs two values at least: --vary \(text),...")
    }
    let file = try read(path)
    return try change.values.map { value in
      Variant(
        name: value, file: try change.applied(to: file, value),
        command:
          "migsim run \(Report.quoted(path)) --set \(Report.quoted("\(change.key)=\(value)"))")
    }
  }

  private static func read(_ path: String) throws -> ScenarioFile {
    let file = ScenarioFile(try Files.read(path), file: path == "-" ? "<stdin>" : path)
    guard file.isValid else {
      RunCommand.tell(file)
      throw Failure(
        code: .badScenario, message: "\(file.file) is no scenario that can be run")
    }
    return file
  }
}

extension MigrationBill {
  /// The two sums by which variants are compared.
  fileprivate var seedCost: SeedCost {
    SeedCost(window: window?.total.micros, month: monthAfterwards?.bill.total.micros)
  }
}
