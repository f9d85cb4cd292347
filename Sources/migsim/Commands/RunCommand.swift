import Costing
import Documents
import Exploration
import MigrationModel
import Rehearsal
import Reporting
import ScenarioFormat
import SimKernel

/// `migsim run`: rehearses scenarios and reports what came of them.
enum RunCommand: Command {
  static let name = "run"
  static let about = "Rehearse the plan of a scenario and report every rollback point."
  static let help = """
    migsim run SCENARIO... [options]

    Runs each scenario's plan in the model, goes back from every step in a copy, and
    reports. `-` reads a scenario from standard input.

      --seed N          which of the scenario's runs (default: the file's seed)
      --seeds N         so many seeds from there on: least, median and most of each figure
      --jobs N          how many seeds, or branches of one run, are under way at once
                        (default: 2); the result is the same
      --set KEY=VALUE   another value: storage, wal, kafka or brokers of the target,
                        source.storage and so on, or a place in the file: /faults/0/for
      --format FORMAT   text (default) or json, on standard output
      --output DIR      write outcome.json and journal.jsonl there as well, both or neither
      --prices FILE     say what it costs at these prices (Scenarios/prices/example.json)
      --force           let --output replace an older result
      --verify          run twice and compare every event; exit 4 if they differ
      --quiet           no report, only the exit code

    Examples:
      migsim run Scenarios/quickstart.json
      migsim run plan.json --seeds 100 --jobs 2
      migsim run plan.json --format json | jq '.points[] | {name, late: .late.kafka}'

    Exit codes: 0 every expectation holds · 1 one does not · 2 inconclusive: a fault changed
    nothing, or something expected was never reached · 3 a branch did not come to rest ·
    4 two runs differ · 65 a scenario is wrong · 74 a file cannot be read or written.
    Without expectations of its own, a scenario must lose nothing going forward.
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let options = try Options(
      words, command: name, flags: ["--verify", "--force", "--quiet"], repeated: ["--set"],
      valued: ["--seed", "--seeds", "--jobs", "--format", "--output", "--prices"])
    guard !options.operands.isEmpty else {
      throw Failure.usage("run needs a scenario: migsim run Scenarios/quickstart.json")
    }
    let request = try RunRequest(options)
    if options.operands.count > 1, request.output != nil {
      throw Failure.usage("--output takes the result of one scenario, and here are several")
    }
    var codes: [ExitCode] = []
    for (place, path) in options.operands.enumerated() {
      if place > 0, request.format == "text", !request.isQuiet { Terminal.print("\n") }
      do {
        codes.append(try await run(path, request))
      } catch let failure as Failure {
        Terminal.tell("migsim: \(failure.message)")
        codes.append(failure.code)
      }
    }
    return ExitCode.worst(codes)
  }

  private static func run(_ path: String, _ request: RunRequest) async throws -> ExitCode {
    var file = ScenarioFile(try Files.read(path), file: path == "-" ? "<stdin>" : path)
    guard file.isValid else {
      tell(file)
      return .badScenario
    }
    for change in request.changes { file = try change.applied(to: file, change.values[0]) }
    let trials = Trials(file)
    if let count = request.seeds { return try await many(trials, path, count, request) }
    return try await one(trials, path, request)
  }

  private static func one(
    _ trials: Trials, _ path: String, _ request: RunRequest
  ) async throws -> ExitCode {
    let began = Terminal.seconds
    let outcome = await trials.outcome(
      seed: request.seed, jobs: request.jobs, progress: progress(began))
    if request.verifies, let difference = Verification.difference(trials, outcome) {
      Terminal.tell("migsim: not deterministic: \(difference)")
      return .nondeterministic
    }
    var report = Report(outcome: outcome, scenarioHash: trials.file.contentHash, file: path)
    report.notModelled = trials.file.notes
    report.defaults = trials.file.assumptions
    report.prices = request.prices
    if let prices = request.prices {
      CostCommand.tellUnknownClusters(of: prices, in: trials.scenario(seed: nil))
    }
    if let directory = request.output {
      try Files.write(
        [
          ("outcome.json", OutcomeJSON(report).text()),
          ("journal.jsonl", Journal(report).text()),
        ], to: directory, replacing: request.replaces)
    }
    if !request.isQuiet {
      Terminal.print(
        request.format == "json"
          ? OutcomeJSON(report).text()
          : TextReport(report, style: Terminal.hasColor ? .colored : .plain).text())
    }
    if Terminal.isWatched { tellSpeed(since: began, events: outcome.events) }
    return ExitCode(outcome.verdict)
  }

  private static func many(
    _ trials: Trials, _ path: String, _ count: UInt64, _ request: RunRequest
  ) async throws -> ExitCode {
    let began = Terminal.seconds
    let first = request.seed ?? trials.scenario(seed: nil).seed
    guard count <= UInt64.max - first else {
      throw Failure.usage("--seed and --seeds are too large")
    }
    let results = await trials.results(
      of: first..<first + count, jobs: request.jobs, progress: progress(began, of: count))
    let report = SeedReport(
      summary: SeedSummary(results), scenario: trials.scenario(seed: first),
      scenarioHash: trials.file.contentHash, file: path)
    if let directory = request.output {
      try Files.write(
        [("outcome.json", report.json())], to: directory, replacing: request.replaces)
    }
    if !request.isQuiet {
      Terminal.print(request.format == "json" ? report.json() : report.text())
    }
    return ExitCode(SeedSummary(results).verdict)
  }

  /// Tells everything that is wrong with a file.
  static func tell(_ file: ScenarioFile) {
    for diagnostic in file.diagnostics { Terminal.tell(diagnostic.description) }
  }

  // MARK: Progress

  /// After a second somebody may wonder.
  private static func progress(_ began: Double) -> (@Sendable (Instant, String) -> Void)? {
    guard Terminal.isWatched else { return nil }
    return { now, step in
      if Terminal.seconds - began > 1 { Terminal.tell("\(now)  \(step)") }
    }
  }

  private static func progress(_ began: Double, of count: UInt64) -> (@Sendable (Int) -> Void)? {
    guard Terminal.isWatched else { return nil }
    let every = max(1, Int(count) / 20)
    return { done in
      if done % every == 0, Terminal.seconds - began > 1 {
        Terminal.tell("\(done) of \(count) seeds")
      }
    }
  }

  private static func tellSpeed(since began: Double, events: Int64) {
    let milliseconds = Int64((Terminal.seconds - began) * 1000)
    guard milliseconds > 0 else { return }
    Terminal.tell(
      "\(Words.amount(.milliseconds(milliseconds))), "
        + "\(Words.count(events * 1000 / milliseconds)) events a second")
  }
}

/// What the options of `run` ask for.
struct RunRequest {
  var seed: UInt64?
  var seeds: UInt64?
  var jobs: Int
  var format: String
  var output: String?
  var verifies: Bool
  var replaces: Bool
  var isQuiet: Bool
  var changes: [ScenarioChange]
  var prices: PriceFile?

  init(_ options: Options) throws {
    seed = try options.number("--seed", in: 0...UInt64.max)
    seeds = try options.number("--seeds", in: 1...1_000_000)
    jobs = Int(try options.number("--jobs", in: 1...1024) ?? 2)
    format = try options.choice("--format", of: ["text", "json"])
    output = options["--output"]
    verifies = options.has("--verify")
    replaces = options.has("--force")
    isQuiet = options.has("--quiet")
    changes = try options.all("--set").map { text in
      let change = try ScenarioChange(text, option: "--set")
      guard change.values.count == 1 else {
        throw Failure.usage("--set takes one value; migsim compare --vary takes several")
      }
      return change
    }
    prices = try options["--prices"].map(CostCommand.prices)
    if seeds != nil, prices != nil {
      throw Failure.usage(
        "--prices says what one run costs; leave --seeds out, or use migsim compare --prices")
    }
    if seeds != nil, verifies {
      throw Failure.usage("--verify compares two runs of one seed; leave --seeds out")
    }
    if output == "" { throw Failure.usage("--output needs the name of a directory") }
  }
}
